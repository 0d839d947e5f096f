import { checkstand, checkstandContestants, lookAt } from "./checkout/checkstand-contestants.ts";
import { measureStartUp, type StartUp } from "./checkout/start-up.ts";
import type { Benchmark } from "./measuring/benchmark.ts";
import type { Figure } from "./measuring/report.ts";
import { type Rounds, ratioOf, runInTurn, summarize } from "./measuring/rounds.ts";
import { ceiling, ceilings, startBareServer, startBareStore } from "./servers/ceilings.ts";
import { startCheckstand } from "./servers/checkstand.ts";

/** What Checkstand itself costs, from socket to disk and back. */
export const benchmark: Benchmark = {
  name: "checkout",
  description: "create, get, update and complete a session, against bare Bun and bare SQLite",
  explanation: `
bare ...: see ceiling. The rows of bare SQLite are as many and as large as those that one create of Checkstand leaves
  in its tables, measured before the load (rows and bytes of a create, below). It keeps no savepoints, no indexes but
  the primary keys, and checks nothing.
${checkstand.create}: a session of two items with buyer and address, ready for payment, API version 2026-04-17, with a fresh
  Idempotency-Key. The server runs from source with the demo shop's settings, log level info, without a rate limit.
${checkstand.createFirstVersion}: the same in the words of the first version, without capabilities.
${checkstand.get}: reads the sessions that the create before it made.
${checkstand.update}: selects another fulfillment option in them, so that totals are computed and stored again.
${checkstand.complete}: pays each of them once with the sandbox provider: three steps, two commits, an order, an event.
first answer: from starting the binary's process to the first 200 of /healthz, looked for every millisecond; with a
  new database (migrations, demo catalogue) once, with a known one as the median of five starts.
idle memory: resident memory of the binary two seconds after its start, without a request.`,
  async run(options) {
    const startUp = await measureStartUp(options);
    await using running = new AsyncDisposableStack();
    options.progress("starting Checkstand from source");
    const shop = running.adopt(await startCheckstand(options), ({ server }) => server.stop());
    const look = await lookAt(shop);
    const server = running.adopt(await startBareServer(options), (started) => started.stop());
    const store = running.adopt(await startBareStore(options, look.createdRowBytes), (started) =>
      started.stop(),
    );
    const contestants = [...ceilings(options, server, store), ...checkstandContestants(options, shop, look)];
    const rounds = await runInTurn(contestants, options.rounds, options.progress);
    return {
      loads: summarize(rounds),
      figures: [
        ...ratios(rounds),
        { name: "rows of a create", value: look.createdRowBytes.length, unit: "rows" },
        { name: "bytes of a create", value: sum(look.createdRowBytes), unit: "bytes" },
        ...startUpFigures(startUp),
      ],
    };
  },
};

function ratios(rounds: Rounds): Figure[] {
  const ratio = (name: string, highest: string, atLeast?: number): Figure => ({
    name: `${name} / ${highest}`,
    value: ratioOf(rounds, name, highest),
    unit: "ratio",
    ...(atLeast === undefined ? {} : { aim: { atLeast } }),
  });
  return [
    ratio(checkstand.create, ceiling.writeShared, 0.5),
    ratio(checkstand.createFirstVersion, ceiling.writeShared),
    ratio(checkstand.update, ceiling.writeShared),
    ratio(checkstand.complete, ceiling.writeShared),
    ratio(checkstand.get, ceiling.get, 0.4),
  ];
}

function startUpFigures({ newDatabaseMs, knownDatabaseMs, idleBytes }: StartUp): Figure[] {
  return [
    { name: "first answer, new database", value: newDatabaseMs, unit: "ms", aim: { atMost: 100 } },
    { name: "first answer, known database", value: knownDatabaseMs, unit: "ms", aim: { atMost: 100 } },
    { name: "idle memory", value: (idleBytes ?? Number.NaN) / 1e6, unit: "MB", aim: { atMost: 80 } },
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
