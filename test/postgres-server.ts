import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Glob, SQL } from "bun";
import { migratePostgres } from "../db/postgres/migrate.ts";
import { lastingPort } from "./lasting-port.ts";
import { folderForRun } from "./temporary-folder.ts";

/** What Debian's `postgresql` brings. */
const programs = [...new Glob("/usr/lib/postgresql/*/bin").scanSync({ onlyFiles: false, absolute: true })]
  .sort((one, other) => versionIn(one) - versionIn(other))
  .at(-1);

/** Whether there is a PostgreSQL to test with; where there is none, its tests are skipped, and say so. */
export const hasPostgres = programs !== undefined;

/** The user that a server runs as where the tests run as root, which it refuses. Every Debian has it. */
const NOBODY = 65_534;
const TEMPLATE = "checkstand_template";

/** A PostgreSQL server of the tests' own, on a free loopback port, with a data folder of its own. */
export interface PostgresServer extends AsyncDisposable {
  /** An empty database with every table, its URL. */
  freshDatabase(): Promise<string>;
  /** An empty database without any table, its URL. */
  bareDatabase(): Promise<string>;
  /** Runs a statement as the server's administrator. */
  administer(statement: string): Promise<void>;
  readonly port: number;
  /** Stops it at once, as a crash does, losing nothing that was committed. */
  crash(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
}

let shared: Promise<PostgresServer> | undefined;
let durable: Promise<PostgresServer> | undefined;

/** The server that all tests of a process share; started when it is first asked for. */
export function sharedPostgres(): Promise<PostgresServer> {
  // Nothing in it outlives the run: what was written need not be waited for.
  shared ??= startPostgres([
    "fsync=off",
    "full_page_writes=off",
    "log_lock_waits=on",
    "deadlock_timeout=200ms",
    "log_min_duration_statement=300",
  ]);
  return shared;
}

/** The same for shops that are served, which refuse a server that may lose what it committed. */
export function durablePostgres(): Promise<PostgresServer> {
  durable ??= startPostgres();
  return durable;
}

/** Stops the servers that tests shared, if there are any. */
export async function stopSharedPostgres(): Promise<void> {
  await (await shared)?.[Symbol.asyncDispose]();
  await (await durable)?.[Symbol.asyncDispose]();
}

/**
 * Starts a server whose language orders text otherwise than bytes do, as most do.
 *
 * @param settings `name=value` for its configuration.
 */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  if (programs === undefined) throw new Error("there is no PostgreSQL on this machine");
  const folder = folderForRun("postgres");
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  if (process.getuid?.() === 0) {
    chownSync(folder, NOBODY, NOBODY);
    chownSync(data, NOBODY, NOBODY);
  }
  chmodSync(data, 0o700);
  const language = ["--encoding=UTF8", "--locale-provider=icu", "--icu-locale=en-US", "--locale=C.UTF-8"];
  await run("initdb", ["-D", data, "-U", "checkstand", "-A", "trust", "--no-sync", ...language]);
  const port = lastingPort();
  let running: Bun.Subprocess | undefined;
  let databases = 0;

  async function start(): Promise<void> {
    const options = [
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
      "max_connections=300",
      ...settings,
    ];
    running = Bun.spawn(
      asUser("postgres", ["-D", data, "-p", String(port), ...options.flatMap((option) => ["-c", option])]),
      { cwd: folder, stdout: Bun.file(join(folder, "log")), stderr: Bun.file(join(folder, "log")) },
    );
    await untilReady(port, running);
  }

  /** SIGQUIT: an immediate shutdown, after which the server recovers as from a crash. */
  async function stop(signal: "SIGQUIT" | "SIGINT"): Promise<void> {
    running?.kill(signal);
    await running?.exited;
  }

  async function create(template: string): Promise<string> {
    databases += 1;
    const name = `shop_${process.pid}_${databases}`;
    await administer(port, `CREATE DATABASE ${name} TEMPLATE ${template}`);
    return urlOf(port, name);
  }

  await start();
  await administer(port, `CREATE DATABASE ${TEMPLATE}`);
  const template = new SQL(urlOf(port, TEMPLATE), { max: 2, bigint: true });
  await migratePostgres(template, urlOf(port, TEMPLATE));
  await template.close();
  return {
    port,
    freshDatabase: () => create(TEMPLATE),
    bareDatabase: () => create("template0"),
    administer: (statement) => administer(port, statement),
    crash: () => stop("SIGQUIT"),
    start,
    [Symbol.asyncDispose]: () => stop("SIGINT"),
  };
}

function versionIn(folder: string): number {
  return Number(/\/(\d+)\/bin/.exec(folder)?.[1]);
}

function urlOf(port: number, database: string): string {
  return `postgres://checkstand@127.0.0.1:${port}/${database}`;
}

/** A program of PostgreSQL's as a user that is not root. */
function asUser(program: string, given: readonly string[]): string[] {
  const command = [join(programs ?? "", program), ...given];
  return process.getuid?.() === 0
    ? ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", ...command]
    : command;
}

async function run(program: string, given: readonly string[]): Promise<void> {
  const child = Bun.spawn(asUser(program, given), { cwd: "/", stdout: "pipe", stderr: "pipe" });
  if ((await child.exited) !== 0)
    throw new Error(`${program} failed: ${await new Response(child.stderr).text()}`);
}

/** @throws Error when it ends instead: whoever answers on its port then is another one. */
async function untilReady(port: number, server: Bun.Subprocess): Promise<void> {
  for (;;) {
    await Bun.sleep(50);
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`);
    try {
      await administer(port, "SELECT 1");
      return;
    } catch {
      // Not yet.
    }
  }
}

async function administer(port: number, statement: string): Promise<void> {
  const connection = new SQL(urlOf(port, "postgres"), { max: 1, connectionTimeout: 2 });
  try {
    await connection.unsafe(statement);
  } finally {
    await connection.close();
  }
}
