import { Database } from "bun:sqlite";
import { closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "../../src/clock.ts";
import type { Benchmark, BenchmarkOptions } from "./measuring/benchmark.ts";
import { forSeconds, quantile, sendWhenDue } from "./measuring/due-requests.ts";
import { median } from "./measuring/rounds.ts";
import { startServer } from "./measuring/server-process.ts";
import { createSession } from "./servers/agent-requests.ts";
import {
  benchApiKey,
  type Checkstand,
  freePort,
  ITEM_IDS,
  shopEnvironment,
  startCheckstand,
} from "./servers/checkstand.ts";

/** How many abandoned sessions lie there; `SESSIONS=5000000` is a shop of some years. */
const SESSIONS = Number(process.env["SESSIONS"] ?? 500_000);
const CREATES_PER_SECOND = 25;

const main = join(import.meta.dir, "../../src/main.ts");

/** What buyers notice of records that are forgotten. */
export const benchmark: Benchmark = {
  name: "purge",
  description: `agents who buy while ${SESSIONS.toLocaleString("en-US")} old sessions are forgotten`,
  explanation: `
A database with that many sessions that were canceled long ago: copies of one that was really made, 2 KB each. An agent
creates ${CREATES_PER_SECOND} sessions a second, each sent when it is due, with the others answered or not: alone, in rounds before there are
any, and then until the job that forgets them has come to its end. Of that the times are those of all creates; the worst
stretch is the one of --seconds with the highest p99.
forgotten: a second, meanwhile.`,
  async run(options) {
    options.progress("starting Checkstand from source");
    const first = await startCheckstand(options);
    await creates(first, 2);
    const alone: number[][] = [];
    for (let round = 1; round <= options.rounds; round += 1) {
      options.progress(`round ${round} of ${options.rounds}`);
      alone.push(await creates(first, options.seconds));
    }
    await first.server.stop();
    const oldest = leaveSessions(first.databaseFile, options.progress);

    const server = await startServer({
      command: [process.execPath, main, "serve", "--no-check"],
      directory: options.directory,
      environment: shopEnvironment(options.directory, first.databaseFile, freePort()),
      logFile: join(options.directory, "purge.log"),
    });
    try {
      const began = performance.now();
      const stretches = await createWhileForgetting(options, { ...first, server }, oldest);
      const seconds = (performance.now() - began) / 1000;
      const meanwhile = stretches.flat();
      return {
        loads: [],
        figures: [
          { name: "create alone, p50", value: median(alone.map((each) => quantile(each, 0.5))), unit: "ms" },
          { name: "create alone, p99", value: median(alone.map((each) => quantile(each, 0.99))), unit: "ms" },
          { name: "create meanwhile, p50", value: quantile(meanwhile, 0.5), unit: "ms" },
          {
            name: "create meanwhile, p99",
            value: quantile(meanwhile, 0.99),
            unit: "ms",
            aim: { atMost: 25 },
          },
          {
            name: "p99 of the worst stretch",
            value: Math.max(...stretches.map((each) => quantile(each, 0.99))),
            unit: "ms",
          },
          { name: "forgotten", value: SESSIONS / seconds, unit: "per second" },
        ],
      };
    } finally {
      await server.stop();
    }
  },
};

/** Milliseconds of each create. */
function creates({ server }: Checkstand, seconds: number): Promise<number[]> {
  return sendWhenDue(server.url, createSession(benchApiKey, ITEM_IDS), {
    perSecond: CREATES_PER_SECOND,
    goesOn: forSeconds(seconds),
  });
}

/**
 * Copies a session often, canceled long enough ago to be forgotten, and has the job that does so run at once.
 *
 * @returns when the oldest was to expire, ms since 1970; each of the others is a millisecond younger than the one before.
 */
function leaveSessions(databaseFile: string, progress: (text: string) => void): number {
  using database = new Database(databaseFile);
  // Nobody else has the file, and what is lost with it is made again.
  database.run("PRAGMA journal_mode = OFF");
  database.run("PRAGMA synchronous = OFF");
  const longAgo = Date.now() - 400 * DAY;
  const insert = database.query(`
    WITH RECURSIVE counted(n) AS (SELECT $from UNION ALL SELECT n + 1 FROM counted WHERE n < $to)
    INSERT INTO checkout_sessions (id, agent_id, status, expires_at, document)
    SELECT printf('cs_%032x', n), agent_id, 'canceled', $longAgo + n, document
    FROM counted, (SELECT agent_id, document FROM checkout_sessions ORDER BY id DESC LIMIT 1)`);
  const atOnce = 50_000;
  for (let from = 1; from <= SESSIONS; from += atOnce) {
    progress(`writing sessions: ${from - 1} of ${SESSIONS}`);
    insert.run({ $from: from, $to: Math.min(from + atOnce - 1, SESSIONS), $longAgo: longAgo });
  }
  database.run("DELETE FROM jobs WHERE name = 'forget-old-records'");
  database.run("PRAGMA journal_mode = WAL");
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
  // Else the server's first commit waits until all of it is on disk.
  const file = openSync(databaseFile, "r+");
  fsyncSync(file);
  closeSync(file);
  return longAgo + 1;
}

/**
 * Creates until nothing is left of what was to be forgotten: some of the sessions made meanwhile have expired by then. Gives
 * the milliseconds of each, by stretches.
 */
async function createWhileForgetting(
  options: BenchmarkOptions,
  shop: Checkstand,
  oldest: number,
): Promise<number[][]> {
  using database = new Database(shop.databaseFile, { readonly: true });
  const next = database.query<{ at: number }, [number]>(
    "SELECT expires_at AS at FROM checkout_sessions WHERE status IN ('canceled', 'expired') AND expires_at < ? ORDER BY expires_at LIMIT 1",
  );
  const end = oldest + SESSIONS;
  const stretches: number[][] = [];
  for (let left = next.get(end); left !== null; left = next.get(end)) {
    const last = stretches.at(-1);
    const soFar = last === undefined ? "" : `, p99 of the last stretch ${quantile(last, 0.99).toFixed(1)} ms`;
    options.progress(`${left.at - oldest} of ${SESSIONS} forgotten${soFar}`);
    stretches.push(await creates(shop, options.seconds));
  }
  return stretches;
}
