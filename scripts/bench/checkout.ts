import { type Checkout, checkoutAt, rowAt } from "./checkout/checkout-rounds.ts";
import { checkstand, lookAt } from "./checkout/checkstand-contestants.ts";
import { measureStartUp, type StartUp } from "./checkout/start-up.ts";
import { createBesideImport } from "./import/beside-import.ts";
import type { Benchmark } from "./measuring/benchmark.ts";
import type { Figure, LoadFigures } from "./measuring/report.ts";
import {
  costRatioOf,
  type Round,
  type Rounds,
  ratioOf,
  runInTurn,
  summarize,
  warmUp,
} from "./measuring/rounds.ts";
import { ceiling, startBareServer, startBareStore } from "./servers/ceilings.ts";
import { startCheckstand } from "./servers/checkstand.ts";

/** So many requests of each kind come before any that count. */
const WARM_UP_REQUESTS = 10_000;

/** At how many connections everything is measured besides those that the maintainer chooses. */
const FEWER_CONNECTIONS: readonly number[] = [1, 16];

/** What Checkstand itself costs, from socket to disk and back. */
export const benchmark: Benchmark = {
  name: "checkout",
  description: "create, get, update and complete a session, against bare Bun and bare SQLite",
  explanation: `
ratios: what a request costs the main thread of the bare server as a share of what it costs Checkstand's, round by
  round, at the chosen number of connections and at ${FEWER_CONNECTIONS.join(" and ")} (c). 1 is as cheap as the ceiling. The main thread's time
  on a CPU is what limits a server of one process, and what neighbours on the machine move least.
main µs, passed KB, disk KB: of one request: that time, what was passed to write(2), and what of it reaches the disk.
  Each kind of request is sent ${WARM_UP_REQUESTS.toLocaleString("en-US")} times before anything counts.
bare ...: see ceiling. The rows of bare SQLite are as many and as large as those that one create of Checkstand leaves
  in its tables, measured before the load (rows and bytes of a create, below). It keeps no savepoints, no indexes but
  the primary keys, and checks nothing.
${checkstand.create}: a session of two items with buyer and address, ready for payment, API version 2026-04-17, with a fresh
  Idempotency-Key. The server runs from source with the demo shop's settings, log level info, without a rate limit.
${checkstand.createFirstVersion}: the same in the words of the first version, without capabilities.
${checkstand.get}: reads the sessions that the create before it made: more than are kept in memory.
${checkstand.getAgain}: reads a few of them over and over.
${checkstand.update}: selects another fulfillment option in them, so that totals are computed and stored again.
${checkstand.complete}: pays each of them once with the sandbox provider: three steps, two commits, an order, an event.
a purchase: create, update, get and complete, added up.
beside an import: creates while another process imports 100,000 products, once, as a share of the creates alone.
memory of a long run: what the server holds after all rounds, and how many requests these were.
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
    const measured: Checkout = { shop, look, server, store };
    const chosen = checkoutAt(options, measured);
    const fewer = FEWER_CONNECTIONS.filter((connections) => connections !== options.connections);
    await warmUp(chosen, WARM_UP_REQUESTS, options.progress);
    const rounds = await runInTurn(
      [...chosen, ...fewer.flatMap((connections) => checkoutAt({ ...options, connections }, measured))],
      options.rounds,
      options.progress,
    );
    const longRun = longRunFigures(rounds, shop.server.memoryBytes());
    options.progress("create beside an import");
    const { round: beside } = await createBesideImport(options, shop, 0);
    const loads = summarize(rounds);
    return {
      loads,
      figures: [
        ...[options.connections, ...fewer].flatMap((connections) => ratios(rounds, connections)),
        ...purchaseFigures(loads, options.connections),
        ...besideImportFigures(rounds, rowAt(checkstand.create, options.connections), beside),
        ...longRun,
        { name: "rows of a create", value: look.createdRowBytes.length, unit: "rows" },
        { name: "bytes of a create", value: sum(look.createdRowBytes), unit: "bytes" },
        ...startUpFigures(startUp),
      ],
    };
  },
};

function ratios(rounds: Rounds, connections: number): Figure[] {
  const ratio = (operation: string, highest: string, atLeast?: number): Figure => {
    const [name, lowest] = [rowAt(operation, connections), rowAt(highest, connections)];
    return {
      name: `${name} / ${highest}`,
      value: costRatioOf(rounds, name, lowest),
      unit: "ratio",
      ...(atLeast === undefined ? {} : { aim: { atLeast } }),
    };
  };
  return [
    ratio(checkstand.create, ceiling.writeShared, 0.42),
    ratio(checkstand.createFirstVersion, ceiling.writeShared, 0.42),
    ratio(checkstand.update, ceiling.writeShared, 0.38),
    ratio(checkstand.complete, ceiling.writeShared, 0.2),
    ratio(checkstand.get, ceiling.get, 0.42),
    ratio(checkstand.getAgain, ceiling.get, 0.42),
  ];
}

function purchaseFigures(loads: readonly LoadFigures[], connections: number): Figure[] {
  const steps = [checkstand.create, checkstand.update, checkstand.get, checkstand.complete];
  const costs = steps.map(
    (step) => loads.find(({ name }) => name === rowAt(step, connections))?.cost?.mainThreadMicros,
  );
  const completed = loads.find(({ name }) => name === rowAt(checkstand.complete, connections));
  return [
    { name: "a purchase, main thread", value: sum(costs.map((cost) => cost ?? Number.NaN)), unit: "µs" },
    {
      name: "a completion, to the disk",
      value: completed?.cost?.diskBytes ?? Number.NaN,
      unit: "bytes",
      aim: { atMost: 40_000 },
    },
  ];
}

function besideImportFigures(rounds: Rounds, alone: string, beside: Round): Figure[] {
  const during = "beside an import";
  const both = new Map([...rounds, [during, (rounds.get(alone) ?? []).map(() => beside)]]);
  return [
    {
      name: `create ${during} / alone`,
      value: ratioOf(both, during, alone),
      unit: "ratio",
      aim: { atLeast: 0.8 },
    },
    { name: `create ${during}, p99`, value: beside.p99Ms, unit: "ms", aim: { atMost: 25 } },
  ];
}

function longRunFigures(rounds: Rounds, memoryBytes: number | undefined): Figure[] {
  const requests = [...rounds]
    .filter(([name]) => !name.startsWith("bare"))
    .flatMap(([, results]) => results.map(({ answered }) => answered));
  return [
    { name: "memory of a long run", value: (memoryBytes ?? Number.NaN) / 1e6, unit: "MB" },
    { name: "requests of a long run", value: sum(requests), unit: "requests" },
  ];
}

function startUpFigures({ newDatabaseMs, knownDatabaseMs, idleBytes }: StartUp): Figure[] {
  return [
    { name: "first answer, new database", value: newDatabaseMs, unit: "ms", aim: { atMost: 100 } },
    { name: "first answer, known database", value: knownDatabaseMs, unit: "ms", aim: { atMost: 100 } },
    { name: "idle memory", value: (idleBytes ?? Number.NaN) / 1e6, unit: "MB", aim: { atMost: 65 } },
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
