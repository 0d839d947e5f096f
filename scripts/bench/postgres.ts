import { SQL } from "bun";
import { hasPostgres, type PostgresServer, startPostgres } from "../../test/postgres-server.ts";
import { removeFoldersOfRun } from "../../test/temporary-folder.ts";
import { checkstand, type FirstLook, lookAt } from "./checkout/checkstand-contestants.ts";
import { rowsOfOneRequest, tableSizes } from "./checkout/rows-written.ts";
import { sendOnce } from "./checkout/single-request.ts";
import type { Benchmark, BenchmarkOptions } from "./measuring/benchmark.ts";
import type { Figure } from "./measuring/report.ts";
import {
  type Contestant,
  costRatioOf,
  median,
  type Rounds,
  ratioOf,
  runInTurn,
  summarize,
  warmUp,
} from "./measuring/rounds.ts";
import type { ServerProcess } from "./measuring/server-process.ts";
import { measureBothEngines } from "./postgres/both-engines.ts";
import { serverCost } from "./postgres/server-cost.ts";
import { loadServers } from "./postgres/several-servers.ts";
import { completeSession, createSession, getSession } from "./servers/agent-requests.ts";
import { loadShape, startBarePostgres } from "./servers/ceilings.ts";
import { benchApiKey, type Checkstand, ITEM_IDS, startCheckstand } from "./servers/checkstand.ts";

/** So many requests of each kind come before any that count. */
const WARM_UP_REQUESTS = 2_000;
/** Completions of which the rows are counted. */
const SAMPLE = 50;
/** What one of our requests may cost: the bare program's share of it, at least. */
const AIM = { atLeast: 0.4 } as const;

/** What a shop on PostgreSQL costs, with one process and with two. */
export const benchmark: Benchmark = {
  name: "postgres",
  description: "create, get and complete on PostgreSQL with 1 and 2 processes, against bare Bun and its SQL",
  explanation: `
A PostgreSQL server of the run's own, as Debian has it, on the same machine and disk: fsync and synchronous_commit on.
bare pg ...: Bun's HTTP server over Bun's SQL, ten connections, every transaction sent at once: a create's rows in one, a
  completion's in two, each as many and as large as Checkstand leaves in its tables; the second writes over the rows of
  the first, and both count what all buyers of the same two items count. A get reads one row by its key.
... / bare: throughput as a share of the bare program's with as many processes, and (main thread) what a request costs the
  bare program's main thread as a share of what it costs ours. Server, processes and load share the machine: where its
  processors are busy, the first says how much all of them cost together.
on SQLite: the same operations with the shop in a file, one process.
WAL of a create, PostgreSQL's CPU for a create: what the server wrote and worked meanwhile, over all its answers.
search, feed: one catalogue, in a file and copied to the server; two words, and JSON Lines on the disk.`,
  async run(options) {
    if (!hasPostgres) throw new Error("There is no PostgreSQL on this machine: apt-get install postgresql");
    await using running = new AsyncDisposableStack();
    running.defer(() => removeFoldersOfRun());
    const postgres = running.use(await startPostgres());
    const measured = await startAll(options, postgres, running);
    const contestants = contestantsOf(options, measured);
    await warmUp(contestants, WARM_UP_REQUESTS, options.progress);
    for (const each of Object.values(measured.ofCreates)) each.length = 0;
    const rounds = await runInTurn(contestants, options.rounds, options.progress);
    return {
      loads: summarize(rounds),
      figures: [
        ...[1, 2].flatMap((processes) => ratios(rounds, processes)),
        { name: "WAL of a create", value: median(measured.ofCreates.logBytes), unit: "bytes" },
        { name: "PostgreSQL's CPU for a create", value: median(measured.ofCreates.micros), unit: "µs" },
        ...(await measureBothEngines(options, await postgres.bareDatabase())),
      ],
    };
  },
};

/** Everything that is measured, running. */
interface Measured {
  readonly inFile: Checkstand;
  readonly look: FirstLook;
  readonly ours: readonly ServerProcess[];
  readonly bare: readonly ServerProcess[];
  readonly looking: SQL;
  /** Of one create, by round. */
  readonly ofCreates: { readonly logBytes: number[]; readonly micros: number[] };
}

