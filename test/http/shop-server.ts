import { join } from "node:path";
import type { Clock } from "../../src/clock.ts";
import type { Log } from "../../src/log.ts";
import { silentLog } from "../../src/log.ts";
import { type RunningServer, startServer } from "../../src/server.ts";
import { loadSettings } from "../../src/settings.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A shop served from this process over a real socket and a real database file, the demo shop unless told otherwise. */
export interface ServedShop extends AsyncDisposable {
  readonly server: RunningServer;
  readonly folder: string;
  /** Requests a path of the shop. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** @param given variables beside those that keep tests apart, and the text of a shop.toml if it has one. */
export async function serveShop(
  given: { environment?: Record<string, string>; shop?: string; log?: Log; clock?: Clock } = {},
): Promise<ServedShop> {
  const folder = temporaryFolder();
  if (given.shop !== undefined) await Bun.write(join(folder.path, "shop.toml"), given.shop);
  const settings = loadSettings({
    environment: {
      PORT: "0",
      RATE_LIMIT: "off",
      DATABASE_URL: `file:${join(folder.path, "shop.db")}`,
      ...given.environment,
    },
    directory: folder.path,
    toSell: true,
  });
  const server = await startServer(settings, { log: given.log ?? silentLog, clock: given.clock });
  return {
    server,
    folder: folder.path,
    fetch: (path, init) => fetch(`${server.url}${path}`, init),
    async [Symbol.asyncDispose]() {
      await server.stop();
      folder[Symbol.dispose]();
    },
  };
}
