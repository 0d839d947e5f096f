import { eq, sql } from "drizzle-orm";
import { instant } from "../../src/clock.ts";
import type { JobRecord, JobStore } from "../../src/jobs/job.ts";
import { jobs } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

/** What is remembered of jobs, over one connection. */
export function createJobStore(queries: Queries): JobStore {
  const all = prepared(() => queries.select().from(jobs).orderBy(jobs.name));
  const find = prepared(() =>
    queries
      .select()
      .from(jobs)
      .where(eq(jobs.name, sql.placeholder("name"))),
  );
  const columns = {
    holder: sql.placeholder("holder"),
    leasedUntil: sql.placeholder("leasedUntil"),
    startedAt: sql.placeholder("startedAt"),
    finishedAt: sql.placeholder("finishedAt"),
    succeededAt: sql.placeholder("succeededAt"),
    failures: sql.placeholder("failures"),
    reason: sql.placeholder("reason"),
    nextAt: sql.placeholder("nextAt"),
  };
  const put = prepared(() =>
    queries
      .insert(jobs)
      .values({ name: sql.placeholder("name"), ...columns })
      .onConflictDoUpdate({
        target: jobs.name,
        set: {
          holder: sql`excluded.holder`,
          leasedUntil: sql`excluded.leased_until`,
          startedAt: sql`excluded.started_at`,
          finishedAt: sql`excluded.finished_at`,
          succeededAt: sql`excluded.succeeded_at`,
          failures: sql`excluded.failures`,
          reason: sql`excluded.reason`,
          nextAt: sql`excluded.next_at`,
        },
      }),
  );

  return {
    async all() {
      return all().all().map(recordOf);
    },
    async find(name) {
      const row = find().get({ name });
      return row && recordOf(row);
    },
    async put(record) {
      put().run({
        name: record.name,
        holder: record.holder ?? null,
        leasedUntil: record.leasedUntil ?? null,
        startedAt: record.startedAt ?? null,
        finishedAt: record.finishedAt ?? null,
        succeededAt: record.succeededAt ?? null,
        failures: record.failures,
        reason: record.reason ?? null,
        nextAt: record.nextAt ?? null,
      });
    },
  };
}

function recordOf(row: typeof jobs.$inferSelect): JobRecord {
  const at = (milliseconds: number | null) => (milliseconds === null ? undefined : instant(milliseconds));
  return {
    name: row.name,
    holder: row.holder ?? undefined,
    leasedUntil: at(row.leasedUntil),
    startedAt: at(row.startedAt),
    finishedAt: at(row.finishedAt),
    succeededAt: at(row.succeededAt),
    failures: row.failures,
    reason: row.reason ?? undefined,
    nextAt: at(row.nextAt),
  };
}
