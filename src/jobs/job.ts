import type { Instant } from "../clock.ts";

/** Work that comes back again and again. */
export interface RecurringJob {
  /** Names it in the database, in logs and in `/readyz`: what it did is remembered under this name. */
  readonly name: string;
  /** From the end of one run to the start of the next, ms. */
  readonly interval: number;
  /** At most so much later, at random, ms: so that not everything starts in the same moment. */
  readonly jitter: number;
  /**
   * When there is something to do next; `undefined` for nothing at all. Asked before a run, so that an idle shop writes
   * nothing, and again after one. Absent: at every interval there is.
   */
  readonly due?: (() => Promise<Instant | undefined>) | undefined;
  /** Whether every process runs it for itself: what it keeps is in its memory, or lies beside it on its own machine. */
  readonly isOfEachProcess?: boolean | undefined;
  /**
   * Does what there is to do now, or a part of it. May be cut off by a crash at any line and is then run again: it must
   * keep what it has done in the database. A throw is logged, and the run tried again soon.
   */
  readonly run: (run: JobRun) => Promise<void>;
}

/** What a job knows of the run it is in. */
export interface JobRun {
  /** Aborted when the scheduler stops: begin nothing more, finish what you hold or put it back, and return. */
  readonly signal: AbortSignal;
  /** Wakes this run, as {@link Scheduler.wake} does. */
  wake(): void;
  /** Settles when the run is woken, when `by` has come, or when the scheduler stops. */
  woken(by: Instant | undefined): Promise<void>;
}

/** What is remembered of a job. A lease that has run out, or that nobody can have taken, holds nobody up. */
export interface JobRecord {
  readonly name: string;
  /** Who is running it; absent when nobody is. */
  readonly holder?: string | undefined;
  readonly leasedUntil?: Instant | undefined;
  readonly startedAt?: Instant | undefined;
  readonly finishedAt?: Instant | undefined;
  /** When it last ran without problem to its end. */
  readonly succeededAt?: Instant | undefined;
  /** How many runs have failed since then. */
  readonly failures: number;
  /** The kind of the last problem; what exactly it was is in the log. */
  readonly reason?: string | undefined;
  readonly nextAt?: Instant | undefined;
}

/** Who wants to run a job, and from when to when nobody else does. */
export interface JobLease {
  readonly name: string;
  readonly holder: string;
  readonly now: Instant;
  readonly until: Instant;
}

/** How a run of a job came out, for who runs it next. */
export type JobResult = Omit<JobRecord, "name" | "holder" | "leasedUntil" | "startedAt">;

/**
 * What is remembered of jobs, on disk. Writing only in a write job.
 *
 * A job is run by one holder at a time, and for a time. What a holder does to its lease is done in one statement that
 * looks at the holder, and gives false, having changed nothing, when somebody else has taken it meanwhile. An engine that
 * several machines share measures a lease by its own clock, since theirs differ: only the time from `now` to `until` counts.
 */
export interface JobStore {
  all(): Promise<readonly JobRecord[]>;
  find(name: string): Promise<JobRecord | undefined>;
  /**
   * Takes a job that nobody runs, or whose holder's time is over; a lease that ends after `until` was taken before the
   * clock was set back, and means nothing. Gives the record as it stands then: its holder says who got it.
   */
  take(lease: JobLease): Promise<JobRecord>;
  /** Holds it for longer. */
  renew(lease: JobLease): Promise<boolean>;
  /** Gives the job back, with how its run came out. */
  giveBack(name: string, holder: string, result: JobResult): Promise<boolean>;
}
