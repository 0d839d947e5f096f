import type { Command } from "commander";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";
import { type AskedItem, itemOption, linesOf } from "./options.ts";

/** `checkstand orders ready`. */
export function addReady(orders: Command, terminal: Terminal): void {
  orders
    .command("ready")
    .description("tell that goods can be picked up; `deliver` notes that they were")
    .argument("<order>", "its number, or its id")
    .addOption(itemOption("what is ready"))
    .addOption(jsonOption())
    .action(async (which: string, options: JsonOption & { readonly item?: readonly AskedItem[] }) => {
      const { workOnOrder } = await import("./change-order.ts");
      await workOnOrder(terminal, which, options, (order) => ({
        kind: "ready",
        lineItems: linesOf(order, options.item),
      }));
    });
}
