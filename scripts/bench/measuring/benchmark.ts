import type { Report } from "./report.ts";

/** One benchmark. A file in `scripts/bench/` that exports one as `benchmark` is found by `bun run bench`. */
export interface Benchmark {
  /** What a maintainer types. The same as the file's name. */
  readonly name: string;
  /** One line for the list. */
  readonly description: string;
  /** What each figure is, how it is taken and what it does not say: shown by `--help`. */
  readonly explanation: string;
  run(options: BenchmarkOptions): Promise<Report>;
}

/** What a maintainer may choose. */
export interface BenchmarkOptions {
  /** How long one round counts, in seconds; a quarter of it, before, is warm-up. */
  readonly seconds: number;
  /** How many rounds; the figures are medians over them. */
  readonly rounds: number;
  /** Keep-alive connections of the load, each with one request at a time. */
  readonly connections: number;
  /** A folder of the run's own on a real disk, removed afterwards. */
  readonly directory: string;
  /** Tells what is being done now. */
  progress(text: string): void;
}
