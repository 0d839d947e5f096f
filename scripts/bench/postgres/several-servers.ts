import type { Load } from "../measuring/load.ts";
import { loadServer, median, type Round } from "../measuring/rounds.ts";
import type { ServerProcess } from "../measuring/server-process.ts";

/**
 * Loads several servers of one database at the same time, each with its share of connections and ids, and gives what all
 * of them did. What a request cost is the median over the servers.
 */
export async function loadServers(
  servers: readonly ServerProcess[],
  load: Omit<Load, "url">,
): Promise<Round> {
  const share = Math.max(1, Math.floor(load.connections / servers.length));
  const rounds = await Promise.all(
    servers.map((server, index) =>
      loadServer(server, {
        ...load,
        connections: share,
        ...(load.ids && { ids: load.ids.filter((_, place) => place % servers.length === index) }),
      }),
    ),
  );
  const sum = (of: (round: Round) => number) => rounds.reduce((total, round) => total + of(round), 0);
  const costs = rounds.flatMap(({ cost }) => cost ?? []);
  return {
    requests: sum(({ requests }) => requests),
    answered: sum(({ answered }) => answered),
    failed: sum(({ failed }) => failed),
    firstFailure: rounds.find(({ failed }) => failed > 0)?.firstFailure,
    seconds: Math.max(...rounds.map(({ seconds }) => seconds)),
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: Math.max(...rounds.map(({ p99Ms }) => p99Ms)),
    collected: rounds.flatMap(({ collected }) => collected),
    memoryBytes: sum(({ memoryBytes }) => memoryBytes ?? Number.NaN),
    cost:
      costs.length === 0
        ? undefined
        : {
            mainThreadMicros: median(costs.map(({ mainThreadMicros }) => mainThreadMicros)),
            passedBytes: median(costs.map(({ passedBytes }) => passedBytes)),
            diskBytes: median(costs.map(({ diskBytes }) => diskBytes)),
          },
  };
}
