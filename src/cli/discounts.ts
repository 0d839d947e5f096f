import type { Command } from "commander";
import { addCreateDiscount } from "./discounts/create.ts";
import { addDisable } from "./discounts/disable.ts";
import { addListDiscounts } from "./discounts/list.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand discounts`. */
export function addDiscountsCommand(program: Command, terminal: Terminal): void {
  const discounts = program
    .command("discounts")
    .description("what is taken off, by a code or by itself")
    .addHelpText(
      "after",
      `
Examples:
  checkstand discounts create "Summer sale" --percent 20 --code SUMMER --ends-at 2026-09-01
  checkstand discounts create "Ten off from a hundred on" --amount 10 --minimum-subtotal 100
  checkstand discounts create "Free shipping" --free-shipping --code SHIPIT --max-uses-per-buyer 1
  checkstand discounts disable SUMMER`,
    );
  addCreateDiscount(discounts, terminal);
  addListDiscounts(discounts, terminal);
  addDisable(discounts, terminal);
}
