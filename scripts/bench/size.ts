import { Database } from "bun:sqlite";
import { join } from "node:path";
import { DAY } from "../../src/clock.ts";
import {
  checkstand,
  checkstandContestants,
  type FirstLook,
  lookAt,
} from "./checkout/checkstand-contestants.ts";
import type { Benchmark, BenchmarkOptions } from "./measuring/benchmark.ts";
import type { Figure } from "./measuring/report.ts";
import { type Contestant, costRatioOf, runInTurn, summarize, warmUp } from "./measuring/rounds.ts";
import { startServer } from "./measuring/server-process.ts";
import { type Checkstand, freePort, shopEnvironment, startCheckstand } from "./servers/checkstand.ts";

/** How many sessions the large shop has; 5,000,000 take some 15 GB. */
const SESSIONS = Number(process.env["SESSIONS"] ?? 500_000);

/** One in so many of them is so young that its answers are still kept for replay. */
const ONE_ANSWER_IN = 10;

/** Before any request counts: less than in checkout, since both shops run the same program. */
const WARM_UP_REQUESTS = 5_000;

const main = join(import.meta.dir, "../../src/main.ts");
const operations = [checkstand.create, checkstand.get, checkstand.update];
const small = (operation: string) => `${operation}, small shop`;
const large = (operation: string) => `${operation}, large shop`;

/** What a shop's age costs its buyers. */
export const benchmark: Benchmark = {
  name: "size",
  description: `the same requests to a new shop and to one with ${SESSIONS.toLocaleString("en-US")} sessions`,
  explanation: `
small shop: has no sessions but those that the rounds make.
large shop: has that many from before, copies of a completed one, and for one in ${ONE_ANSWER_IN} of them an answer kept for replay.
  SESSIONS=5000000 makes it a shop of some years.
ratios: what a request costs the main thread of the large shop's server, to the small one's, round by round.`,
  async run(options) {
    await using running = new AsyncDisposableStack();
    options.progress("starting Checkstand from source");
    const shop = running.adopt(await startCheckstand(options, {}, "small"), ({ server }) => server.stop());
    const grown = running.adopt(await startLargeShop(options), ({ server }) => server.stop());
    const contestants = [
      ...contestantsAt(options, shop, await lookAt(shop), small),
      ...contestantsAt(options, grown, await lookAt(grown), large),
    ];
    await warmUp(contestants, WARM_UP_REQUESTS, options.progress);
    const rounds = await runInTurn(contestants, options.rounds, options.progress);
    return {
      loads: summarize(rounds),
      figures: operations.map(
        (operation): Figure => ({
          name: `${large(operation)} / small`,
          value: costRatioOf(rounds, small(operation), large(operation)),
          unit: "ratio",
          aim: { atMost: 1.15 },
        }),
      ),
    };
  },
};

/** The operations of one shop, each named by the shop. */
function contestantsAt(
  options: BenchmarkOptions,
  shop: Checkstand,
  look: FirstLook,
  nameOf: (operation: string) => string,
): Contestant[] {
  return checkstandContestants(options, shop, look)
    .filter(({ name }) => operations.some((operation) => operation === name))
    .map((contestant) => ({ ...contestant, name: nameOf(contestant.name) }));
}

/** Starts a shop, has it sell once, copies that often, and opens it again on what it has then. */
async function startLargeShop(options: BenchmarkOptions): Promise<Checkstand> {
  const young = await startCheckstand(options, {}, "large");
  await lookAt(young);
  await young.server.stop();
  options.progress(`writing ${SESSIONS.toLocaleString("en-US")} sessions`);
  copySessions(young.databaseFile);
  const server = await startServer({
    command: [process.execPath, main, "serve", "--no-check"],
    directory: options.directory,
    environment: shopEnvironment(options.directory, young.databaseFile, freePort()),
    logFile: join(options.directory, "large-again.log"),
  });
  return { ...young, server };
}

/** Copies a session often, with earlier ids and as completed, and an answer for some. */
function copySessions(databaseFile: string): void {
  using database = new Database(databaseFile);
  database.run("PRAGMA synchronous = OFF");
  const longAgo = Date.now() - 400 * DAY;
  const sessions = database.query(`
    WITH RECURSIVE counted(n) AS (SELECT $from UNION ALL SELECT n + 1 FROM counted WHERE n < $to)
    INSERT INTO checkout_sessions (id, agent_id, status, expires_at, document)
    SELECT printf('cs_%032x', n), agent_id, 'completed', $longAgo + n, document
    FROM counted, (SELECT agent_id, document FROM checkout_sessions ORDER BY id DESC LIMIT 1)`);
  const answers = database.query(`
    WITH RECURSIVE counted(n) AS (SELECT $from UNION ALL SELECT n + $step FROM counted WHERE n + $step <= $to)
    INSERT INTO idempotency_records (claim, fingerprint, status, body, created_at)
    SELECT randomblob(32), randomblob(32), status, body, $now
    FROM counted, (SELECT status, body FROM idempotency_records WHERE status = 201 LIMIT 1)`);
  const atOnce = 50_000;
  for (let from = 1; from <= SESSIONS; from += atOnce) {
    const to = Math.min(from + atOnce - 1, SESSIONS);
    sessions.run({ $from: from, $to: to, $longAgo: longAgo });
    answers.run({ $from: from, $to: to, $step: ONE_ANSWER_IN, $now: Date.now() });
  }
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
}
