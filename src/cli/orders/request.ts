import type { Command } from "commander";
import type { OrderRequest } from "../../operations/order-request.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { addRequestFields, inLine } from "../request-fields.ts";
import type { Terminal } from "../terminal.ts";

/** Adds the command that a request is: `checkstand orders ship`. */
export function addOrderRequest(orders: Command, terminal: Terminal, request: OrderRequest): void {
  const { name, summary, description, fields, work } = request;
  const command = orders
    .command(name)
    .summary(inLine(summary))
    .description(`${summary}. ${description}`)
    .argument("<order>", "its number, or its id");
  const read = addRequestFields(command, fields);
  command.addOption(jsonOption()).action(async (which: string) => {
    const { workOnOrder } = await import("./change-order.ts");
    const options: JsonOption = command.opts();
    await workOnOrder(terminal, which, options, (order) => {
      const wanted = work(read({ currency: order.currency, order }));
      if (typeof wanted === "string") throw new WrongUsage(wanted);
      return wanted;
    });
  });
}
