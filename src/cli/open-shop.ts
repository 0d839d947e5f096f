import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { refuseMerchantDatabase, takeDatabase } from "../../db/sqlite/database-owner.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { createStores } from "../../db/sqlite/stores.ts";
import { type Clock, systemClock } from "../clock.ts";
import { clockAheadOf } from "../demo/sandbox-clock.ts";
import { loadSettings, type Settings } from "../settings.ts";
import type { Write } from "../storage.ts";
import type { JobStores, Stores } from "../stores.ts";
import { CommandFailed } from "./failure.ts";
import { missingDatabase } from "./missing-database.ts";
import type { Terminal } from "./terminal.ts";

/** A shop as a command sees it, beside a server that may be running on the same database. */
export interface OpenShop {
  readonly settings: Settings;
  /** For looking. Sees what is committed. */
  readonly reads: Stores;
  /** For changing. A command that changes much does so in jobs of at most 100 rows, to let the server in between. */
  readonly write: Write<JobStores>;
  /** The machine's; ahead of it where a demo shop's was moved. */
  readonly clock: Clock;
}

/** What becomes of a command where there is no database yet. */
export type WithoutDatabase =
  /** For whatever looks at a shop or changes what is in it: an empty one would be a wrong answer. */
  | "fails"
  /** For the commands that set a shop up. */
  | "makes_one"
  /** For a rehearsal of setting a shop up: it works on an empty database that is thrown away. */
  | "pretends";

/**
 * Opens the shop's settings and database for the time of one job.
 *
 * @throws SettingsInvalid, DatabaseUnusable, CommandFailed where there is no database and the command needs one, and
 *   what the job throws.
 */
export async function withShop<Result>(
  terminal: Terminal,
  job: (shop: OpenShop) => Promise<Result>,
  { withoutDatabase = "fails" }: { readonly withoutDatabase?: WithoutDatabase } = {},
): Promise<Result> {
  const { environment, directory } = terminal;
  const settings = loadSettings({ environment, directory, toSell: false });
  const { path } = settings.database;
  // Before anything is said of the demo shop.
  if (settings.isDemo) refuseMerchantDatabase(path);
  if (withoutDatabase === "makes_one" && settings.isDemo) {
    terminal.note(
      `There is no shop.toml here: this goes into the demo shop, ${path}. For a shop of your own: checkstand init`,
    );
  }
  if (withoutDatabase === "makes_one" || existsSync(path)) return await inShop(settings, path, job);
  if (withoutDatabase === "fails") throw new CommandFailed(missingDatabase(settings));
  terminal.note(`There is no database at ${path} yet: all is new.`);
  const folder = mkdtempSync(join(tmpdir(), "checkstand-rehearsal-"));
  try {
    return await inShop(settings, join(folder, "empty.db"), job);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inShop<Result>(
  settings: Settings,
  databasePath: string,
  job: (shop: OpenShop) => Promise<Result>,
): Promise<Result> {
  takeDatabase(databasePath, settings.isDemo ? "demo" : "merchant");
  const database = openDatabase(databasePath);
  const writer = openGroupCommitWriter(database, createStores(database.writer));
  try {
    const reads = createStores(database.reader);
    const ahead = settings.isDemo ? await reads.sandboxClock.ahead() : 0;
    return await job({ settings, reads, write: writer.write, clock: clockAheadOf(systemClock, () => ahead) });
  } finally {
    await writer.close();
    database.close();
  }
}
