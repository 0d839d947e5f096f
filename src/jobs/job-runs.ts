import { type Clock, instant, passedSince, SECOND } from "../clock.ts";
import type { Log } from "../log.ts";
import type { JobRun } from "./job.ts";
import type { JobLeases } from "./job-leases.ts";
import type { JobPlan, Scheduled } from "./job-plan.ts";

export interface JobRunDependencies {
  readonly jobPlan: JobPlan;
  readonly leases: JobLeases;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears of every run: how it ended, and how long it took in seconds. */
  readonly ran: ((job: string, outcome: "succeeded" | "failed", seconds: number) => void) | undefined;
  /** How long a lease holds unless it is renewed, ms. */
  readonly leaseMs: number;
  /** The longest time between two looks at the clock, ms. */
  readonly lookEveryMs: number;
  /** Given up when the scheduler stops. */
  readonly stopping: AbortSignal;
}

/** Builds what runs a job once, with all that surrounds it: whether it is due, its lease, and what comes next. Never rejects. */
export function createJobRuns({ jobPlan, leases, clock, log, ran, ...given }: JobRunDependencies) {
  const { leaseMs, lookEveryMs, stopping } = given;
  const { plan, nextRegular } = jobPlan;

  async function run(entry: Scheduled, isWoken: boolean): Promise<void> {
    try {
      if (!(await begins(entry, isWoken))) return;
    } catch (error) {
      fail(entry, error);
      return;
    }
    const { job } = entry;
    entry.isAtWork = true;
    const lost = new AbortController();
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
      entry.isAtWork = false;
    }
  }

  /** Whether there is something to do, and nobody else at it: then this process has the lease. */
  async function begins(entry: Scheduled, isWoken: boolean): Promise<boolean> {
    const { job } = entry;
    if (!isWoken && (await jobPlan.wasRunElsewhere(entry))) return false;
    const before = entry.record;
    const due = job.due ? await job.due() : clock.now();
    if (due === undefined || due > clock.now()) {
      const regular = nextRegular(job);
      plan(entry, instant(Math.min(due ?? regular, regular)));
      return false;
    }
    if (!(await leases.take(entry))) return false;
    // While this one waited for the lease, its turn may have been another's.
    if (isWoken || !jobPlan.isPlannedAnew(entry, before)) return true;
    await leases.giveBack(entry);
    return false;
  }

  function jobRun({ wakeSignal }: Scheduled, lost: AbortSignal): JobRun {
    const signal = AbortSignal.any([stopping, lost]);
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

  return run;
}
