/**
 * The ceiling on PostgreSQL: Bun's HTTP server and Bun's SQL with nothing in between. A program of its own, started by
 * `startBarePostgres`. Each POST parses its body, writes rows, and answers a session as JSON when they are committed.
 *
 *     POST /create     the rows of one create, in one transaction
 *     POST /complete   the rows of one completion, in two transactions, as a payment needs
 *     GET  /session    reads one row
 *
 * Arguments: the database's URL, then the sizes in bytes of the rows of a create and of a completion: 2500,1200 900,800
 */
import { type ReservedSQL, randomUUIDv7, SQL } from "bun";
import { sampleSession } from "./agent-requests.ts";

/** As many as Checkstand has jobs under way. */
const CONNECTIONS = 10;

const [url = "", created = "", completed = ""] = process.argv.slice(2);
const sizesOf = (text: string) => text.split(",").map(Number);
const rows = { create: sizesOf(created), complete: sizesOf(completed) } as const;
const pool = new SQL(url, { max: CONNECTIONS + 2 });
const longest = Math.max(...rows.create, ...rows.complete);
/** Rows of one letter: what is small enough is not compressed. */
const filling = "x".repeat(longest);

for (let index = 0; index < Math.max(rows.create.length, rows.complete.length); index += 1)
  await pool.unsafe(
    `CREATE TABLE IF NOT EXISTS rows_${index} (id text COLLATE "C" PRIMARY KEY, content text)`,
  );
const first = newId();
await pool.unsafe("INSERT INTO rows_0 VALUES ($1, $2)", [first, filling.slice(0, rows.create[0])]);

const free: ReservedSQL[] = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.reserve()));
const waiting: ((connection: ReservedSQL) => void)[] = [];

/** Writes rows in one transaction, sent at once: only its end is waited for. @param from the first table. */
async function write(sizes: readonly number[], from: number): Promise<void> {
  const connection = free.pop() ?? (await new Promise<ReservedSQL>((resolve) => waiting.push(resolve)));
  const id = newId();
  const sent = [connection.unsafe("BEGIN")];
  for (const [index, size] of sizes.entries())
    sent.push(
      connection.unsafe(`INSERT INTO rows_${from + index} VALUES ($1, $2)`, [
        id,
        filling.slice(0, Math.max(0, size - id.length)),
      ]),
    );
  sent.push(connection.unsafe("COMMIT"));
  await Promise.all(sent);
  const next = waiting.shift();
  if (next) next(connection);
  else free.push(connection);
}

async function writeFor(path: string): Promise<void> {
  if (path.endsWith("/create")) return write(rows.create, 0);
  const half = Math.ceil(rows.complete.length / 2);
  await write(rows.complete.slice(0, half), 0);
  await write(rows.complete.slice(half), half);
}

function newId(): string {
  return `cs_${randomUUIDv7("hex").replaceAll("-", "")}`;
}

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  reusePort: false,
  async fetch(request) {
    if (request.method === "GET") {
      await pool.unsafe("SELECT content FROM rows_0 WHERE id = $1", [first]).values();
      return Response.json(sampleSession(first));
    }
    await request.json();
    await writeFor(request.url);
    return Response.json(sampleSession(newId()));
  },
});

process.stdout.write(`listening on http://127.0.0.1:${server.port}\n`);
process.on("SIGTERM", () => process.exit(0));
