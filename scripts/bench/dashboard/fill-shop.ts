import { Database } from "bun:sqlite";
import { closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../../db/sqlite/database.ts";
import { createStores } from "../../../db/sqlite/stores.ts";
import { DAY } from "../../../src/clock.ts";
import type { BenchmarkOptions } from "../measuring/benchmark.ts";
import { childEnvironment } from "../measuring/server-process.ts";
import { fillCatalogue } from "../search/fill-catalogue.ts";

const main = join(import.meta.dir, "../../../src/main.ts");

/** How large a shop is. */
export interface ShopSize {
  /** Checkouts that were left, beside those that became orders. */
  readonly sessions: number;
  readonly orders: number;
  readonly products: number;
}

/** Orders that are really sold, over 90 days: all others are copies of these. */
const SOLD = 100;
/** Copies made in one transaction. */
const AT_ONCE = 50_000;

/**
 * Fills a new database as a shop of some years has it: orders as the demo sells them, parcels and refunds around them,
 * copied with their sessions, payments and words; sessions that were left; and a catalogue.
 *
 * @returns the database's file.
 * @throws Error with what the demo printed, when it fails.
 */
export async function fillShop(
  { sessions, orders, products }: ShopSize,
  { directory, progress }: Pick<BenchmarkOptions, "directory" | "progress">,
): Promise<string> {
  progress(`selling ${SOLD} orders`);
  await sell(directory);
  const databaseFile = join(directory, "data/demo.db");
  const database = openDatabase(databaseFile);
  progress(`writing ${products.toLocaleString("en-US")} products`);
  await fillCatalogue(database, products);
  await createStores(database.writer).orderIndex.catchUp(SOLD);
  database.close();
  copyOrders(databaseFile, orders, progress);
  leaveSessions(databaseFile, sessions, progress);
  // Else the server's first commit waits until all of it is on disk.
  const file = openSync(databaseFile, "r+");
  fsyncSync(file);
  closeSync(file);
  return databaseFile;
}

/** The demo sells in its own shop alone, which is told by there being no other. */
async function sell(directory: string): Promise<void> {
  const selling = Bun.spawn([process.execPath, main, "demo", "--orders", String(SOLD)], {
    cwd: directory,
    env: childEnvironment(),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [exitCode, errors] = await Promise.all([selling.exited, selling.stderr.text()]);
  if (exitCode !== 0) throw new Error(`The demo sold nothing:\n${errors}`);
}

/** Opens a file that nobody else has: what is lost with it is made again. */
function openAlone(databaseFile: string) {
  const database = new Database(databaseFile);
  for (const pragma of ["journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"])
    database.run(`PRAGMA ${pragma}`);
  return {
    database,
    [Symbol.dispose]: () => {
      database.run("PRAGMA journal_mode = WAL");
      database.run("PRAGMA wal_checkpoint(TRUNCATE)");
      database.close();
    },
  };
}

/** An id of the same kind, the `n`th copy; all are older than what is sold from now on. */
const copied = (id: string) =>
  `(substr(${id}, 1, instr(${id}, '_')) || printf('%08x', n) || substr(${id}, instr(${id}, '_') + 9))`;

/** The document of an order, of its session or of its payment, with the ids of the copy. */
const copiedDocument = (document: string) =>
  [
    ["orders.id", copied("orders.id")],
    ["orders.session_id", copied("orders.session_id")],
    ["orders.attempt_id", copied("orders.attempt_id")],
    ["orders.permalink_token", "printf('%022x', copies.number)"],
    [`'"number":' || orders.number`, `'"number":' || copies.number`],
  ].reduce((text, [from, to]) => `replace(${text}, ${from}, ${to})`, document);

/** Copies every order often, with all that is read of it; the sums by day grow by as much. */
function copyOrders(databaseFile: string, wanted: number, progress: (text: string) => void): void {
  using opened = openAlone(databaseFile);
  const { database } = opened;
  const times = Math.floor(wanted / SOLD) - 1;
  const copies = `WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${times}),
    copies(n, copied, number) AS (
      SELECT n, orders.number, (SELECT max(number) FROM orders) + row_number() OVER (ORDER BY n, orders.number)
      FROM counted, orders)`;
  progress(`writing ${wanted.toLocaleString("en-US")} orders`);
  database.run("BEGIN");
  database.run(`CREATE TEMP TABLE copies AS ${copies} SELECT n, copied, number FROM copies`);
  database.run("CREATE INDEX temp.copies_of ON copies (copied)");
  database.run(`INSERT INTO checkout_sessions (id, agent_id, status, expires_at, document)
    SELECT ${copied("orders.session_id")}, sessions.agent_id, sessions.status, sessions.expires_at,
      ${copiedDocument("sessions.document")}
    FROM copies JOIN orders ON orders.number = copied JOIN checkout_sessions sessions ON sessions.id = orders.session_id`);
  database.run(`INSERT INTO payment_attempts (id, session_id, agent_id, state, provider, reference, amount, currency,
      opened_at, settled_at, document)
    SELECT ${copied("orders.attempt_id")}, ${copied("orders.session_id")}, attempts.agent_id, attempts.state,
      attempts.provider, attempts.reference, attempts.amount, attempts.currency, attempts.opened_at, attempts.settled_at,
      ${copiedDocument("attempts.document")}
    FROM copies JOIN orders ON orders.number = copied JOIN payment_attempts attempts ON attempts.id = orders.attempt_id`);
  database.run(`INSERT INTO order_words (rowid, words)
    SELECT copies.number, replace(order_words.words, copied, copies.number)
    FROM copies JOIN order_words ON order_words.rowid = copied`);
  database.run(`INSERT INTO orders (id, number, session_id, agent_id, attempt_id, permalink_token, status, buyer_id,
      exported_at, created_at, updated_at, document, way, total)
    SELECT ${copied("orders.id")}, copies.number, ${copied("orders.session_id")}, agent_id, ${copied("orders.attempt_id")},
      printf('%022x', copies.number), status, buyer_id, exported_at, created_at, updated_at,
      ${copiedDocument("document")}, way, total
    FROM copies JOIN orders ON orders.number = copied`);
  database.run("DELETE FROM orders_to_index");
  database.run(
    `UPDATE sales_days SET checkouts = checkouts * ${times + 1}, orders = orders * ${times + 1}, sales = sales * ${times + 1}`,
  );
  database.run(`UPDATE settings SET value = json_set(value, '$.order', (SELECT max(number) FROM orders))
    WHERE name = 'sales_counted'`);
  database.run("COMMIT");
}

/** Copies a session often, canceled, and not yet old enough to be forgotten. */
function leaveSessions(databaseFile: string, wanted: number, progress: (text: string) => void): void {
  using opened = openAlone(databaseFile);
  const { database } = opened;
  const insert = database.query(`
    WITH RECURSIVE counted(n) AS (SELECT $from UNION ALL SELECT n + 1 FROM counted WHERE n < $to)
    INSERT INTO checkout_sessions (id, agent_id, status, expires_at, document)
    SELECT printf('cs_%032x', n), agent_id, 'canceled', $expires + n, document
    FROM counted, (SELECT agent_id, document FROM checkout_sessions ORDER BY id DESC LIMIT 1)`);
  for (let from = 1; from <= wanted; from += AT_ONCE) {
    progress(`writing sessions: ${from - 1} of ${wanted}`);
    insert.run({ $from: from, $to: Math.min(from + AT_ONCE - 1, wanted), $expires: Date.now() + DAY });
  }
}
