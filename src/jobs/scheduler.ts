import { type Clock, instant, SECOND } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Write } from "../storage.ts";
import type { JobRecord, JobStore, RecurringJob } from "./job.ts";
import { createJobLeases } from "./job-leases.ts";
import { createJobPlan, isJobDue, LONGEST_RETRY, type Scheduled } from "./job-plan.ts";
import { createJobRuns } from "./job-runs.ts";
import { WakeSignal } from "./wake-signal.ts";

/** Runs jobs when they are due, each at most once at a time, in this process and whatever others there are. */
export interface Scheduler {
  /** Reads what is remembered and begins. What was due while nobody ran is due now. */
  start(): Promise<void>;
  /** Runs a job now, or as soon as its present run is over if that does not take notice. For after a commit. */
  wake(name: string): void;
  /** Begins nothing more. Settles when every run has finished what it held and every lease is given back. */
  stop(): Promise<void>;
  /** How every job stands, for `/readyz` and the merchant's dashboard. */
  status(): readonly JobStatus[];
}

/** How a job stands. */
export interface JobStatus extends Omit<JobRecord, "holder" | "leasedUntil"> {
  /** Not while it is only asked whether something is due: its last run began long before that. */
  readonly isRunning: boolean;
  /** Whether a person should look: it fails again and again. */
  readonly isFailing: boolean;
}

export interface SchedulerDependencies {
  readonly write: Write<{ readonly jobs: JobStore }>;
  readonly reads: { readonly jobs: Pick<JobStore, "all" | "find"> };
  readonly clock: Clock;
  readonly log: Log;
  /** Hears of every run: how it ended, and how long it took in seconds. */
  readonly ran?: ((job: string, outcome: "succeeded" | "failed", seconds: number) => void) | undefined;
  /** A number from 0 to 1, for jitter. */
  readonly random?: (() => number) | undefined;
  /** How long a lease holds unless it is renewed, ms: how long after a crash work rests. */
  readonly leaseMs?: number | undefined;
  /** The longest time between two looks at the clock, ms: how long a clock that was set goes unnoticed. */
  readonly lookEveryMs?: number | undefined;
}

/** A job that failed so often in a row wants a person's eye. */
const FAILURES_TO_REPORT = 3;

/** Builds the {@link Scheduler} of one process. */
export function createScheduler(
  jobs: readonly RecurringJob[],
  { write, reads, clock, log, ran, random = Math.random, ...times }: SchedulerDependencies,
): Scheduler {
  const { leaseMs = 3 * SECOND, lookEveryMs = SECOND } = times;
  const jobPlan = createJobPlan(reads, clock, random);
  const { plan } = jobPlan;
  const stopping = new AbortController();
  const run = createJobRuns({
    jobPlan,
    leases: createJobLeases({ write, clock, log }, jobPlan, leaseMs),
    clock,
    log,
    ran,
    leaseMs,
    lookEveryMs,
    stopping: stopping.signal,
  });
  const schedule = scheduleOf(jobs);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function look(): void {
    clearTimeout(timer);
    if (stopping.signal.aborted) return;
    const now = clock.now();
    for (const entry of schedule.values()) {
      if (entry.running === undefined && isJobDue(entry, now)) begin(entry);
    }
    const waits = [...schedule.values()].map(({ running, nextAt }) => (running ? lookEveryMs : nextAt - now));
    timer = setTimeout(look, Math.max(0, Math.min(lookEveryMs, ...waits)));
  }

  function begin(entry: Scheduled): void {
    const isWoken = entry.wakeSignal.reset();
    entry.running = run(entry, isWoken).finally(() => {
      entry.running = undefined;
      if (entry.wakeSignal.reset()) plan(entry, clock.now());
      look();
    });
  }

  return {
    async start() {
      for (const record of await reads.jobs.all()) resume(schedule.get(record.name), record);
      // What is of this process was made when it opened.
      for (const entry of schedule.values())
        if (entry.job.isOfEachProcess && !entry.job.due) plan(entry, jobPlan.nextRegular(entry.job));
      look();
    },
    wake(name) {
      const entry = schedule.get(name);
      if (!entry) throw new Error(`there is no job ${name}`);
      entry.wakeSignal.wake();
      if (entry.running !== undefined) return;
      plan(entry, clock.now());
      look();
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      for (const { wakeSignal } of schedule.values()) wakeSignal.wake();
      await Promise.all([...schedule.values()].map(({ running }) => running));
    },
    status: () => [...schedule.values()].map(statusOf),
  };
}

/** Jobs of which nothing is remembered: all of them are due. */
function scheduleOf(jobs: readonly RecurringJob[]): ReadonlyMap<string, Scheduled> {
  return new Map(
    jobs.map((job) => [
      job.name,
      {
        job,
        wakeSignal: new WakeSignal(),
        record: { name: job.name, failures: 0 },
        nextAt: instant(0),
        wait: 0,
        isAtWork: false,
      },
    ]),
  );
}

/** Goes on with a job as it is remembered. */
function resume(entry: Scheduled | undefined, record: JobRecord): void {
  if (!entry || entry.job.isOfEachProcess) return;
  entry.record = record;
  // A job that knows what is due is asked: much may have come while nobody ran it.
  if (entry.job.due) return;
  entry.nextAt = record.nextAt ?? entry.nextAt;
  entry.wait = Math.max(entry.job.interval + entry.job.jitter, 2 * LONGEST_RETRY);
}

function statusOf({ record, isAtWork, nextAt }: Scheduled): JobStatus {
  const { holder, leasedUntil, ...shown } = record;
  return {
    ...shown,
    nextAt,
    isRunning: isAtWork,
    isFailing: record.failures >= FAILURES_TO_REPORT,
  };
}
