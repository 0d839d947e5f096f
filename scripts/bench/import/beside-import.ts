import { join } from "node:path";
import type { BenchmarkOptions } from "../measuring/benchmark.ts";
import type { LoadResult } from "../measuring/load.ts";
import { loadServer, type Round } from "../measuring/rounds.ts";
import { childEnvironment } from "../measuring/server-process.ts";
import { createSession } from "../servers/agent-requests.ts";
import { loadShape } from "../servers/ceilings.ts";
import { benchApiKey, type Checkstand, freePort, ITEM_IDS, shopEnvironment } from "../servers/checkstand.ts";
import { writeLargeExport } from "./large-export.ts";

const main = join(import.meta.dir, "../../../src/main.ts");

/** What an import took. */
export interface ImportFigures {
  readonly seconds: number;
  readonly memoryBytes: number;
}

async function startImport(
  options: BenchmarkOptions,
  shop: Checkstand,
  file: string,
): Promise<ImportFigures> {
  const began = performance.now();
  const importing = Bun.spawn([process.execPath, main, "catalog", "import", file], {
    cwd: options.directory,
    env: childEnvironment(shopEnvironment(options.directory, shop.databaseFile, freePort())),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [exitCode, output, errors] = await Promise.all([
    importing.exited,
    importing.stdout.text(),
    importing.stderr.text(),
  ]);
  if (exitCode !== 0) throw new Error(`The import failed:\n${errors}${output}`);
  const seconds = (performance.now() - began) / 1000;
  return { seconds, memoryBytes: importing.resourceUsage()?.maxRSS ?? Number.NaN };
}

/** Creates sessions, with nothing beside them. */
export function create(options: BenchmarkOptions, { server }: Checkstand): Promise<Round> {
  return loadServer(server, { ...loadShape(options), requests: [createSession(benchApiKey, ITEM_IDS)] });
}

/**
 * Creates sessions for as long as another process imports a large export. p50 and p99 are those of the worst
 * stretch, the throughput is that of all.
 *
 * @param number tells this import's prices from every earlier one's.
 */
export async function createBesideImport(
  options: BenchmarkOptions,
  shop: Checkstand,
  number: number,
): Promise<{ readonly round: Round; readonly imported: ImportFigures }> {
  const importing = startImport(options, shop, await writeLargeExport(options.directory, number));
  const round = await createUntil(
    importing.then(() => true),
    options,
    shop,
  );
  return { round, imported: await importing };
}

/** Loads in stretches until `done` settles. */
async function createUntil(done: Promise<true>, options: BenchmarkOptions, shop: Checkstand): Promise<Round> {
  const stretches: Round[] = [];
  let isDone = false;
  const watching = done.finally(() => {
    isDone = true;
  });
  while (!isDone) stretches.push(await create(options, shop));
  await watching;
  const sum = (of: (result: LoadResult) => number) =>
    stretches.reduce((total, result) => total + of(result), 0);
  return {
    requests: sum(({ requests }) => requests),
    answered: sum(({ answered }) => answered),
    failed: sum(({ failed }) => failed),
    firstFailure: stretches.find(({ failed }) => failed > 0)?.firstFailure,
    seconds: sum(({ seconds }) => seconds),
    p50Ms: Math.max(...stretches.map(({ p50Ms }) => p50Ms)),
    p99Ms: Math.max(...stretches.map(({ p99Ms }) => p99Ms)),
    collected: [],
    memoryBytes: stretches.at(-1)?.memoryBytes,
    cost: stretches.at(-1)?.cost,
  };
}
