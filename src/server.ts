import type { Clock } from "./clock.ts";
import type { Settings } from "./settings.ts";

/** A shop that is open. */
export interface RunningServer {
  /** `http://HOST:PORT`, with the port it really got. */
  readonly url: string;
  /** Finishes what is in flight and closes the database. */
  stop(): Promise<void>;
}

/** Opens the shop: database, services, HTTP and jobs. */
export async function startServer(
  _settings: Settings,
  _dependencies: { readonly clock?: Clock } = {},
): Promise<RunningServer> {
  throw new Error("The server is not put together yet.");
}
