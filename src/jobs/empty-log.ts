import { MINUTE, SECOND } from "../clock.ts";
import type { DatabaseState } from "../storage.ts";
import type { RecurringJob } from "./job.ts";

/**
 * Empties the database's log, so that what was written over in the file is soon nowhere: an engine that keeps a log beside
 * its file has every row in it as it once was, what a buyer paid with among them. Where somebody reads it just now, it
 * waits for the next run.
 */
export function emptyLog(database: Pick<DatabaseState, "sizes" | "emptyLog">): RecurringJob {
  return {
    name: "empty-log",
    interval: MINUTE - SECOND,
    jitter: SECOND,
    isOfEachProcess: true,
    async run() {
      const { log } = await database.sizes();
      if (log > 0) database.emptyLog();
    },
  };
}
