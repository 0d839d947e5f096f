import { and, asc, type Column, count, eq, gt, isNotNull, lte, type SQL, sql } from "drizzle-orm";
import { instant } from "../../src/clock.ts";
import type { AttemptId } from "../../src/ids.ts";
import { type AttemptStore, isHosted, type PaymentAttempt } from "../../src/payments/attempt.ts";
import { DRIVEN_FOR, OPENER } from "../../src/payments/drives.ts";
import { attemptDocument } from "../documents.ts";
import { createDriveStore } from "./drive-store.ts";
import type { LeaseClock } from "./lease-clock.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { paymentAttempts } from "./schema.ts";

const table = paymentAttempts;
const isOpen = sql`${table.state} = 'open'`;
/** What is kept for as long as an attempt's state stays as it is, and NULL from then on. */
const whileItStandsSo = (column: Column) =>
  sql`case when ${table.state} = ${sql.placeholder("state")} then ${column} end`;
const select = (queries: Queries) => queries.select({ document: table.document }).from(table);
const readFound = (found: { document: string }) => attemptDocument.read(found.document);

/** Payment attempts over one connection. */
export function createAttemptStore(queries: Queries, leases: LeaseClock): AttemptStore {
  return { ...attemptsWritten(queries, leases), ...attemptsFound(queries), ...attemptsUnderWay(queries) };
}

/** What is kept of an attempt, and who is at work on it. */
function attemptsWritten(
  queries: Queries,
  leases: LeaseClock,
): Omit<
  AttemptStore,
  "find" | "open" | "byClaim" | "byReference" | "due" | "capturesDue" | "nextDue" | "unresolved" | "countOpen"
> {
  const insert = prepared(() =>
    queries.insert(table).values({
      id: sql.placeholder("id"),
      sessionId: sql.placeholder("sessionId"),
      agentId: sql.placeholder("agentId"),
      state: sql.placeholder("state"),
      provider: sql.placeholder("provider"),
      kind: sql.placeholder("kind"),
      reference: sql.placeholder("reference"),
      claim: sql.placeholder("claim"),
      amount: sql.placeholder("amount"),
      currency: sql.placeholder("currency"),
      openedAt: sql.placeholder("openedAt"),
      settledAt: sql.placeholder("settledAt"),
      nextLookAt: sql.placeholder("nextLookAt"),
      capturing: sql.placeholder("capturing"),
      drivenBy: OPENER,
      drivenUntil: sql`${leases.moment} + ${DRIVEN_FOR}::bigint`,
      document: sql.placeholder("document"),
    }),
  );
  const replace = prepared(() =>
    queries
      .update(table)
      .set({
        state: sql`${sql.placeholder("state")}`,
        reference: sql`${sql.placeholder("reference")}`,
        openedAt: sql`${sql.placeholder("openedAt")}`,
        settledAt: sql`${sql.placeholder("settledAt")}`,
        nextLookAt: sql`${sql.placeholder("nextLookAt")}`,
        capturing: sql`${sql.placeholder("capturing")}`,
        drivenBy: whileItStandsSo(table.drivenBy),
        drivenUntil: whileItStandsSo(table.drivenUntil),
        document: sql`${sql.placeholder("document")}`,
      })
      .where(eq(table.id, sql.placeholder("id"))),
  );
  const row = (attempt: PaymentAttempt) => ({
    id: attempt.id,
    sessionId: attempt.sessionId,
    agentId: attempt.agentId,
    state: attempt.state,
    provider: attempt.provider,
    kind: isHosted(attempt) ? "hosted" : "charge",
    reference: attempt.reference ?? null,
    claim: attempt.claim ?? null,
    amount: attempt.amount,
    currency: attempt.currency,
    openedAt: attempt.openedAt,
    settledAt: attempt.settledAt ?? null,
    nextLookAt: attempt.nextLookAt ?? null,
    // What is to happen to money with an order within the hour.
    capturing: attempt.capture?.state === "capturing" || attempt.tax?.state === "due",
    document: attemptDocument.write(attempt),
  });

  return {
    ...createDriveStore<AttemptId>(queries, table, leases),
    async insert(attempt) {
      await insert().run({ ...row(attempt), ...leases.filling() });
    },
    async replace(attempt) {
      await replace().run(row(attempt));
    },
  };
}

