/**
 * The ceiling on PostgreSQL: Bun's HTTP server and Bun's SQL with nothing in between. A program of its own, started by
 * `startBarePostgres`. Each POST parses its body, writes rows, and answers a session as JSON when they are committed.
 *
 *     POST /create     the rows of one create, in one transaction
 *     POST /complete   the rows of one completion, in two transactions, as a payment needs: the second writes over what
 *                      the first one wrote, and both change what every buyer of the same two items changes
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
/** What rows say: JSON as a shop keeps it, which the server compresses as it does a shop's. */
const filling = JSON.stringify(Array.from({ length: 5 }, () => sampleSession(newId())));

for (let index = 0; index < Math.max(rows.create.length, rows.complete.length); index += 1)
  await pool.unsafe(
    `CREATE TABLE IF NOT EXISTS rows_${index} (id text COLLATE "C" PRIMARY KEY, content text)`,
  );
await pool.unsafe("CREATE TABLE IF NOT EXISTS counts (name text PRIMARY KEY, count bigint)");
for (const name of ["first item", "second item", "order number"])
  await pool.unsafe("INSERT INTO counts VALUES ($1, 0) ON CONFLICT DO NOTHING", [name]);
const first = newId();
await pool.unsafe("INSERT INTO rows_0 VALUES ($1, $2)", [first, contentOf(rows.create[0], first)]);

const free: ReservedSQL[] = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.reserve()));
const waiting: ((connection: ReservedSQL) => void)[] = [];

type Statement = readonly [text: string, values: readonly string[]];

function contentOf(size = 0, id = ""): string {
  return filling.slice(0, Math.max(0, size - id.length));
}

/** New rows, each of its size. @param from the first table. */
function inserts(id: string, sizes: readonly number[], from: number): Statement[] {
  return sizes.map((size, index) => [
    `INSERT INTO rows_${from + index} VALUES ($1, $2)`,
    [id, contentOf(size, id)],
  ]);
}

/** What all who buy the same things write over. */
function counts(...names: readonly string[]): Statement[] {
  return names.map((name) => ["UPDATE counts SET count = count + 1 WHERE name = $1", [name]]);
}

/** Runs statements in one transaction, sent at once: only its end is waited for. */
async function write(statements: readonly Statement[]): Promise<void> {
  const connection = free.pop() ?? (await new Promise<ReservedSQL>((resolve) => waiting.push(resolve)));
  // As templates, the driver sends these two with the others; a plain text it would wait for.
  const begun = connection`BEGIN`;
  const sent = statements.map(([text, values]) => connection.unsafe(text, [...values]));
  await Promise.all([begun, ...sent, connection`COMMIT`]);
  const next = waiting.shift();
  if (next) next(connection);
  else free.push(connection);
}

async function writeFor(path: string): Promise<void> {
  const id = newId();
  if (path.endsWith("/create")) return write(inserts(id, rows.create, 0));
  const half = Math.ceil(rows.complete.length / 2);
  const [before, after] = [rows.complete.slice(0, half), rows.complete.slice(half)];
  await write([...inserts(id, before, 0), ...counts("first item", "second item")]);
  await write([...inserts(id, after, half), ...overwritten(id, before), ...counts("order number")]);
}

/** What the first transaction of a payment wrote and the second knows better. */
function overwritten(id: string, sizes: readonly number[]): Statement[] {
  return sizes.map((size, index) => [
    `UPDATE rows_${index} SET content = $2 WHERE id = $1`,
    [id, contentOf(size, id)],
  ]);
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
