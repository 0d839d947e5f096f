import type { Command } from "commander";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";
import { type MoneyBackOptions, moneyBack, withMoneyBack } from "./money-back.ts";
import { type AskedItem, itemOption, linesOf } from "./options.ts";

interface ReturnOptions extends JsonOption, MoneyBackOptions {
  readonly item?: readonly AskedItem[];
  readonly restock?: true;
  readonly reason?: string;
}

/** `checkstand orders return`. */
export function addReturn(orders: Command, terminal: Terminal): void {
  const command = orders
    .command("return")
    .description("take back what was sent, or the items named; the money goes to the buyer")
    .argument("<order>", "its number, or its id")
    .addOption(itemOption("what came back"))
    .option("--restock", "it goes back on sale")
    .option("--reason <text>", "for the buyer")
    .addOption(jsonOption());
  withMoneyBack(command).action(async (which: string, options: ReturnOptions) => {
    const { workOnOrder } = await import("./change-order.ts");
    await workOnOrder(terminal, which, options, (order) => ({
      kind: "return",
      lineItems: linesOf(order, options.item),
      money: moneyBack(order, options),
      restock: options.restock ?? false,
      description: options.reason,
    }));
  });
}
