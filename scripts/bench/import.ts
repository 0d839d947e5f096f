import { join } from "node:path";
import { PRODUCTS, writeLargeExport } from "./import/large-export.ts";
import type { Benchmark, BenchmarkOptions } from "./measuring/benchmark.ts";
import { applyLoad, type LoadResult } from "./measuring/load.ts";
import { median, type Round, runInTurn, summarize } from "./measuring/rounds.ts";
import { childEnvironment } from "./measuring/server-process.ts";
import { createSession } from "./servers/agent-requests.ts";
import { loadShape } from "./servers/ceilings.ts";
import {
  benchApiKey,
  type Checkstand,
  freePort,
  ITEM_IDS,
  shopEnvironment,
  startCheckstand,
} from "./servers/checkstand.ts";

const main = join(import.meta.dir, "../../src/main.ts");
const alone = "create";
const during = "create, during an import";

/** What buyers notice of a large import, and what it takes. */
export const benchmark: Benchmark = {
  name: "import",
  description: "create sessions while another process imports a Shopify export of 100,000 products",
  explanation: `
${alone}: as in checkout, with the whole machine to itself.
${during}: the same, again and again until \`checkstand catalog import\` is done: it reads, checks and writes meanwhile.
  p50 and p99 are those of the worst stretch of --seconds; req/s is over all of it. Each round changes every product.
products: imported a second, from starting the command to its end, under that load.
memory of the import: the most its process ever held.`,
  async run(options) {
    options.progress("starting Checkstand from source");
    await using running = new AsyncDisposableStack();
    const shop = running.adopt(await startCheckstand(options), ({ server }) => server.stop());
    const imports: ImportFigures[] = [];
    const rounds = await runInTurn(
      [
        { name: alone, round: () => create(options, shop) },
        {
          name: during,
          async round() {
            const started = startImport(
              options,
              shop,
              await writeLargeExport(options.directory, imports.length),
            );
            const result = await createUntil(
              started.then(() => true),
              options,
              shop,
            );
            imports.push(await started);
            return result;
          },
        },
      ],
      options.rounds,
      options.progress,
    );
    return {
      loads: summarize(rounds),
      figures: [
        {
          name: "products",
          value: median(imports.map(({ seconds }) => PRODUCTS / seconds)),
          unit: "per second",
        },
        {
          name: "memory of the import",
          value: Math.max(...imports.map(({ memoryBytes }) => memoryBytes)) / 1e6,
          unit: "MB",
          aim: { atMost: 300 },
        },
      ],
    };
  },
};

interface ImportFigures {
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

async function create(options: BenchmarkOptions, { server }: Checkstand): Promise<Round> {
  const load = { ...loadShape(options), url: server.url, requests: [createSession(benchApiKey, ITEM_IDS)] };
  return { ...(await applyLoad(load)), memoryBytes: server.memoryBytes() };
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
    failed: sum(({ failed }) => failed),
    firstFailure: stretches.find(({ failed }) => failed > 0)?.firstFailure,
    seconds: sum(({ seconds }) => seconds),
    p50Ms: Math.max(...stretches.map(({ p50Ms }) => p50Ms)),
    p99Ms: Math.max(...stretches.map(({ p99Ms }) => p99Ms)),
    collected: [],
    memoryBytes: stretches.at(-1)?.memoryBytes,
  };
}
