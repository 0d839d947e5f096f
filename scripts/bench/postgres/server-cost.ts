import { readFileSync } from "node:fs";
import type { SQL } from "bun";

/** What a PostgreSQL server has used so far. */
export interface ServerCost {
  /** Time that its processes which are there now were on a CPU, µs. */
  readonly micros: number;
  /** What it wrote to its log of changes (WAL), bytes. */
  readonly logBytes: number;
}

/** Asks a server on this machine what it has used. */
export async function serverCost(connection: SQL): Promise<ServerCost> {
  const [position] = await connection.unsafe("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn").values();
  const processes = await connection.unsafe("SELECT pid FROM pg_stat_activity").values();
  let micros = 0;
  for (const [pid] of processes) micros += onCpu(Number(pid));
  return { micros, logBytes: Number(position?.[0]) };
}

/** µs; 0 of a process that has ended. */
function onCpu(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1_000;
  } catch {
    return 0;
  }
}
