import type { ReservedSQL, SQL } from "bun";
import { createPlaces } from "./places.ts";

/** Connections to a server, each for one at a time. */
export interface DatabaseConnections {
  /** @throws what the driver says, where none can be had. Nothing was sent then. */
  take(): Promise<ReservedSQL>;
  giveBack(connection: ReservedSQL): void;
}

/** As many as a pool has. */
export function connectionsOf(pool: SQL): DatabaseConnections {
  return { take: () => pool.reserve(), giveBack: (connection) => connection.release() };
}

/** Connections for whoever keeps them for a while, so that the others of a pool stay for those who do not. */
export interface LimitedConnections extends DatabaseConnections {
  /** Since when the first who waits for one does, by `performance.now()`; `undefined` where nobody does. */
  waitingSince(): number | undefined;
}

/** At most so many of connections at a time. */
export function limitConnections(connections: DatabaseConnections, most: number): LimitedConnections {
  const places = createPlaces(most, () => undefined);
  return {
    async take() {
      const place = await places.take(performance.now());
      try {
        return await connections.take();
      } catch (error) {
        places.giveBack(place);
        throw error;
      }
    },
    giveBack(connection) {
      connections.giveBack(connection);
      places.giveBack(undefined);
    },
    waitingSince: () => places.waitingSince(),
  };
}
