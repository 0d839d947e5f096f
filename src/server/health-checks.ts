import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { FAILURES_TO_ALARM } from "../feed/push/push-records.ts";
import type { HealthCheck } from "../http/health.ts";
import type { Scheduler } from "../jobs/scheduler.ts";
import { unresolvedPayments } from "../payments/unresolved.ts";
import type { WriterState } from "../storage.ts";
import type { ServerContext } from "./server-context.ts";

const MEBIBYTE = 1024 * 1024;

/** With less room on the disk than this no sale is certain to be written to its end, bytes. */
const ROOM_TO_SELL = MEBIBYTE;

/** With less room than this somebody should make some, bytes. */
const ROOM_TO_LAST = 50 * MEBIBYTE;

/** What /readyz looks at. A problem that a person must end is "degraded": the shop sells on. */
export function healthChecks(
  { reads, clock, settings, database }: ServerContext,
  jobs: Pick<Scheduler, "status">,
  writes: WriterState,
): readonly HealthCheck[] {
  const { destinations } = settings.feed;
  return [
    {
      name: "database",
      async look() {
        // One row: counting all of a large catalogue would hold up buyers at every look.
        await reads.catalog.titles(undefined, 1);
        return { state: "ok" };
      },
    },
    {
      name: "database_file",
      async look() {
        return { state: database.misplaced() === undefined ? "ok" : "failing" };
      },
    },
    {
      name: "writes",
      async look() {
        return { state: writes.refusal() === undefined ? "ok" : "failing" };
      },
    },
    {
      name: "disk",
      async look() {
        const { bavail, bsize } = await statfs(dirname(database.beside));
        const room = bavail * bsize;
        return { state: room < ROOM_TO_SELL ? "failing" : room < ROOM_TO_LAST ? "degraded" : "ok" };
      },
    },
    {
      name: "jobs",
      async look() {
        const count = jobs.status().filter((job) => job.isFailing).length;
        return { state: count === 0 ? "ok" : "degraded", count };
      },
    },
    {
      name: "unresolved_payments",
      async look() {
        const unresolved = await unresolvedPayments(reads, clock.now(), 100);
        const count = unresolved.filter(({ isOverdue }) => isOverdue).length;
        return { state: count === 0 ? "ok" : "degraded", count };
      },
    },
    {
      name: "events_given_up",
      async look() {
        const count = await reads.outbox.countGivenUp();
        return { state: count === 0 ? "ok" : "degraded", count };
      },
    },
    {
      name: "feed_destinations_failing",
      async look() {
        const states = await Promise.all(destinations.map(({ name }) => reads.feeds.destination(name)));
        const count = states.filter((state) => (state?.failures ?? 0) >= FAILURES_TO_ALARM).length;
        return { state: count === 0 ? "ok" : "degraded", count };
      },
    },
  ];
}
