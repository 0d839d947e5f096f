import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { eraseBuyerRequest } from "../../operations/erase-buyer-request.ts";
import { isMistake } from "../../operations/merchant-request.ts";
import { eraseBuyer, explainErasureRefusal } from "../../orders/erase-buyer.ts";
import { pluralize } from "../../pluralize.ts";
import { CommandFailed, WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { addRequest } from "../request-fields.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand buyers erase`. */
export function addErase(buyers: Command, terminal: Terminal): void {
  const { command, read } = addRequest(buyers, eraseBuyerRequest);
  command.addOption(jsonOption()).action(async () => {
    const { json }: JsonOption = command.opts();
    const wanted = eraseBuyerRequest.read(read({}));
    if (isMistake(wanted)) throw new WrongUsage(wanted.words);
    const { email, evenIfOpen } = wanted;
    await askFirst(terminal, email);
    const [{ withShop }, { compactDatabase }] = await Promise.all([
      import("../open-shop.ts"),
      import("../../../db/sqlite/compact.ts"),
    ]);
    const { erasure, file } = await withShop(terminal, async ({ settings, write, reads }) => ({
      file: settings.database.serverUrl === undefined ? settings.database.path : undefined,
      erasure: await eraseBuyer({ write, reads, clock: systemClock }, email, "command_line", evenIfOpen),
    }));
    if (erasure.kind !== "erased") throw new CommandFailed(explainErasureRefusal(erasure));
    // A server clears away what was overwritten by itself.
    if (file !== undefined) compactDatabase(file);
    terminal.out(
      json
        ? JSON.stringify(erasure)
        : `${email} is erased from ${pluralize(erasure.records, "record")}; ${pluralize(erasure.orders, "order is", "orders are")} kept without them.`,
    );
  });
}

/** Where somebody sits at the terminal. */
async function askFirst(terminal: Terminal, email: string): Promise<void> {
  const answer = await terminal.ask?.(`Erase everything that is kept of ${email}, for good? Type yes: `);
  if (answer !== undefined && answer.toLowerCase() !== "yes") throw new CommandFailed("Nothing was erased.");
}
