import type { ReservedSQL, SQL } from "bun";
import type { DatabaseConnections } from "./database-connections.ts";
import { openPool } from "./pool.ts";

/** A pool of which some connections stay reserved. */
export interface KeptPool {
  readonly pool: SQL;
  /** All of them. Those that stay reserved are taken first. */
  readonly connections: DatabaseConnections;
  /** Settles when all that were taken are given back. */
  close(): Promise<void>;
}

/**
 * Opens a pool of which some connections, once they were taken, stay reserved for whoever takes one next: to reserve one for
 * each statement costs this process a third to two thirds more than the statement alone.
 *
 * @param all how many connections there are at most.
 * @param most how many of them stay reserved: fewer, or whoever asks the pool itself waits for ever.
 * @param settings of each connection's session.
 */
export function openKeptPool(
  url: string,
  all: number,
  most: number,
  settings: Readonly<Record<string, string>> = {},
): KeptPool {
  const kept = new Set<ReservedSQL>();
  const free: ReservedSQL[] = [];
  let waiting = 0;
  let isClosed = false;
  function keepNone(): void {
    kept.clear();
    for (const connection of free.splice(0)) connection.release();
  }
  // Which one was lost is not said.
  const pool = openPool(url, all, settings, keepNone);

  async function reserve(): Promise<ReservedSQL> {
    waiting += 1;
    try {
      const connection = await pool.reserve();
      if (!isClosed && kept.size < most) kept.add(connection);
      return connection;
    } finally {
      waiting -= 1;
    }
  }

  const connections: DatabaseConnections = {
    async take() {
      return free.pop() ?? reserve();
    },
    giveBack(connection) {
      if (waiting === 0 && kept.has(connection)) free.push(connection);
      else {
        kept.delete(connection);
        connection.release();
      }
    },
  };
  return {
    pool,
    connections,
    close() {
      isClosed = true;
      keepNone();
      return pool.close();
    },
  };
}
