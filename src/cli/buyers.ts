import type { Command } from "commander";
import { addErase } from "./buyers/erase.ts";
import { addExportBuyer } from "./buyers/export.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand buyers`. */
export function addBuyersCommand(program: Command, terminal: Terminal): void {
  const buyers = program
    .command("buyers")
    .description("what is kept of one buyer")
    .addHelpText(
      "after",
      `
Examples:
  checkstand buyers export ada@example.com > ada.json
  checkstand buyers erase ada@example.com`,
    );
  addExportBuyer(buyers, terminal);
  addErase(buyers, terminal);
}
