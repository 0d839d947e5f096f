import { join } from "node:path";
import type { BenchmarkOptions } from "../measuring/benchmark.ts";
import type { LoadRequest } from "../measuring/load.ts";
import { type Contestant, loadServer } from "../measuring/rounds.ts";
import { type ServerProcess, startServer } from "../measuring/server-process.ts";
import { createSession } from "./agent-requests.ts";

/** The names of the ceilings, for ratios. */
export const ceiling = {
  hello: "bare Bun, GET hello",
  get: "bare Bun, GET JSON",
  post: "bare Bun, POST JSON",
  writeShared: "bare SQLite, shared commits",
  writeAlone: "bare SQLite, a commit each",
} as const;

/** What one create leaves in the database, when it has not been measured: a session and the answer for replay. */
export const ASSUMED_ROW_BYTES: readonly number[] = [2500, 2200];

/** Starts Bun's HTTP server with nothing on top. */
export function startBareServer(options: BenchmarkOptions): Promise<ServerProcess> {
  return startServer({
    command: [process.execPath, join(import.meta.dir, "bare-server.ts")],
    directory: options.directory,
    logFile: join(options.directory, "bare-server.log"),
  });
}

/** Starts Bun's HTTP server on bun:sqlite. `rowBytes` holds the size of each row that a request writes. */
export function startBareStore(
  options: BenchmarkOptions,
  rowBytes: readonly number[],
): Promise<ServerProcess> {
  const database = join(options.directory, "bare-store.db");
  return startServer({
    command: [process.execPath, join(import.meta.dir, "bare-store.ts"), database, ...rowBytes.map(String)],
    directory: options.directory,
    logFile: join(options.directory, "bare-store.log"),
  });
}

/** What a bare program on PostgreSQL writes: the sizes of rows of a create and of a completion, bytes. */
export interface BarePostgres {
  readonly name: string;
  readonly url: string;
  readonly created: readonly number[];
  readonly completed: readonly number[];
}

/** Starts Bun's HTTP server on Bun's SQL. */
export function startBarePostgres(
  options: BenchmarkOptions,
  { name, url, created, completed }: BarePostgres,
): Promise<ServerProcess> {
  const program = join(import.meta.dir, "bare-postgres.ts");
  return startServer({
    command: [process.execPath, program, url, created.join(","), completed.join(",")],
    directory: options.directory,
    logFile: join(options.directory, `${name}.log`),
  });
}

/** The ceilings as contestants. They are sent the same body as Checkstand's create. */
export function ceilings(
  options: BenchmarkOptions,
  server: ServerProcess,
  store: ServerProcess,
): Contestant[] {
  const create = createSession("key", ["bench-mug-blue"]);
  return [
    contestant(options, server, ceiling.get, { method: "GET", path: "/checkout_sessions" }),
    contestant(options, server, ceiling.post, create),
    contestant(options, store, ceiling.writeShared, { ...create, path: "/shared" }),
    contestant(options, store, ceiling.writeAlone, { ...create, path: "/alone" }),
  ];
}

/** One request, sent over and over to a server. */
export function contestant(
  options: BenchmarkOptions,
  server: ServerProcess,
  name: string,
  request: LoadRequest,
): Contestant {
  return {
    name,
    round: () => loadServer(server, { ...loadShape(options), requests: [request] }),
  };
}

/** The part of a load that the maintainer chooses. */
export function loadShape(options: BenchmarkOptions): {
  connections: number;
  seconds: number;
  warmUpSeconds: number;
} {
  return {
    connections: options.connections,
    seconds: options.seconds,
    warmUpSeconds: options.seconds / 4,
  };
}
