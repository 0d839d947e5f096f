import type { Command } from "commander";
import { addListPayments } from "./payments/list.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand payments`. */
export function addPaymentsCommand(program: Command, terminal: Terminal): void {
  const payments = program
    .command("payments")
    .description("money on its way: charges, refunds and authorisations that have not come to an end")
    .addHelpText(
      "after",
      `
Examples:
  checkstand payments list --unresolved
  checkstand payments list --unresolved --json`,
    );
  addListPayments(payments, terminal);
}
