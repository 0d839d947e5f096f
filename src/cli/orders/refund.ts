import type { Command } from "commander";
import type { Order } from "../../orders/order.ts";
import type { RefundRequest } from "../../payments/begin-refund.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";
import { type AskedItem, amountOf, itemOption, linesOf } from "./options.ts";

interface RefundOptions extends JsonOption {
  readonly amount?: string;
  readonly item?: readonly AskedItem[];
  readonly restock?: true;
  readonly reason?: string;
}

/** `checkstand orders refund`. */
export function addRefund(orders: Command, terminal: Terminal): void {
  orders
    .command("refund")
    .description("give money back: all that is left, an amount, or what was paid for items")
    .argument("<order>", "its number, or its id")
    .option("--amount <amount>", "so much, such as 12.50")
    .addOption(itemOption("items the buyer no longer has or gets, for what was paid for them or --amount"))
    .option("--restock", "the items go back on sale")
    .option("--reason <text>", "for the buyer")
    .addOption(jsonOption())
    .action(async (which: string, options: RefundOptions) => {
      if (options.restock && options.amount !== undefined && !options.item)
        throw new WrongUsage("--restock needs to know what: add --item.");
      const { workOnOrder } = await import("./change-order.ts");
      await workOnOrder(terminal, which, options, (order) => ({
        kind: "refund",
        of: wanted(order, options),
        restock: options.restock ?? false,
        reason: options.reason,
      }));
    });
}

function wanted(order: Order, options: RefundOptions): RefundRequest["of"] {
  const lines = linesOf(order, options.item);
  const amount = options.amount === undefined ? undefined : amountOf(order, "--amount", options.amount);
  if (lines) return { kind: "lines", lines, amount };
  return amount === undefined ? { kind: "rest" } : { kind: "amount", amount };
}
