import { Database } from "bun:sqlite";
import { join } from "node:path";
import { DAY } from "../../src/clock.ts";
import { create } from "./import/beside-import.ts";
import type { Benchmark, BenchmarkOptions } from "./measuring/benchmark.ts";
import { type Round, runInTurn, summarize } from "./measuring/rounds.ts";
import { startServer } from "./measuring/server-process.ts";
import { type Checkstand, freePort, shopEnvironment, startCheckstand } from "./servers/checkstand.ts";

/** How many abandoned sessions lie there; `SESSIONS=5000000` is a shop of some years. */
const SESSIONS = Number(process.env["SESSIONS"] ?? 500_000);

const main = join(import.meta.dir, "../../src/main.ts");
const alone = "create";
const during = "create, while old sessions are forgotten";

/** What buyers notice of records that are forgotten. */
export const benchmark: Benchmark = {
  name: "purge",
  description: `create sessions while ${SESSIONS.toLocaleString("en-US")} old ones are forgotten`,
  explanation: `
A database with that many sessions that were canceled long ago: copies of one that was really made, 2 KB each.
${alone}: as in checkout, before there are any.
${during}: the same, again and again until the job that forgets them has come to its end. p50 and p99 are those of the
  worst stretch of --seconds.
forgotten: a second, under that load.`,
  async run(options) {
    options.progress("starting Checkstand from source");
    const first = await startCheckstand(options);
    const before = await runInTurn(
      [{ name: alone, round: () => create(options, first) }],
      options.rounds,
      options.progress,
    );
    await first.server.stop();
    options.progress(`writing ${SESSIONS.toLocaleString("en-US")} sessions`);
    leaveSessions(first.databaseFile);

    await using running = new AsyncDisposableStack();
    const server = await startServer({
      command: [process.execPath, main, "serve", "--no-check"],
      directory: options.directory,
      environment: shopEnvironment(options.directory, first.databaseFile, freePort()),
      logFile: join(options.directory, "purge.log"),
    });
    const shop = running.adopt({ ...first, server }, () => server.stop());
    const began = performance.now();
    const stretches = await createWhileForgetting(options, shop);
    const seconds = (performance.now() - began) / 1000;
    return {
      loads: summarize(new Map([...before, [during, stretches]])),
      figures: [
        { name: "forgotten", value: SESSIONS / seconds, unit: "per second" },
        {
          name: "p99 of the worst stretch",
          value: Math.max(...stretches.map(({ p99Ms }) => p99Ms)),
          unit: "ms",
          aim: { atMost: 25 },
        },
      ],
    };
  },
};

/** Copies a session often, canceled long enough ago to be forgotten, and has the job that does so run at once. */
function leaveSessions(databaseFile: string): void {
  using database = new Database(databaseFile);
  database.run("PRAGMA synchronous = OFF");
  const longAgo = Date.now() - 400 * DAY;
  const insert = database.query(`
    WITH RECURSIVE counted(n) AS (SELECT $from UNION ALL SELECT n + 1 FROM counted WHERE n < $to)
    INSERT INTO checkout_sessions (id, agent_id, status, expires_at, document)
    SELECT printf('cs_%032x', n), agent_id, 'canceled', $longAgo + n, document
    FROM counted, (SELECT agent_id, document FROM checkout_sessions ORDER BY id DESC LIMIT 1)`);
  const atOnce = 50_000;
  for (let from = 1; from <= SESSIONS; from += atOnce)
    insert.run({ $from: from, $to: Math.min(from + atOnce - 1, SESSIONS), $longAgo: longAgo });
  database.run("DELETE FROM jobs WHERE name = 'forget-old-records'");
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

/** Loads in stretches until nothing is left to forget. */
async function createWhileForgetting(options: BenchmarkOptions, shop: Checkstand): Promise<Round[]> {
  using database = new Database(shop.databaseFile, { readonly: true });
  const left = database.query(
    "SELECT 1 FROM checkout_sessions WHERE status IN ('canceled', 'expired') ORDER BY expires_at LIMIT 1",
  );
  const stretches: Round[] = [];
  while (left.get() !== null) stretches.push(await create(options, shop));
  return stretches;
}
