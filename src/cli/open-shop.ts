import { openDatabase } from "../../db/sqlite/database.ts";
import { createStores, type Stores } from "../../db/sqlite/stores.ts";
import { openWriteDoor } from "../../db/sqlite/write-door.ts";
import { silentLog } from "../log.ts";
import { mailTermsOf } from "../mail/compose.ts";
import { orderMails } from "../mail/order-mails.ts";
import { loadSettings, type Settings } from "../settings.ts";
import type { Write } from "../storage.ts";
import type { Terminal } from "./terminal.ts";

/** A shop as a command sees it, beside a server that may be running on the same database. */
export interface OpenShop {
  readonly settings: Settings;
  /** For looking. Sees what is committed. */
  readonly reads: Stores;
  /** For changing. A command that changes much does so in jobs of at most 100 rows, to let the server in between. */
  readonly write: Write<Stores>;
}

/**
 * Opens the shop's settings and database for the time of one job, making the database when there is none.
 *
 * @throws SettingsInvalid, DatabaseUnusable, and what the job throws.
 */
export async function withShop<Result>(
  terminal: Terminal,
  job: (shop: OpenShop) => Promise<Result>,
): Promise<Result> {
  const { environment, directory } = terminal;
  const settings = loadSettings({ environment, directory, toSell: false });
  const database = openDatabase(settings.database.path);
  const door = openWriteDoor(
    database,
    createStores(database.writer, { mailsOf: orderMails(mailTermsOf(settings), silentLog) }),
  );
  try {
    return await job({ settings, reads: createStores(database.reader), write: door.write });
  } finally {
    await door.close();
    database.close();
  }
}
