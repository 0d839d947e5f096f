import type { Clock } from "../src/clock.ts";
import type { RunJob, WakeTopic } from "../src/storage.ts";

/** Whose a database is: a merchant's, or the demo shop's, which opens with keys that everybody knows. */
export type DatabaseOpener = "merchant" | "demo";

/** How a database is opened, whichever engine keeps it. */
export interface OpenOptions {
  readonly opener: DatabaseOpener;
  readonly clock: Pick<Clock, "now">;
  /** Whether leases are measured by `clock` where a database's own would do it: for tests, which stop it. */
  readonly isClockSimulated?: boolean | undefined;
  /** Present for a server, absent for a command that works beside one. */
  readonly serving?: ServingOptions | undefined;
  /** The number of jobs that shared a commit, for every commit. */
  readonly committed?: ((jobs: number) => void) | undefined;
  /** How a job is run, where not simply once: for tests, and in SQLite alone. */
  readonly runJob?: RunJob | undefined;
  /** Hears what an effect threw that was to follow a commit. */
  readonly effectFailed?: ((error: unknown) => void) | undefined;
}

/** What a server wants besides. */
export interface ServingOptions {
  /** Whether the whole file is read first to see that it is sound. */
  readonly isChecked: boolean;
  /** Of the settings that every process of a shop must have alike. */
  readonly settingsHash: string;
  readonly program: string;
  /** Hears that other processes have other settings, and how many. */
  readonly differs: (nodes: number) => void;
  /** Hears that another process has something to be sent. */
  readonly woken: (topic: WakeTopic) => void;
  /** Hears what kept it from looking at the other processes; that is tried again. */
  readonly failed: (error: unknown) => void;
}
