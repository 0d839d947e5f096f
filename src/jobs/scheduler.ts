import { type Clock, instant, passedSince, SECOND } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Write } from "../storage.ts";
import type { JobRecord, JobRun, JobStore, RecurringJob } from "./job.ts";
import { createJobLeases } from "./job-leases.ts";
import { createJobPlan, isJobDue, LONGEST_RETRY, type Scheduled } from "./job-plan.ts";
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
  const { plan, nextRegular } = jobPlan;
  const leases = createJobLeases({ write, clock, log }, jobPlan, leaseMs);
  const stopping = new AbortController();
  const schedule = new Map<string, Scheduled>(
    jobs.map((job) => [
      job.name,
      {
        job,
        wakeSignal: new WakeSignal(),
        record: { name: job.name, failures: 0 },
        nextAt: instant(0),
        wait: 0,
      },
    ]),
  );
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

  /** One run with all that surrounds it. Never rejects. */
  async function run(entry: Scheduled, isWoken: boolean): Promise<void> {
    const { job } = entry;
    const lost = new AbortController();
    try {
      if (!isWoken && (await jobPlan.wasRunElsewhere(entry))) return;
      const before = entry.record;
      const due = job.due ? await job.due() : clock.now();
      if (due === undefined || due > clock.now()) {
        const regular = nextRegular(job);
        plan(entry, instant(Math.min(due ?? regular, regular)));
        return;
      }
      if (!(await leases.take(entry))) return;
      // While this one waited for the lease, its turn may have been another's.
      if (!isWoken && jobPlan.isPlannedAnew(entry, before)) return await leases.giveBack(entry);
    } catch (error) {
      fail(entry, error);
      return;
    }
    const began = clock.tick();
    const took = () => passedSince(began, clock) / SECOND;
    const renewing = setInterval(() => void leases.renew(entry, lost), leaseMs / 3);
    try {
      await job.run(jobRun(entry, lost.signal));
      plan(entry, await jobPlan.nextAfterRun(job));
      const now = clock.now();
      entry.record = { ...entry.record, finishedAt: now, succeededAt: now, failures: 0, reason: undefined };
      ran?.(job.name, "succeeded", took());
    } catch (error) {
      ran?.(job.name, "failed", took());
      fail(entry, error);
    } finally {
      clearInterval(renewing);
      await leases.giveBack(entry);
    }
  }

  function jobRun({ wakeSignal }: Scheduled, lost: AbortSignal): JobRun {
    const signal = AbortSignal.any([stopping.signal, lost]);
    return {
      signal,
      wake: () => wakeSignal.wake(),
      async woken(by) {
        // A look at the clock now and then, since it may have been set meanwhile.
        const wait = by === undefined ? lookEveryMs : Math.min(lookEveryMs, Math.max(0, by - clock.now()));
        if (!signal.aborted) await wakeSignal.waitFor(wait);
      },
    };
  }

  function fail(entry: Scheduled, error: unknown): void {
    const count = jobPlan.planRetry(entry, error);
    log.error("a job failed and will be tried again", { job: entry.job.name, count, error });
  }

  return {
    async start() {
      for (const record of await reads.jobs.all()) {
        const entry = schedule.get(record.name);
        if (!entry) continue;
        entry.record = record;
        // A job that knows what is due is asked: much may have come while nobody ran it.
        if (entry.job.due) continue;
        entry.nextAt = record.nextAt ?? entry.nextAt;
        entry.wait = Math.max(entry.job.interval + entry.job.jitter, 2 * LONGEST_RETRY);
      }
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

function statusOf({ record, running, nextAt }: Scheduled): JobStatus {
  const { holder, leasedUntil, ...shown } = record;
  return {
    ...shown,
    nextAt,
    isRunning: running !== undefined,
    isFailing: record.failures >= FAILURES_TO_REPORT,
  };
}
