import type { Command } from "commander";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand orders capture`. */
export function addCapture(orders: Command, terminal: Terminal): void {
  orders
    .command("capture")
    .description("take money that was only authorised, before anything of the order leaves")
    .argument("<order>", "its number, or its id")
    .addOption(jsonOption())
    .action(async (which: string, options: JsonOption) => {
      const { workOnOrder } = await import("./change-order.ts");
      await workOnOrder(terminal, which, options, () => ({ kind: "capture" }));
    });
}
