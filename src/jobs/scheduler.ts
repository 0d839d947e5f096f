import { after, type Clock, type Instant, instant, MINUTE, passedSince, SECOND } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Write } from "../storage.ts";
import type { JobLease, JobRecord, JobRun, JobStore, RecurringJob } from "./job.ts";
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

/** A failing run is tried again after this, ms, doubled each time. */
const FIRST_RETRY = SECOND;
const LONGEST_RETRY = 5 * MINUTE;
/** What is still due right after a run waits so long, ms: a job that gets nowhere must not spin. */
const BREATH = SECOND;
/** A job that failed so often in a row wants a person's eye. */
const FAILURES_TO_REPORT = 3;

/** A job with what this process knows of it. */
interface Scheduled {
  readonly job: RecurringJob;
  readonly wakeSignal: WakeSignal;
  record: JobRecord;
  nextAt: Instant;
  /** How far ahead `nextAt` was when it was chosen, ms. If it is further now, the clock was set back. */
  wait: number;
  running?: Promise<void> | undefined;
}

/** Builds the {@link Scheduler} of one process. */
export function createScheduler(
  jobs: readonly RecurringJob[],
  { write, reads, clock, log, ran, random = Math.random, ...times }: SchedulerDependencies,
): Scheduler {
  const { leaseMs = 3 * SECOND, lookEveryMs = SECOND } = times;
  const holder = crypto.randomUUID();
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
      if (entry.running === undefined && isDue(entry, now)) begin(entry);
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
      if (!isWoken && (await wasRunElsewhere(entry))) return;
      const due = job.due ? await job.due() : clock.now();
      if (due === undefined || due > clock.now()) {
        const regular = nextRegular(job);
        plan(entry, instant(Math.min(due ?? regular, regular)));
        return;
      }
      if (!(await takeLease(entry))) return;
    } catch (error) {
      fail(entry, error);
      return;
    }
    const began = clock.tick();
    const took = () => passedSince(began, clock) / SECOND;
    const renewing = setInterval(() => void renew(entry, lost), leaseMs / 3);
    try {
      await job.run(jobRun(entry, lost.signal));
      plan(entry, await nextAfterRun(job));
      const now = clock.now();
      entry.record = { ...entry.record, finishedAt: now, succeededAt: now, failures: 0, reason: undefined };
      ran?.(job.name, "succeeded", took());
    } catch (error) {
      ran?.(job.name, "failed", took());
      fail(entry, error);
    } finally {
      clearInterval(renewing);
      await giveBack(entry);
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

  /**
   * Whether another process has run a job at its interval since this one looked: the next time counts from there. A job
   * that knows what is due need not be told.
   */
  async function wasRunElsewhere(entry: Scheduled): Promise<boolean> {
    const { name, due, interval, jitter } = entry.job;
    if (due) return false;
    const known = await reads.jobs.find(name);
    if (known?.nextAt === undefined || known.finishedAt === entry.record.finishedAt) return false;
    entry.record = known;
    const left = known.nextAt - clock.now();
    // What lies further ahead was planned before the clock was set back, or after a failure.
    if (left <= 0 || left > interval + jitter) return false;
    plan(entry, known.nextAt);
    return true;
  }

  function leaseOf(entry: Scheduled): JobLease {
    const now = clock.now();
    return { name: entry.job.name, holder, now, until: after(now, leaseMs) };
  }

  /** False when somebody else has it; then its lease says when to ask again. */
  async function takeLease(entry: Scheduled): Promise<boolean> {
    const lease = leaseOf(entry);
    entry.record = await write(({ jobs }) => jobs.take(lease));
    const isTaken = entry.record.holder === holder;
    if (!isTaken) plan(entry, entry.record.leasedUntil ?? lease.now);
    return isTaken;
  }

  /** Keeps the lease. When that is not possible the work goes on, until somebody else has the job. */
  async function renew(entry: Scheduled, lost: AbortController): Promise<void> {
    const { name } = entry.job;
    try {
      const isOurs = await write(({ jobs }) => jobs.renew(leaseOf(entry)));
      if (isOurs || entry.running === undefined) return;
      log.warn("another process has taken over a job that took too long to renew its lease", { job: name });
      lost.abort();
      entry.wakeSignal.wake();
    } catch (error) {
      log.warn("a job's lease could not be renewed", { job: name, error });
    }
  }

  /** Writes down how a job stands. When that is not possible its lease runs out by itself. */
  async function giveBack(entry: Scheduled): Promise<void> {
    const { name, holder: _, leasedUntil: __, startedAt: ___, ...result } = entry.record;
    entry.record = { ...entry.record, holder: undefined, leasedUntil: undefined, nextAt: entry.nextAt };
    try {
      await write(({ jobs }) => jobs.giveBack(name, holder, { ...result, nextAt: entry.nextAt }));
    } catch (error) {
      log.warn("how a job stands could not be written down", { job: name, error });
    }
  }

  function fail(entry: Scheduled, error: unknown): void {
    const failures = entry.record.failures + 1;
    const now = clock.now();
    const reason = error instanceof Error ? error.name : typeof error;
    entry.record = { ...entry.record, finishedAt: now, failures, reason };
    const delay = Math.min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY);
    plan(entry, after(now, Math.round(delay * (1 + random()))));
    log.error("a job failed and will be tried again", { job: entry.job.name, count: failures, error });
  }

  function plan(entry: Scheduled, nextAt: Instant): void {
    entry.nextAt = nextAt;
    entry.wait = nextAt - clock.now();
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

function isDue({ nextAt, wait }: Scheduled, now: Instant): boolean {
  return nextAt <= now || nextAt > now + wait;
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
