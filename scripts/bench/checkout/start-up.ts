import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { buildBinary, checkstandBuild } from "../../build.ts";
import type { BenchmarkOptions } from "../measuring/benchmark.ts";
import { median } from "../measuring/rounds.ts";
import { childEnvironment, residentBytes } from "../measuring/server-process.ts";
import { freePort } from "../servers/checkstand.ts";

/** How the single binary starts and rests. */
export interface StartUp {
  /** From starting the process to having read the first 200 of /healthz, in milliseconds. */
  readonly newDatabaseMs: number;
  /** The same for a shop that has run before: the median of several starts. */
  readonly knownDatabaseMs: number;
  /** Resident memory after two seconds without a request, in bytes. */
  readonly idleBytes: number | undefined;
}

const STARTS = 5;
const IDLE_MS = 2_000;
const ANSWER_WITHIN_MS = 20_000;

/**
 * Builds the binary into the run's folder and starts it several times, as the demo shop.
 *
 * @throws BuildFailed when it cannot be built, Error when it ends or stays silent instead of answering.
 */
export async function measureStartUp(options: BenchmarkOptions): Promise<StartUp> {
  const binary = join(options.directory, "checkstand");
  options.progress("building the binary");
  await buildBinary({ ...checkstandBuild, outfile: binary });
  const directory = join(options.directory, "start-up");
  await mkdir(directory);
  options.progress("starting the binary");
  const first = await startOnce(binary, directory, 0);
  const later: Start[] = [];
  while (later.length < STARTS) later.push(await startOnce(binary, directory, 0));
  const { idleBytes } = await startOnce(binary, directory, IDLE_MS);
  return {
    newDatabaseMs: first.firstAnswerMs,
    knownDatabaseMs: median(later.map(({ firstAnswerMs }) => firstAnswerMs)),
    idleBytes,
  };
}

interface Start {
  readonly firstAnswerMs: number;
  readonly idleBytes: number | undefined;
}

async function startOnce(binary: string, directory: string, idleMs: number): Promise<Start> {
  const port = freePort();
  const logFile = join(directory, "start-up.log");
  const began = performance.now();
  const child = Bun.spawn([binary, "serve"], {
    cwd: directory,
    env: childEnvironment({ PORT: String(port), RATE_LIMIT: "off" }),
    stdin: "ignore",
    stdout: "ignore",
    stderr: Bun.file(logFile),
  });
  try {
    while (!(await isHealthy(port))) {
      if (child.exitCode !== null || performance.now() - began > ANSWER_WITHIN_MS) {
        const log = (await Bun.file(logFile).text()).trim().slice(-2000);
        throw new Error(`The binary did not answer on /healthz:\n${log}`);
      }
      await Bun.sleep(1);
    }
    const firstAnswerMs = performance.now() - began;
    await Bun.sleep(idleMs);
    return { firstAnswerMs, idleBytes: residentBytes(child.pid) };
  } finally {
    child.kill("SIGTERM");
    await child.exited;
  }
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, { keepalive: false });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
