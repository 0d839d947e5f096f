import { backUpAside } from "../../db/sqlite/backup-aside.ts";
import { createBackups } from "../backups/backups.ts";
import type { RecurringJob } from "../jobs/job.ts";
import { makeBackups } from "../jobs/make-backups.ts";
import type { ServerContext } from "./server-context.ts";

/** The job that backs the database up; none where the merchant named no folder. */
export function backupJobs({ settings, database, clock }: ServerContext): readonly RecurringJob[] {
  const { backup } = settings;
  if (!backup) return [];
  return [
    makeBackups(createBackups({ settings: backup, database: database.file, clock, copy: backUpAside })),
  ];
}