async function startAll(
  options: BenchmarkOptions,
  postgres: PostgresServer,
  running: AsyncDisposableStack,
): Promise<Measured> {
  const start = async (starting: Promise<ServerProcess>) =>
    running.adopt(await starting, (server) => server.stop());
  options.progress("starting Checkstand on SQLite");
  const inFile = await startCheckstand(options, {}, "in-file");
  running.defer(() => inFile.server.stop());
  const look = await lookAt(inFile);
  const completedRowBytes = await rowsOfCompletion(inFile, look);
  options.progress("starting Checkstand on PostgreSQL");
  const url = await postgres.freshDatabase();
  const onServer = (name: string) =>
    startCheckstand(options, { DATABASE_URL: url }, name).then(({ server }) => server);
  const bareUrl = await postgres.bareDatabase();
  const onBare = (name: string) =>
    startBarePostgres(options, {
      name,
      url: bareUrl,
      created: look.createdRowBytes,
      completed: completedRowBytes,
    });
  const ours = [await start(onServer("first")), await start(onServer("second"))];
  const bare = [await start(onBare("bare-first")), await start(onBare("bare-second"))];
  const looking = running.adopt(new SQL(url, { max: 1 }), (connection) => connection.close());
  return { inFile, look, ours, bare, looking, ofCreates: { logBytes: [], micros: [] } };
}

/** The rows that one completion leaves, each as its size in bytes. */
async function rowsOfCompletion(
  { server, databaseFile }: Checkstand,
  { handlerId }: FirstLook,
): Promise<readonly number[]> {
  const ids: string[] = [];
  for (let sent = 0; sent < SAMPLE; sent += 1) {
    const session: { id?: string } = Object(await sendOnce(server.url, createSession(benchApiKey, ITEM_IDS)));
    ids.push(session.id ?? "");
  }
  const before = tableSizes(databaseFile);
  for (const id of ids) await sendOnce(server.url, completionOf(handlerId), id);
  return rowsOfOneRequest(before, tableSizes(databaseFile), SAMPLE);
}

/** Each by a buyer of their own: all by one would wait for one another at that buyer's row. */
const completionOf = (handlerId: string) =>
  completeSession(benchApiKey, handlerId, undefined, "{key}@example.com");

const rowOf = (operation: string, processes: number) =>
  `${operation}, ${processes} ${processes === 1 ? "process" : "processes"}`;
const bareOf = (operation: string, processes: number) => `bare pg ${rowOf(operation, processes)}`;

function contestantsOf(options: BenchmarkOptions, measured: Measured): Contestant[] {
  return [
    ...[1, 2].flatMap((processes) => [
      ...bareContestants(options, measured, processes),
      ...ourContestants(options, measured, measured.ours.slice(0, processes), (operation) =>
        rowOf(operation, processes),
      ),
    ]),
    ...ourContestants(options, measured, [measured.inFile.server], (operation) => `${operation} on SQLite`),
  ];
}

function bareContestants(options: BenchmarkOptions, { bare }: Measured, processes: number): Contestant[] {
  const servers = bare.slice(0, processes);
  const create = createSession("key", ITEM_IDS);
  const requests = {
    [checkstand.create]: { ...create, path: "/create" },
    [checkstand.get]: { method: "GET", path: "/session" },
    [checkstand.complete]: { ...create, path: "/complete" },
  } as const;
  return Object.entries(requests).map(([operation, request]) => ({
    name: bareOf(operation, processes),
    round: () => loadServers(servers, { ...loadShape(options), requests: [request] }),
  }));
}

/** Those of one round work on the sessions that its create made. */
function ourContestants(
  options: BenchmarkOptions,
  { look, looking, ofCreates, ours }: Measured,
  servers: readonly ServerProcess[],
  nameOf: (operation: string) => string,
): Contestant[] {
  let ids: readonly string[] = [];
  const shape = loadShape(options);
  async function create() {
    const before = await serverCost(looking);
    const round = await loadServers(servers, {
      ...shape,
      requests: [createSession(benchApiKey, ITEM_IDS)],
      collect: '"id":"(cs_[^"]+)"',
    });
    const after = await serverCost(looking);
    ids = round.collected;
    if (servers[0] !== ours[0]) return round;
    ofCreates.logBytes.push((after.logBytes - before.logBytes) / round.answered);
    ofCreates.micros.push((after.micros - before.micros) / round.answered);
    return round;
  }
  const get = () => loadServers(servers, { ...shape, requests: [getSession(benchApiKey)], ids });
  const complete = () =>
    loadServers(servers, {
      ...shape,
      requests: [completionOf(look.handlerId)],
      ids,
      idsOnce: true,
    });
  return [
    { name: nameOf(checkstand.create), round: create },
    { name: nameOf(checkstand.get), round: get },
    { name: nameOf(checkstand.complete), round: complete },
  ];
}

function ratios(rounds: Rounds, processes: number): Figure[] {
  return [checkstand.create, checkstand.get, checkstand.complete].flatMap((operation): Figure[] => {
    const [own, bare] = [rowOf(operation, processes), bareOf(operation, processes)];
    return [
      { name: `${own} / bare`, value: ratioOf(rounds, own, bare), unit: "ratio", aim: AIM },
      { name: `${own} / bare, main thread`, value: costRatioOf(rounds, own, bare), unit: "ratio", aim: AIM },
    ];
  });
}
