import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { checkstand, checkstandContestants, lookAt } from "./checkout/checkstand-contestants.ts";
import type { Benchmark, BenchmarkOptions } from "./measuring/benchmark.ts";
import type { Figure } from "./measuring/report.ts";
import { type Contestant, median, ratioOf, runInTurn, summarize } from "./measuring/rounds.ts";
import { openEventOutbox } from "./outbox/event-outbox.ts";
import { writePastEvents } from "./outbox/past-events.ts";
import { startBareServer } from "./servers/ceilings.ts";
import { startCheckstand } from "./servers/checkstand.ts";

const PAST_EVENTS = 1_000_000;
/** As large as the event of an order with two lines. */
const BODY_BYTES = 1_500;

/** What telling agents of their orders costs. */
export const benchmark: Benchmark = {
  name: "outbox",
  description: "delivering events to a fast receiver, and what a million past events cost a checkout",
  explanation: `
events delivered: events that wait, each of another order, until the last is recorded as delivered: made into bytes,
  kept, signed, sent over loopback (32 at a time) to bare Bun in a process of its own, and the attempt written down.
commit to delivery: one event while nothing else happens, from its commit to its delivery being on record.
writing an event: its part of the job that makes an order, in jobs of 500 in one process; with a million before it.
create, complete: as in the benchmark "checkout", for a shop without a past, and for one with ${PAST_EVENTS.toLocaleString("en-US")} delivered
  events of ${BODY_BYTES} bytes and their attempts in its database. Neither has an endpoint to tell.`,
  async run(options) {
    const figures = [...(await deliveryFigures(options)), ...(await writingFigures(options))];
    await using running = new AsyncDisposableStack();
    const shopIn = async (name: string) => {
      options.progress(`starting the shop with ${name}`);
      const directory = join(options.directory, name.replaceAll(" ", "-"));
      await mkdir(directory);
      const shop = running.adopt(await startCheckstand({ ...options, directory }), ({ server }) =>
        server.stop(),
      );
      return { shop, look: await lookAt(shop) };
    };
    const young = await shopIn(past.none);
    const old = await shopIn(past.long);
    options.progress("writing past events");
    writePastEvents(old.shop.databaseFile, PAST_EVENTS, BODY_BYTES);
    const contestants = [
      ...salesOf(checkstandContestants(options, young.shop, young.look), past.none),
      ...salesOf(checkstandContestants(options, old.shop, old.look), past.long),
    ];
    const rounds = await runInTurn(contestants, options.rounds, options.progress);
    for (const operation of [checkstand.create, checkstand.complete]) {
      figures.push({
        name: `${operation}, ${past.long} / ${past.none}`,
        value: ratioOf(rounds, `${operation}, ${past.long}`, `${operation}, ${past.none}`),
        unit: "ratio",
        aim: { atLeast: 0.9 },
      });
    }
    return { loads: summarize(rounds), figures };
  },
};

const past = { none: "no past", long: "a long past" } as const;

/** Create and complete under the name of their shop. Complete works on the sessions that create has made. */
function salesOf(contestants: readonly Contestant[], name: string): Contestant[] {
  return contestants
    .filter((contestant) => contestant.name === checkstand.create || contestant.name === checkstand.complete)
    .map((contestant) => ({ ...contestant, name: `${contestant.name}, ${name}` }));
}

/** How many events a round of deliveries sends for each second it may take. */
const EVENTS_A_SECOND = 2_000;
const SINGLE_EVENTS = 100;

async function deliveryFigures(options: BenchmarkOptions): Promise<Figure[]> {
  await using running = new AsyncDisposableStack();
  const receiver = running.adopt(await startBareServer(options), (server) => server.stop());
  const outbox = running.adopt(
    await openEventOutbox(options.directory, `${receiver.url}/checkout_sessions`),
    (opened) => opened.close(),
  );
  const rates: number[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    options.progress(`round ${round} of ${options.rounds}: events delivered`);
    const count = Math.ceil(EVENTS_A_SECOND * options.seconds);
    await outbox.fill(count);
    const began = performance.now();
    const scheduler = await outbox.startScheduler();
    while (outbox.pending() > 0) await Bun.sleep(5);
    rates.push(count / ((performance.now() - began) / 1_000));
    await scheduler.stop();
  }
  const times: number[] = [];
  const scheduler = await outbox.startScheduler();
  for (let sent = 0; sent < SINGLE_EVENTS; sent += 1) {
    await scheduler.append();
    const committed = performance.now();
    while (outbox.pending() > 0) await Bun.sleep(0);
    times.push(performance.now() - committed);
  }
  await scheduler.stop();
  return [
    { name: "events delivered", value: median(rates), unit: "per second" },
    { name: "commit to delivery", value: median(times), unit: "ms" },
  ];
}

const EVENTS_TO_WRITE = 10_000;

/** What writing one event costs, in µs: the median over the rounds, taken in turn. */
async function writingFigures(options: BenchmarkOptions): Promise<Figure[]> {
  await using running = new AsyncDisposableStack();
  const outboxIn = async (name: string) => {
    const directory = join(options.directory, `writing-${name.replaceAll(" ", "-")}`);
    await mkdir(directory);
    const outbox = running.adopt(await openEventOutbox(directory), (opened) => opened.close());
    return { name, outbox, times: [] as number[] };
  };
  const contestants = [await outboxIn(past.none), await outboxIn(past.long)];
  options.progress("writing past events");
  writePastEvents(contestants[1]?.outbox.file ?? "", PAST_EVENTS, BODY_BYTES);
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const { name, outbox, times } of contestants) {
      options.progress(`round ${round} of ${options.rounds}: writing an event, ${name}`);
      const began = performance.now();
      await outbox.fill(EVENTS_TO_WRITE);
      times.push(((performance.now() - began) * 1_000) / EVENTS_TO_WRITE);
    }
  }
  return contestants.map(({ name, times }) => ({
    name: `writing an event, ${name}`,
    value: median(times),
    unit: "µs" as const,
  }));
}