/** One attempt, however it is known. */
function attemptsFound(queries: Queries): Pick<AttemptStore, "find" | "open" | "byClaim" | "byReference"> {
  const ofId = () => select(queries).where(eq(table.id, sql.placeholder("id")));
  const find = prepared(() => (queries.isLocking ? ofId().for("no key update") : ofId()));
  const ofSession = () =>
    select(queries).where(and(eq(table.sessionId, sql.placeholder("sessionId")), isOpen));
  const open = prepared(() => (queries.isLocking ? ofSession().for("no key update") : ofSession()));
  const byClaim = prepared(() =>
    select(queries)
      .where(
        and(eq(table.sessionId, sql.placeholder("sessionId")), eq(table.claim, sql.placeholder("claim"))),
      )
      .orderBy(table.openedAt),
  );
  const byReference = prepared(() =>
    select(queries).where(eq(table.reference, sql.placeholder("reference"))),
  );
  const read = (found: { document: string } | undefined) => found && readFound(found);

  return {
    async find(id) {
      return read(await find().get({ id }));
    },
    async open(sessionId) {
      return read(await open().get({ sessionId }));
    },
    async byClaim(sessionId, claim) {
      return read((await byClaim().all({ sessionId, claim })).at(-1));
    },
    async byReference(reference) {
      return read(await byReference().get({ reference }));
    },
  };
}

/** Attempts whose end is to be looked for. */
function attemptsUnderWay(
  queries: Queries,
): Pick<AttemptStore, "due" | "capturesDue" | "nextDue" | "unresolved" | "countOpen"> {
  const dueWhere = (state: SQL) =>
    select(queries)
      .where(and(lte(table.nextLookAt, sql.placeholder("now")), state))
      .orderBy(asc(table.nextLookAt))
      .limit(sql.placeholder("limit"));
  const strayedWhere = (state: SQL) =>
    select(queries)
      .where(and(gt(table.nextLookAt, sql.placeholder("horizon")), state))
      .orderBy(asc(table.nextLookAt))
      .limit(sql.placeholder("limit"));
  const firstWhere = (kind: SQL) =>
    prepared(() =>
      queries
        .select({ at: table.nextLookAt })
        .from(table)
        .where(and(isNotNull(table.nextLookAt), kind))
        .orderBy(asc(table.nextLookAt))
        .limit(1),
    );
  // Each kind is a range of an index: money that is only authorised may be much, and its looks planned for far ahead.
  const isWithoutOrder = sql`${table.state} <> 'succeeded'`;
  const isCapturing = sql`${table.state} = 'succeeded' and ${table.capturing} = true`;
  const isAuthorized = sql`${table.state} = 'succeeded' and ${table.capturing} = false`;
  const isEither = sql`${table.state} = 'succeeded' and ${table.capturing} in (true, false)`;
  const due = prepared(() => dueWhere(isWithoutOrder));
  const capturesDue = prepared(() => dueWhere(isEither));
  const strayed = prepared(() => strayedWhere(isWithoutOrder));
  const strayedCaptures = prepared(() => strayedWhere(isCapturing));
  const firstOfEach = [isWithoutOrder, isCapturing, isAuthorized].map(firstWhere);
  const unresolved = prepared(() =>
    select(queries)
      .where(sql`${table.state} in ('open', 'refund_due')`)
      .orderBy(asc(table.openedAt))
      .limit(sql.placeholder("limit")),
  );
  const countOpen = prepared(() => queries.select({ open: count() }).from(table).where(isOpen));

  return {
    async due(now, horizon, limit) {
      const waited = await due().all({ now, limit });
      return [...waited, ...(await strayed().all({ horizon, limit: limit - waited.length }))].map(readFound);
    },
    async capturesDue(now, horizon, limit) {
      const waited = await capturesDue().all({ now, limit });
      return [...waited, ...(await strayedCaptures().all({ horizon, limit: limit - waited.length }))].map(
        readFound,
      );
    },
    async nextDue(horizon) {
      for (const query of [strayed(), strayedCaptures()])
        if (await query.get({ horizon, limit: 1 })) return instant(0);
      const found = await Promise.all(firstOfEach.map((first) => first().get()));
      const moments = found.flatMap((first) => first?.at ?? []);
      return moments.length > 0 ? instant(Math.min(...moments)) : undefined;
    },
    async unresolved(limit) {
      return (await unresolved().all({ limit })).map(readFound);
    },
    async countOpen() {
      return (await countOpen().get())?.open ?? 0;
    },
  };
}
