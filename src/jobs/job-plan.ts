import { after, type Clock, type Instant, instant, MINUTE, SECOND } from "../clock.ts";
import type { JobRecord, JobStore, RecurringJob } from "./job.ts";
import type { WakeSignal } from "./wake-signal.ts";

/** A failing run is tried again after this, ms, doubled each time. */
const FIRST_RETRY = SECOND;
/** The longest a failing run waits before jitter, ms. */
export const LONGEST_RETRY = 5 * MINUTE;
/** What is still due right after a run waits so long, ms: a job that gets nowhere must not spin. */
const BREATH = SECOND;

/** A job with what this process knows of it. */
export interface Scheduled {
  readonly job: RecurringJob;
  readonly wakeSignal: WakeSignal;
  record: JobRecord;
  nextAt: Instant;
  /** How far ahead `nextAt` was when it was chosen, ms. If it is further now, the clock was set back. */
  wait: number;
  /** What looks whether it is due, and runs it then; absent between two looks. */
  running?: Promise<void> | undefined;
  /** Whether it was due, and is run now. */
  isAtWork: boolean;
}

/** Decides when jobs are run next. */
export interface JobPlan {
  /** When a job is run at its interval next. */
  nextRegular(job: RecurringJob): Instant;
  /** When a job is run next after a run that succeeded. */
  nextAfterRun(job: RecurringJob): Promise<Instant>;
  plan(entry: Scheduled, nextAt: Instant): void;
  /** Plans the next try after a failure, and notes it. Gives how many there were in a row. */
  planRetry(entry: Scheduled, error: unknown): number;
  /**
   * Whether another process has run a job at its interval since this one looked: the next time counts from there. A job
   * that knows what is due need not be told.
   */
  wasRunElsewhere(entry: Scheduled): Promise<boolean>;
  /** Whether a job's record tells of another run than the one before, and if so plans the next by it. */
  isPlannedAnew(entry: Scheduled, before: JobRecord): boolean;
}

/** Builds the {@link JobPlan} of one process. @param random gives a number from 0 to 1, for jitter. */
export function createJobPlan(
  reads: { readonly jobs: Pick<JobStore, "find"> },
  clock: Clock,
  random: () => number,
): JobPlan {
  function plan(entry: Scheduled, nextAt: Instant): void {
    entry.nextAt = nextAt;
    entry.wait = nextAt - clock.now();
  }

  function planRetry(entry: Scheduled, error: unknown): number {
    const failures = entry.record.failures + 1;
    const now = clock.now();
    const reason = error instanceof Error ? error.name : typeof error;
    entry.record = { ...entry.record, finishedAt: now, failures, reason };
    const delay = Math.min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY);
    plan(entry, after(now, Math.round(delay * (1 + random()))));
    return failures;
  }

  async function nextAfterRun(job: RecurringJob): Promise<Instant> {
    const regular = nextRegular(job);
    const due = await job.due?.();
    if (due === undefined) return regular;
    const now = clock.now();
    return instant(Math.min(due > now ? due : now + BREATH, regular));
  }

  function nextRegular({ interval, jitter }: RecurringJob): Instant {
    return after(clock.now(), interval + Math.round(jitter * random()));
  }

  async function wasRunElsewhere(entry: Scheduled): Promise<boolean> {
    if (entry.job.due || entry.job.isOfEachProcess) return false;
    const known = await reads.jobs.find(entry.job.name);
    if (!known) return false;
    const before = entry.record;
    entry.record = known;
    return isPlannedAnew(entry, before);
  }

  function isPlannedAnew(entry: Scheduled, before: JobRecord): boolean {
    const { due, interval, jitter } = entry.job;
    const { nextAt, finishedAt } = entry.record;
    if (due || nextAt === undefined || finishedAt === before.finishedAt) return false;
    const left = nextAt - clock.now();
    // What lies further ahead was planned before the clock was set back, or after a failure.
    if (left <= 0 || left > interval + jitter) return false;
    plan(entry, nextAt);
    return true;
  }

  return { nextRegular, nextAfterRun, plan, planRetry, wasRunElsewhere, isPlannedAnew };
}

/** Whether a job's time has come, or was set further ahead than it was planned. */
export function isJobDue({ nextAt, wait }: Scheduled, now: Instant): boolean {
  return nextAt <= now || nextAt > now + wait;
}
