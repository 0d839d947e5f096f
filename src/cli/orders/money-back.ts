import type { Command } from "commander";
import type { Order } from "../../orders/order.ts";
import type { MoneyBack } from "../../orders/order-service-result.ts";
import { WrongUsage } from "../failure.ts";
import { amountOf } from "./options.ts";

/** How much of the money goes back with goods that go out. */
export interface MoneyBackOptions {
  readonly refund: boolean;
  readonly amount?: string;
}

/** Adds the options that {@link moneyBack} reads. */
export function withMoneyBack(command: Command): Command {
  return command
    .option("--no-refund", "no money goes back; otherwise what was paid for the items does")
    .option("--amount <amount>", "so much goes back instead, such as 12.50");
}

/** @throws WrongUsage when the options contradict each other, or the amount is none. */
export function moneyBack(order: Order, { refund, amount }: MoneyBackOptions): MoneyBack {
  if (!refund && amount !== undefined) throw new WrongUsage("Take one of --no-refund and --amount.");
  if (!refund) return "none";
  return amount === undefined ? "price" : amountOf(order, "--amount", amount);
}
