/**
 * The ceiling for writing: Bun's HTTP server and bun:sqlite with nothing in between. A program of its own, started by
 * `startBareStore`. Each POST parses its body, inserts the rows of one request, answers a session as JSON only when
 * the rows are on disk.
 *
 *     POST /shared   the requests of one turn of the event loop share one transaction
 *     POST /alone    each request has a transaction of its own
 *
 * Arguments: the database file, then the size in bytes of each row that a request writes.
 */
import { Database } from "bun:sqlite";
import { randomUUIDv7 } from "bun";
import { sampleSession } from "./agent-requests.ts";

const [file, ...sizes] = process.argv.slice(2);
const database = new Database(file ?? "");
database.run("PRAGMA journal_mode = WAL");
database.run("PRAGMA synchronous = FULL");
database.run("PRAGMA wal_autocheckpoint = 1000");

const begin = database.query("BEGIN IMMEDIATE");
const commit = database.query("COMMIT");
const inserts = sizes.map((size, index) => {
  database.run(`CREATE TABLE rows_${index} (id TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT`);
  const insert = database.query<null, [string, string]>(`INSERT INTO rows_${index} VALUES (?, ?)`);
  return { insert, size: Number(size) };
});

/** Rows of random letters would be no different to SQLite: it does not compress. */
const filling = "x".repeat(Math.max(0, ...inserts.map(({ size }) => size)));

function insertRows(id: string): void {
  for (const { insert, size } of inserts) insert.run(id, filling.slice(0, Math.max(0, size - id.length)));
}

let waiting: { id: string; written: () => void }[] = [];

function writeShared(id: string): Promise<void> {
  return new Promise((written) => {
    if (waiting.push({ id, written }) === 1) setImmediate(commitWaiting);
  });
}

function commitWaiting(): void {
  const batch = waiting;
  waiting = [];
  begin.run();
  for (const { id } of batch) insertRows(id);
  commit.run();
  for (const { written } of batch) written();
}

function writeAlone(id: string): void {
  begin.run();
  insertRows(id);
  commit.run();
}

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  reusePort: false,
  async fetch(request) {
    await request.json();
    const id = `cs_${randomUUIDv7("hex").replaceAll("-", "")}`;
    if (request.url.endsWith("/shared")) await writeShared(id);
    else writeAlone(id);
    return Response.json(sampleSession(id));
  },
});

process.stdout.write(`listening on http://127.0.0.1:${server.port}\n`);
process.on("SIGTERM", () => {
  database.close();
  process.exit(0);
});
