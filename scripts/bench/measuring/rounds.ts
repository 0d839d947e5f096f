import { applyLoad, type Load, type LoadResult } from "./load.ts";
import { costOfOne, type ProcessCost } from "./process-cost.ts";
import type { LoadFigures } from "./report.ts";
import type { ServerProcess } from "./server-process.ts";

/** One thing to be measured against others. */
export interface Contestant {
  readonly name: string;
  /** Loads it once. */
  round(): Promise<Round>;
}

/** What one round measured: the load, the memory its server then held, in bytes, and what a request cost the server. */
export interface Round extends LoadResult {
  readonly memoryBytes: number | undefined;
  readonly cost: ProcessCost | undefined;
}

/** Loads a server once. What a request cost is taken over all answers, the warm-up's too. */
export async function loadServer(server: ServerProcess, load: Omit<Load, "url">): Promise<Round> {
  const before = server.cost();
  const result = await applyLoad({ ...load, url: server.url });
  const cost = costOfOne(before, server.cost(), result.answered + result.failed);
  return { ...result, memoryBytes: server.memoryBytes(), cost };
}

/**
 * Runs contestants in turn without counting until each has been answered `requests` times: before, the runtime still
 * compiles what it will run, and a request costs twice as much.
 */
export async function warmUp(
  contestants: readonly Contestant[],
  requests: number,
  progress: (text: string) => void,
): Promise<void> {
  const answered = new Map(contestants.map(({ name }) => [name, 0]));
  while (Math.min(...answered.values()) < requests) {
    for (const { name, round } of contestants) {
      progress(`warm-up: ${name}`);
      answered.set(name, (answered.get(name) ?? 0) + (await round()).answered);
    }
  }
}

/** The rounds of each contestant by its name, in the order they were run. */
export type Rounds = ReadonlyMap<string, readonly Round[]>;

/**
 * Runs the contestants in turn, `rounds` times (A B C, A B C, …): what else the machine does in the meantime, and what
 * its clock and disk do as they warm up, then falls on all of them alike.
 */
export async function runInTurn(
  contestants: readonly Contestant[],
  rounds: number,
  progress: (text: string) => void,
): Promise<Rounds> {
  const results = new Map<string, Round[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const contestant of contestants) {
      progress(`round ${round} of ${rounds}: ${contestant.name}`);
      results.get(contestant.name)?.push(await contestant.round());
    }
  }
  return results;
}

/** The medians over each contestant's rounds. */
export function summarize(rounds: Rounds): LoadFigures[] {
  return [...rounds].map(([name, results]) => {
    const memory = results.flatMap(({ memoryBytes }) => (memoryBytes === undefined ? [] : [memoryBytes]));
    return {
      name,
      requestsPerSecond: median(results.map(requestsPerSecond)),
      p50Ms: median(results.map(({ p50Ms }) => p50Ms)),
      p99Ms: median(results.map(({ p99Ms }) => p99Ms)),
      memoryBytes: memory.length === 0 ? undefined : median(memory),
      cost: medianCost(results),
      failed: results.reduce((sum, { failed }) => sum + failed, 0),
      firstFailure: results.find(({ failed }) => failed > 0)?.firstFailure,
    };
  });
}

/**
 * The throughput of `name` as a share of that of `ceiling`: the median of the ratios round by round, so that each is
 * taken between neighbours in time.
 */
export function ratioOf(rounds: Rounds, name: string, ceiling: string): number {
  const own = rounds.get(name) ?? [];
  const highest = rounds.get(ceiling) ?? [];
  return median(own.map((round, index) => requestsPerSecond(round) / throughputAt(highest, index)));
}

/**
 * What a request to `ceiling` costs the main thread of its server as a share of one to `name`: 1 is as cheap as the
 * ceiling. The median of the ratios round by round.
 */
export function costRatioOf(rounds: Rounds, name: string, ceiling: string): number {
  const lowest = rounds.get(ceiling) ?? [];
  const micros = (round: Round | undefined) => round?.cost?.mainThreadMicros ?? Number.NaN;
  return median((rounds.get(name) ?? []).map((round, index) => micros(lowest[index]) / micros(round)));
}

function medianCost(rounds: readonly Round[]): ProcessCost | undefined {
  const costs = rounds.flatMap(({ cost }) => cost ?? []);
  if (costs.length === 0) return undefined;
  return {
    mainThreadMicros: median(costs.map(({ mainThreadMicros }) => mainThreadMicros)),
    passedBytes: median(costs.map(({ passedBytes }) => passedBytes)),
    diskBytes: median(costs.map(({ diskBytes }) => diskBytes)),
  };
}

/** The middle value; the mean of the two middle ones when their number is even; `NaN` of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

function requestsPerSecond(round: Round): number {
  return round.requests / round.seconds;
}

function throughputAt(rounds: readonly Round[], index: number): number {
  const round = rounds[index];
  return round === undefined ? Number.NaN : requestsPerSecond(round);
}
