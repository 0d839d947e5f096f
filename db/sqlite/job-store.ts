import { and, eq, sql } from "drizzle-orm";
import { instant } from "../../src/clock.ts";
import type { JobRecord, JobStore } from "../../src/jobs/job.ts";
import { jobs } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

const select = (queries: Queries) => queries.select().from(jobs);
const isNamed = eq(jobs.name, sql.placeholder("name"));
const isHeld = and(isNamed, eq(jobs.holder, sql.placeholder("holder")));

/** What is remembered of jobs, over one connection. */
export function createJobStore(queries: Queries): JobStore {
  return { ...jobRecords(queries), ...jobLeases(queries), ...endedRuns(queries) };
}

/** How jobs stand. */
function jobRecords(queries: Queries): Pick<JobStore, "all" | "find"> {
  const all = prepared(() => select(queries).orderBy(jobs.name));
  const find = prepared(() => select(queries).where(isNamed));
  return {
    async all() {
      return all().all().map(recordOf);
    },
    async find(name) {
      const row = find().get({ name });
      return row && recordOf(row);
    },
  };
}

/** Which process runs a job. */
function jobLeases(queries: Queries): Pick<JobStore, "take" | "renew"> {
  const find = prepared(() => select(queries).where(isNamed));
  const take = prepared(() =>
    queries
      .insert(jobs)
      .values({
        name: sql.placeholder("name"),
        holder: sql.placeholder("holder"),
        leasedUntil: sql.placeholder("until"),
        startedAt: sql.placeholder("now"),
        failures: 0,
      })
      .onConflictDoUpdate({
        target: jobs.name,
        set: {
          holder: sql`excluded.holder`,
          leasedUntil: sql`excluded.leased_until`,
          startedAt: sql`excluded.started_at`,
        },
        setWhere: sql`${jobs.holder} is null or ${jobs.holder} = excluded.holder or ${jobs.leasedUntil} is null
          or ${jobs.leasedUntil} <= excluded.started_at or ${jobs.leasedUntil} > excluded.leased_until`,
      })
      .returning(),
  );
  const renew = prepared(() =>
    queries
      .update(jobs)
      .set({ leasedUntil: sql`${sql.placeholder("until")}` })
      .where(isHeld)
      .returning({ name: jobs.name }),
  );
  return {
    async take({ name, holder, now, until }) {
      const row = take().get({ name, holder, now, until }) ?? find().get({ name });
      if (!row) throw new Error("a job that cannot be taken is there");
      return recordOf(row);
    },
    async renew({ name, holder, until }) {
      return renew().get({ name, holder, until }) !== undefined;
    },
  };
}

/** How runs ended; who ends one gives its lease back. */
function endedRuns(queries: Queries): Pick<JobStore, "giveBack"> {
  const giveBack = prepared(() =>
    queries
      .update(jobs)
      .set({
        holder: null,
        leasedUntil: null,
        finishedAt: sql`${sql.placeholder("finishedAt")}`,
        succeededAt: sql`${sql.placeholder("succeededAt")}`,
        failures: sql`${sql.placeholder("failures")}`,
        reason: sql`${sql.placeholder("reason")}`,
        nextAt: sql`${sql.placeholder("nextAt")}`,
      })
      .where(isHeld)
      .returning({ name: jobs.name }),
  );
  return {
    async giveBack(name, holder, { finishedAt, succeededAt, failures, reason, nextAt }) {
      const given = giveBack().get({
        name,
        holder,
        finishedAt: finishedAt ?? null,
        succeededAt: succeededAt ?? null,
        failures,
        reason: reason ?? null,
        nextAt: nextAt ?? null,
      });
      return given !== undefined;
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
