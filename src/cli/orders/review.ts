import type { Command } from "commander";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand orders hold`. */
export function addHold(orders: Command, terminal: Terminal): void {
  orders
    .command("hold")
    .description("hold an order for review: nothing of it can be sent until it is confirmed")
    .argument("<order>", "its number, or its id")
    .addOption(jsonOption())
    .action(async (which: string, options: JsonOption) => {
      const { workOnOrder } = await import("./change-order.ts");
      await workOnOrder(terminal, which, options, () => ({ kind: "hold" }));
    });
}

/** `checkstand orders confirm`. */
export function addConfirm(orders: Command, terminal: Terminal): void {
  orders
    .command("confirm")
    .description("let an order go on that was held")
    .argument("<order>", "its number, or its id")
    .addOption(jsonOption())
    .action(async (which: string, options: JsonOption) => {
      const { workOnOrder } = await import("./change-order.ts");
      await workOnOrder(terminal, which, options, () => ({ kind: "confirm" }));
    });
}
