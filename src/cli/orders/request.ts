import { Argument, type Command } from "commander";
import { isMistake } from "../../operations/merchant-request.ts";
import type { OrderRequest } from "../../operations/order-request.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { addRequest } from "../request-fields.ts";
import type { Terminal } from "../terminal.ts";

/** Adds the command that a request is: `checkstand orders ship`. */
export function addOrderRequest(orders: Command, terminal: Terminal, request: OrderRequest): void {
  const { command, read } = addRequest(orders, request, new Argument("<order>", "its number, or its id"));
  command.addOption(jsonOption()).action(async (which: string) => {
    const { workOnOrder } = await import("./change-order.ts");
    const options: JsonOption = command.opts();
    await workOnOrder(terminal, which, options, (order) => {
      const work = request.read(read({ currency: order.currency, order }));
      if (isMistake(work)) throw new WrongUsage(work.words);
      return work;
    });
  });
}
