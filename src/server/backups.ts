import { backUpAside } from "../../db/sqlite/backup-aside.ts";
import { createBackups } from "../backups/backups.ts";
import type { RecurringJob } from "../jobs/job.ts";
import { makeBackups } from "../jobs/make-backups.ts";
import type { ServerContext } from "./server-context.ts";

/** The job that backs the database up; none where the merchant named no folder. */
export function backupJobs({ settings, database, clock, log }: ServerContext): readonly RecurringJob[] {
  const { backup } = settings;
  if (!backup) return [];
  const { file } = database;
  if (file === undefined) {
    log.warn("[backup] is for a database in a file; back a PostgreSQL server up with pg_dump or pgBackRest");
    return [];
  }
  return [makeBackups(createBackups({ settings: backup, database: file, clock, copy: backUpAside }))];
}
