import type { LoadResult } from "./load.ts";
import type { LoadFigures } from "./report.ts";

/** One thing to be measured against others. */
export interface Contestant {
  readonly name: string;
  /** Loads it once. */
  round(): Promise<Round>;
}

/** What one round measured: the load, and the memory its server then held, in bytes. */
export interface Round extends LoadResult {
  readonly memoryBytes: number | undefined;
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
