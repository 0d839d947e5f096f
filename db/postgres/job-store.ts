import { and, eq, sql } from "drizzle-orm";
import { instant } from "../../src/clock.ts";
import type { JobRecord, JobStore } from "../../src/jobs/job.ts";
import type { LeaseClock } from "./lease-clock.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { jobs } from "./schema.ts";

const select = (queries: Queries) => queries.select().from(jobs);
const isNamed = eq(jobs.name, sql.placeholder("name"));
const isHeld = and(isNamed, eq(jobs.holder, sql.placeholder("holder")));

/** What is remembered of jobs, over one connection. */
export function createJobStore(queries: Queries, clock: LeaseClock): JobStore {
  return { ...jobRecords(queries), ...jobLeases(queries, clock), ...endedRuns(queries) };
}

/** How jobs stand. */
function jobRecords(queries: Queries): Pick<JobStore, "all" | "find"> {
  const all = prepared(() => select(queries).orderBy(jobs.name));
  const find = prepared(() => select(queries).where(isNamed));
  return {
    async all() {
      return (await all().all()).map(recordOf);
    },
    async find(name) {
      const row = await find().get({ name });
      return row && recordOf(row);
    },
  };
}

/** Which process runs a job. */
function jobLeases(
  queries: Queries,
  { moment, until, beyond, filling, lengthUntil, endOf }: LeaseClock,
): Pick<JobStore, "take" | "renew"> {
  const find = prepared(() => select(queries).where(isNamed));
  /** How long somebody else has it still. */
  const leftOf = prepared(() =>
    queries
      .select({ left: sql<number>`${jobs.leasedUntil} - ${moment}`.mapWith(Number) })
      .from(jobs)
      .where(isNamed),
  );
  const take = prepared(() =>
    queries
      .insert(jobs)
      .values({
        name: sql.placeholder("name"),
        holder: sql.placeholder("holder"),
        leasedUntil: until,
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
          or ${jobs.leasedUntil} <= ${moment} or ${jobs.leasedUntil} > ${beyond}`,
      })
      .returning(),
  );
  const renew = prepared(() =>
    queries.update(jobs).set({ leasedUntil: until }).where(isHeld).returning({ name: jobs.name }),
  );
  return {
    async take({ name, holder, now, until }) {
      const length = lengthUntil(until);
      const taken = await take().get({ name, holder, now, length, ...filling() });
      if (taken) return { ...recordOf(taken), leasedUntil: until };
      const row = await find().get({ name });
      if (!row) throw new Error("a job that cannot be taken is there");
      const { left } = (await leftOf().get({ name, ...filling() })) ?? { left: 0 };
      return { ...recordOf(row), leasedUntil: endOf(left) };
    },
    async renew({ name, holder, until }) {
      const length = lengthUntil(until);
      return (await renew().get({ name, holder, length, ...filling() })) !== undefined;
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
      const given = await giveBack().get({
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
