import { join } from "node:path";
import type { Clock } from "../../src/clock.ts";
import type { Log } from "../../src/log.ts";
import { silentLog } from "../../src/log.ts";
import type { Outgoing } from "../../src/outgoing/outgoing.ts";
import { type RunningServer, startServer } from "../../src/server.ts";
import { loadSettings } from "../../src/settings.ts";
import { onTestedEngine } from "../on-tested-engine.ts";
import { runTwice } from "../run-each-job-twice.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A shop served from this process over a real socket and a real database: the demo shop, or one with a shop.toml. */
export interface ServedShop extends AsyncDisposable {
  readonly server: RunningServer;
  readonly folder: string;
  /** The path of its database's file, or the URL of its database on PostgreSQL: see `shop-database.ts`. */
  readonly database: string;
  /** Where its database is in a file. On PostgreSQL, the path that what is kept on this machine begins with. */
  readonly databaseFile: string;
  /** Requests a path of the shop. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/**
 * Every job of its writer is run twice, the first time undone: what one does to anything but its stores shows.
 *
 * @param given variables beside those that keep tests apart, the text of a shop.toml if it has one, and where it is
 *   unless in a folder of its own.
 */
export async function serveShop(
  given: {
    environment?: Record<string, string>;
    shop?: string;
    folder?: string;
    log?: Log;
    clock?: Clock;
    outgoing?: Outgoing;
  } = {},
): Promise<ServedShop> {
  const own = given.folder === undefined ? temporaryFolder() : undefined;
  const folder = given.folder ?? own?.path ?? "";
  if (given.shop !== undefined) await Bun.write(join(folder, "shop.toml"), given.shop);
  const settings = loadSettings({
    environment: await onTestedEngine(folder, { PORT: "0", RATE_LIMIT: "off", ...given.environment }),
    directory: folder,
    toSell: true,
  });
  const server = await startServer(settings, {
    log: given.log ?? silentLog,
    clock: given.clock,
    isClockSimulated: given.clock !== undefined,
    runJob: runTwice,
    outgoing: given.outgoing,
  });
  return {
    server,
    folder,
    database: settings.database.serverUrl ?? settings.database.path,
    databaseFile: settings.database.path,
    fetch: (path, init) => fetch(`${server.url}${path}`, init),
    async [Symbol.asyncDispose]() {
      await server.stop();
      own?.[Symbol.dispose]();
    },
  };
}
