/**
 * Runs the benchmarks: each file in `scripts/bench/` holds one.
 *
 *     bun run bench [name] [--seconds 3] [--rounds 3] [--connections 64] [--json] [--keep]
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { readWholeNumberOption } from "../src/cli/whole-number.ts";
import type { Benchmark, BenchmarkOptions } from "./bench/measuring/benchmark.ts";
import { failures, type Report, renderReport } from "./bench/measuring/report.ts";

interface Choices {
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  readonly json: boolean;
  readonly keep: boolean;
}

const howItMeasures = `
How it is measured
  The load generator is a process of its own on the same machine: keep-alive connections over loopback, one request
  at a time on each, the next as soon as the answer is there. Rounds are interleaved (A B C, A B C, ...) and the first
  quarter of each is warm-up.
    req/s      good answers (2xx) a second, median over the rounds
    p50, p99   from sending a request to having read its answer, at full load: at a lower rate it is less
    main µs    time a request takes the main thread of the server's process, the warm-up's included; with it, from /proc:
    passed KB  what a request passes to write(2)
    disk KB    what of it reaches the disk
    MB         resident memory of the server's process at the end of a round
    failed     answers other than 2xx, over all rounds; any of them makes the command exit with 1
    ratio      req/s as a share of another row's, the median of the ratios round by round
  Server and generator share the machine, so compare rows of one run, not runs of two machines.
  Databases lie in data/ of the project while it runs: a memory disk would make durable writes look free.`;

const benchmarks = await findBenchmarks();

await new Command("bun run bench")
  .description("Measures Checkstand against what the machine, Bun and SQLite can do at best.")
  .argument("[name]", "the benchmark; all of them when left out", oneBenchmark)
  .option("--seconds <number>", "how long one round counts", positiveNumber, 3)
  .option("--rounds <number>", "how many rounds", readWholeNumberOption, 3)
  .option("--connections <number>", "keep-alive connections of the load", readWholeNumberOption, 64)
  .option("--json", "print one JSON object: reports by the benchmark's name", false)
  .option("--keep", "leave the databases and logs of the run in data/", false)
  .addHelpText("after", [...benchmarks.map(describe), howItMeasures].join("\n"))
  .action((chosen: Benchmark | undefined, choices: Choices) =>
    runBenchmarks(chosen === undefined ? benchmarks : [chosen], choices),
  )
  .parseAsync();

async function runBenchmarks(chosen: readonly Benchmark[], choices: Choices): Promise<void> {
  const reports: Record<string, Report> = {};
  for (const benchmark of chosen) {
    try {
      const report = await runBenchmark(benchmark, choices);
      reports[benchmark.name] = report;
      if (failures(report) > 0) process.exitCode = 1;
      if (!choices.json) process.stdout.write(`${benchmark.name}\n${renderReport(report)}\n`);
    } catch (error) {
      process.exitCode = 1;
      process.stderr.write(`${benchmark.name} could not be measured. ${messageOf(error)}\n`);
    }
  }
  if (choices.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
}

async function runBenchmark(benchmark: Benchmark, choices: Choices): Promise<Report> {
  const parent = join(import.meta.dir, "../data");
  await mkdir(parent, { recursive: true });
  const directory = await mkdtemp(join(parent, "bench-"));
  const options: BenchmarkOptions = { ...choices, directory, progress };
  try {
    return await benchmark.run(options);
  } finally {
    progress("");
    if (!choices.keep) await rm(directory, { recursive: true });
  }
}

/** One line that is written over by the next; nothing when nobody watches. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

async function findBenchmarks(): Promise<Benchmark[]> {
  const folder = join(import.meta.dir, "bench");
  const files = await Array.fromAsync(new Bun.Glob("*.ts").scan({ cwd: folder, absolute: true }));
  const modules = await Promise.all(
    files.sort().map((file): Promise<{ benchmark: Benchmark }> => import(file)),
  );
  return modules.map(({ benchmark }) => benchmark);
}

function describe({ name, description, explanation }: Benchmark): string {
  return `\n${name}: ${description}\n${explanation.trim().replace(/^/gm, "  ")}`;
}

function oneBenchmark(name: string): Benchmark {
  const found = benchmarks.find((benchmark) => benchmark.name === name);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`There are: ${benchmarks.map((benchmark) => benchmark.name).join(", ")}.`);
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError("It must be a number above 0.");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
