import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openShopDatabase } from "../../db/open-database.ts";
import { refuseMerchantDatabase } from "../../db/sqlite/database-owner.ts";
import { type Clock, systemClock } from "../clock.ts";
import { clockAheadOf } from "../demo/sandbox-clock.ts";
import type { TakeSnapshot } from "../feed/stores.ts";
import type { OrderList } from "../orders/order-list.ts";
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
  /** Lists of orders, read beside them. */
  readonly orderList: OrderList;
  readonly takeSnapshot: TakeSnapshot;
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
  const { path, serverUrl } = settings.database;
  if (serverUrl !== undefined) return await inShop(settings, settings.database, job);
  // Before anything is said of the demo shop.
  if (settings.isDemo) refuseMerchantDatabase(path);
  if (withoutDatabase === "makes_one" && settings.isDemo) {
    terminal.note(
      `There is no shop.toml here: this goes into the demo shop, ${path}. For a shop of your own: checkstand init`,
    );
  }
  if (withoutDatabase === "makes_one" || existsSync(path)) return await inShop(settings, { path }, job);
  if (withoutDatabase === "fails") throw new CommandFailed(missingDatabase(settings));
  terminal.note(`There is no database at ${path} yet: all is new.`);
  const folder = mkdtempSync(join(tmpdir(), "checkstand-rehearsal-"));
  try {
    return await inShop(settings, { path: join(folder, "empty.db") }, job);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inShop<Result>(
  settings: Settings,
  location: Settings["database"],
  job: (shop: OpenShop) => Promise<Result>,
): Promise<Result> {
  let ahead = 0;
  const clock = settings.isDemo ? clockAheadOf(systemClock, () => ahead) : systemClock;
  const database = await openShopDatabase(location, { opener: settings.isDemo ? "demo" : "merchant", clock });
  try {
    const { reads, questions, writer, takeSnapshot } = database;
    ahead = settings.isDemo ? await reads.sandboxClock.ahead() : 0;
    return await job({
      settings,
      reads,
      orderList: questions.orderList,
      takeSnapshot,
      write: writer.write,
      clock,
    });
  } finally {
    await database.close();
  }
}
