import { after, type Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Write } from "../storage.ts";
import type { JobLease, JobStore } from "./job.ts";
import type { JobPlan, Scheduled } from "./job-plan.ts";

/** The leases by which of all processes one runs a job. */
export interface JobLeases {
  /** False when somebody else has it; then its lease says when to ask again. */
  take(entry: Scheduled): Promise<boolean>;
  /** Keeps the lease. When that is not possible the work goes on, until somebody else has the job. */
  renew(entry: Scheduled, lost: AbortController): Promise<void>;
  /** Writes down how a job stands. When that is not possible its lease runs out by itself. */
  giveBack(entry: Scheduled): Promise<void>;
}

/** Builds the {@link JobLeases} of one process. @param leaseMs how long one holds unless it is renewed. */
export function createJobLeases(
  {
    write,
    clock,
    log,
  }: {
    readonly write: Write<{ readonly jobs: JobStore }>;
    readonly clock: Clock;
    readonly log: Log;
  },
  { plan }: Pick<JobPlan, "plan">,
  leaseMs: number,
): JobLeases {
  const holder = crypto.randomUUID();

  function leaseOf(entry: Scheduled): JobLease {
    const now = clock.now();
    return { name: entry.job.name, holder, now, until: after(now, leaseMs) };
  }

  async function take(entry: Scheduled): Promise<boolean> {
    if (entry.job.isOfEachProcess) {
      entry.record = { ...entry.record, startedAt: clock.now() };
      return true;
    }
    // Counted from when its turn has come.
    entry.record = await write(({ jobs }) => jobs.take(leaseOf(entry)));
    const isTaken = entry.record.holder === holder;
    if (!isTaken) plan(entry, entry.record.leasedUntil ?? clock.now());
    return isTaken;
  }

  async function renew(entry: Scheduled, lost: AbortController): Promise<void> {
    const { name, isOfEachProcess } = entry.job;
    if (isOfEachProcess) return;
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

  async function giveBack(entry: Scheduled): Promise<void> {
    const { name, holder: _, leasedUntil: __, startedAt: ___, ...result } = entry.record;
    entry.record = { ...entry.record, holder: undefined, leasedUntil: undefined, nextAt: entry.nextAt };
    if (entry.job.isOfEachProcess) return;
    try {
      await write(({ jobs }) => jobs.giveBack(name, holder, { ...result, nextAt: entry.nextAt }));
    } catch (error) {
      log.warn("how a job stands could not be written down", { job: name, error });
    }
  }

  return { take, renew, giveBack };
}
