import type { Command } from "commander";
import { toRfc3339 } from "../../clock.ts";
import { publicPartOf } from "../../signing/key.ts";
import { statedKeys } from "../../signing/rotation.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand keys signing`. */
export function addListSigningKeys(keys: Command, terminal: Terminal): void {
  keys
    .command("signing")
    .description("list the keys that the shop signs its own messages with; their private parts are not shown")
    .addOption(jsonOption())
    .action(async (options: JsonOption) => {
      const { withShop } = await import("../open-shop.ts");
      const rows = await withShop(terminal, async ({ reads, clock }) =>
        statedKeys(await reads.signingKeys.all(), clock.now()).map(({ key, state }) => ({
          id: key.id,
          state,
          createdAt: toRfc3339(key.createdAt),
          signsFrom: toRfc3339(key.signsFrom),
          publishedUntil: key.publishedUntil === undefined ? undefined : toRfc3339(key.publishedUntil),
          publicKey: publicPartOf(key),
        })),
      );
      if (options.json) return terminal.out(JSON.stringify(rows));
      if (rows.length === 0)
        return terminal.note(
          "There is no signing key yet: the shop makes one when it first serves UCP, and so does checkstand keys rotate-signing.",
        );
      terminal.out(
        renderTable(
          ["ID", "STATE", "CREATED", "SIGNS FROM", "PUBLISHED UNTIL"],
          rows.map((row) => [row.id, row.state, row.createdAt, row.signsFrom, row.publishedUntil ?? ""]),
        ),
      );
    });
}
