import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { eraseBuyer } from "../../orders/erase-buyer.ts";
import { pluralize } from "../../pluralize.ts";
import { CommandFailed } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import type { Terminal } from "../terminal.ts";

interface EraseOptions extends JsonOption {
  readonly evenIfOpen?: true;
}

/** `checkstand buyers erase`. */
export function addErase(buyers: Command, terminal: Terminal): void {
  buyers
    .command("erase")
    .description("take a buyer out of everything that is kept, for good; orders stay, without the person")
    .argument("<email>", "the buyer's e-mail address")
    .option("--even-if-open", "also while orders are not delivered: nobody will know where to send them")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Backups made before, the payment provider and the agent keep what they have.`,
    )
    .action(async (email: string, options: EraseOptions) => {
      await askFirst(terminal, email);
      const [{ withShop }, { compactDatabase }] = await Promise.all([
        import("../open-shop.ts"),
        import("../../../db/sqlite/compact.ts"),
      ]);
      const { erasure, file } = await withShop(terminal, async ({ settings, write, reads }) => ({
        file: settings.database.serverUrl === undefined ? settings.database.path : undefined,
        erasure: await eraseBuyer(
          { write, reads, clock: systemClock },
          email,
          "command_line",
          options.evenIfOpen ?? false,
        ),
      }));
      switch (erasure.kind) {
        case "unknown":
          throw new CommandFailed(`Nothing is kept of ${email}.`);
        case "payment_under_way":
          throw new CommandFailed(
            `A payment of ${email} is not decided yet. Try again later; a running server decides it.`,
          );
        case "orders_open":
          throw new CommandFailed(
            `Not delivered yet: ${erasure.numbers.join(", ")}. Deliver or cancel these orders first, or add --even-if-open.`,
          );
        case "erased":
          // A server clears away what was overwritten by itself.
          if (file !== undefined) compactDatabase(file);
          return terminal.out(
            options.json
              ? JSON.stringify(erasure)
              : `${email} is erased from ${pluralize(erasure.records, "record")}; ${pluralize(erasure.orders, "order is", "orders are")} kept without them.`,
          );
      }
    });
}

/** Where somebody sits at the terminal. */
async function askFirst(terminal: Terminal, email: string): Promise<void> {
  const answer = await terminal.ask?.(`Erase everything that is kept of ${email}, for good? Type yes: `);
  if (answer !== undefined && answer.toLowerCase() !== "yes") throw new CommandFailed("Nothing was erased.");
}
