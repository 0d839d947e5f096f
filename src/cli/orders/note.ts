import { Argument, type Command } from "commander";
import type { Note } from "../../orders/adjust.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";
import { type AskedItem, amountOf, itemOption, linesOf } from "./options.ts";

interface NoteOptions extends JsonOption {
  readonly amount?: string;
  readonly item?: readonly AskedItem[];
  readonly reason?: string;
}

/** `checkstand orders note`. */
export function addNote(orders: Command, terminal: Terminal): void {
  orders
    .command("note")
    .description("note a credit, a changed price or an exchange; moves no money")
    .argument("<order>", "its number, or its id")
    .addArgument(
      new Argument("<type>", "what it was").choices(["credit", "price_adjustment", "exchange"] as const),
    )
    .option("--amount <amount>", "what the buyer gained by it, such as 12.50")
    .addOption(itemOption("what it is about"))
    .option("--reason <text>", "for the buyer")
    .addOption(jsonOption())
    .action(async (which: string, type: Note["type"], options: NoteOptions) => {
      const { workOnOrder } = await import("./change-order.ts");
      await workOnOrder(terminal, which, options, (order) => ({
        kind: "note",
        type,
        amount: options.amount === undefined ? undefined : amountOf(order, "--amount", options.amount),
        lineItems: linesOf(order, options.item),
        description: options.reason,
      }));
    });
}
