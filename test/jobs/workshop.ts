import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { createJobStore } from "../../db/sqlite/job-store.ts";
import { MINUTE } from "../../src/clock.ts";
import type { JobRecord, JobRun, RecurringJob } from "../../src/jobs/job.ts";
import { createScheduler } from "../../src/jobs/scheduler.ts";
import { silentLog } from "../../src/log.ts";
import { stoppedClock } from "../checkout/shop.ts";
import { runEachJobTwice } from "../run-each-job-twice.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** How long a lease of these tests holds, ms on the stopped clock. */
export const LEASE = 10_000;

/** A run of a job by nobody, which nobody stops. */
export const oneRun: JobRun = { signal: new AbortController().signal, wake() {}, woken: async () => {} };

/** A job every minute that does nothing, but for what is `given`. */
export function jobOf(given: Partial<RecurringJob> = {}): RecurringJob {
  return { name: "sweep", interval: MINUTE, jitter: 0, run: async () => {}, ...given };
}

/** A database with schedulers on it that look at a stopped clock every millisecond. */
export function openWorkshop(clock = stoppedClock()) {
  const folder = temporaryFolder();
  const database = openDatabase(join(folder.path, "shop.db"));
  const writer = openGroupCommitWriter(database, { jobs: createJobStore(database.writer) });
  const write = runEachJobTwice(database, writer.write);
  const reads = { jobs: createJobStore(database.reader) };
  return {
    clock,
    scheduler: (...jobs: RecurringJob[]) =>
      createScheduler(jobs, {
        write,
        reads,
        clock,
        log: silentLog,
        random: () => 0,
        leaseMs: LEASE,
        lookEveryMs: 1,
      }),
    record: (name = "sweep") => reads.jobs.find(name),
    /** Makes the record of a job what it would be after a run, or during one where it has a holder. */
    remember: ({ name, holder = "before", leasedUntil, startedAt, ...result }: JobRecord) =>
      write(async ({ jobs }) => {
        const now = startedAt ?? clock.now();
        await jobs.take({ name, holder: "before", now, until: now });
        await jobs.giveBack(name, "before", result);
        if (leasedUntil !== undefined) await jobs.take({ name, holder, now, until: leasedUntil });
      }),
    async [Symbol.asyncDispose]() {
      await writer.close();
      database.close();
      folder[Symbol.dispose]();
    },
  };
}

/** Settles once the condition holds; a test that waits in vain runs into its time limit. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await Bun.sleep(1);
}

/** Long enough for a scheduler of these tests to look at its clock many times: turns, however long each takes. */
export async function manyLooks(): Promise<void> {
  for (let looks = 0; looks < 20; looks += 1) await Bun.sleep(1);
}
