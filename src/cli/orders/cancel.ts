import type { Command } from "commander";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";
import { type MoneyBackOptions, moneyBack, withMoneyBack } from "./money-back.ts";
import { type AskedItem, itemOption, linesOf } from "./options.ts";

interface CancelOptions extends JsonOption, MoneyBackOptions {
  readonly item?: readonly AskedItem[];
  readonly reason?: string;
}

/** `checkstand orders cancel`. */
export function addCancel(orders: Command, terminal: Terminal): void {
  const command = orders
    .command("cancel")
    .description("cancel what has not left, or the items named; they go back on sale, the money to the buyer")
    .argument("<order>", "its number, or its id")
    .addOption(itemOption("what is canceled"))
    .option("--reason <text>", "for the buyer")
    .addOption(jsonOption());
  withMoneyBack(command).action(async (which: string, options: CancelOptions) => {
    const { workOnOrder } = await import("./change-order.ts");
    await workOnOrder(terminal, which, options, (order) => ({
      kind: "cancel",
      lineItems: linesOf(order, options.item),
      money: moneyBack(order, options),
      description: options.reason,
    }));
  });
}
