import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Settings } from "../settings.ts";
import type { DatabaseState, Write } from "../storage.ts";
import type { JobStores, Stores } from "../stores.ts";

/** What every service of a running shop stands on. */
export interface ServerContext {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly database: DatabaseState;
  readonly write: Write<JobStores>;
  /** The stores over the read-only connection. */
  readonly reads: Stores;
  /** What is open so far and how to close it, the last first. */
  readonly opened: AsyncDisposableStack;
}
