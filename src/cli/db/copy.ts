import { resolve } from "node:path";
import type { Command } from "commander";
import type { CopyProgress } from "../../database-copy.ts";
import { pluralize } from "../../pluralize.ts";
import { databaseUrl, isServerUrl } from "../../settings/environment.ts";
import type { Settings } from "../../settings.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { openProgressBar, type ProgressBar } from "../progress-bar.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

/** `checkstand db copy`. */
export function addCopyDatabase(database: Command, terminal: Terminal): void {
  database
    .command("copy")
    .description(
      "copy a shop's database from a file to a PostgreSQL server, or back; the shop must be stopped",
    )
    .argument("<from>", "file:PATH or postgres://USER@HOST/DATABASE")
    .argument("<to>", "the other of the two: a file that does not exist yet, or an empty database")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Every row is read back from the copy and compared before a shop can be opened with it. Nothing is changed in the database
that is copied. A copy that is broken off, by Ctrl-C or a crash, opens no shop and says so; run it again.

A password in an address can be seen in the list of processes: leave it out, and set PGPASSWORD.

Examples:
  checkstand db copy file:data/checkstand.db postgres://shop@db.example/shop
  checkstand db copy postgres://shop@db.example/shop file:data/checkstand.db`,
    )
    .action(async (from: string, to: string, { json }: JsonOption) => {
      const source = locationOf("FROM", from, terminal);
      const target = locationOf("TO", to, terminal);
      const [{ openCopyEnds }, { copyDatabase }] = await Promise.all([
        import("../../../db/copy/open-ends.ts"),
        import("../../../db/copy/copy-database.ts"),
      ]);
      await using ends = await openCopyEnds(source, target);
      using progress = openCopyProgress();
      const tables = await copyDatabase(ends.source, ends.target, progress.show);
      progress[Symbol.dispose]();
      if (json) return terminal.out(JSON.stringify(tables));
      terminal.out(
        renderTable(
          ["TABLE", "ROWS", "SHA-256"],
          tables.map(({ table, rows, hash }) => [table, String(rows), hash.slice(0, 12)]),
        ),
      );
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      terminal.note(
        `${pluralize(rows, "row")} copied and compared. Set DATABASE_URL to the copy and start the shop; keep the other until you are sure.`,
      );
    });
}

function locationOf(argument: "FROM" | "TO", given: string, { directory }: Terminal): Settings["database"] {
  const found = databaseUrl.read(given);
  // What was given may hold a password, and is not repeated.
  if (found === undefined) throw new WrongUsage(`${argument} is no database. Name ${databaseUrl.allowed}.`);
  return isServerUrl(found) ? { path: "", serverUrl: found } : { path: resolve(directory, found) };
}

interface CopyProgressBars extends Disposable {
  show(progress: CopyProgress): void;
}

const steps = { copying: "Copying", completing: "Indexing", comparing: "Comparing" } as const;

/** A bar for each step that has an end in sight. */
function openCopyProgress(): CopyProgressBars {
  let step: CopyProgress["step"] | undefined;
  let bar: ProgressBar | undefined;
  const close = () => bar?.[Symbol.dispose]();
  return {
    show(progress) {
      if (progress.step !== step) {
        close();
        step = progress.step;
        bar = progress.total > 0 ? openProgressBar(steps[step], progress.total, "rows") : undefined;
      }
      bar?.show(progress.done);
    },
    [Symbol.dispose]: close,
  };
}
