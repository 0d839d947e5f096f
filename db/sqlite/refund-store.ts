import { asc, eq, gt, lte, sql } from "drizzle-orm";
import { after, instant } from "../../src/clock.ts";
import type { RefundId } from "../../src/ids.ts";
import { DRIVEN_FOR, OPENER } from "../../src/payments/drives.ts";
import type { Refund, RefundStore } from "../../src/payments/refund.ts";
import { refundDocument } from "../documents.ts";
import { refunds } from "../schema.ts";
import type { Queries } from "./database.ts";
import { createDriveStore } from "./drive-store.ts";
import { prepared } from "./prepared.ts";

const placeholder = sql.placeholder;
const select = (queries: Queries) => queries.select({ document: refunds.document }).from(refunds);
const read = (found: { document: string }) => refundDocument.read(found.document);

/** Refunds over one connection. */
export function createRefundStore(queries: Queries): RefundStore {
  return { ...singleRefunds(queries), ...refundsUnderWay(queries) };
}

/** One refund at a time, or those of one payment. */
function singleRefunds(queries: Queries): Omit<RefundStore, "due" | "nextDue" | "pending"> {
  const insert = prepared(() =>
    queries.insert(refunds).values({
      id: placeholder("id"),
      attemptId: placeholder("attemptId"),
      state: placeholder("state"),
      reference: placeholder("reference"),
      amount: placeholder("amount"),
      openedAt: placeholder("openedAt"),
      nextLookAt: placeholder("nextLookAt"),
      drivenBy: placeholder("drivenBy"),
      drivenUntil: placeholder("drivenUntil"),
      document: placeholder("document"),
    }),
  );
  const replace = prepared(() =>
    queries
      .update(refunds)
      .set({
        state: sql`${placeholder("state")}`,
        reference: sql`${placeholder("reference")}`,
        nextLookAt: sql`${placeholder("nextLookAt")}`,
        document: sql`${placeholder("document")}`,
      })
      .where(eq(refunds.id, placeholder("id"))),
  );
  const find = prepared(() => select(queries).where(eq(refunds.id, placeholder("id"))));
  const byReference = prepared(() => select(queries).where(eq(refunds.reference, placeholder("reference"))));
  const ofAttempt = prepared(() =>
    select(queries)
      .where(eq(refunds.attemptId, placeholder("attempt")))
      .orderBy(asc(refunds.openedAt), asc(refunds.id)),
  );
  const row = (refund: Refund) => ({
    id: refund.id,
    attemptId: refund.attemptId,
    state: refund.state,
    reference: refund.reference ?? null,
    amount: refund.amount,
    openedAt: refund.openedAt,
    nextLookAt: refund.nextLookAt ?? null,
    document: refundDocument.write(refund),
  });
  const readOne = (found: { document: string } | undefined) => found && read(found);

  return {
    ...createDriveStore<RefundId>(queries, "refunds"),
    async insert(refund) {
      // What somebody else has begun is nobody's to drive yet.
      const isOwn = refund.origin === "merchant" && refund.state === "pending";
      const drivenUntil = isOwn ? after(refund.openedAt, DRIVEN_FOR) : null;
      insert().run({ ...row(refund), drivenBy: isOwn ? OPENER : null, drivenUntil });
    },
    async replace(refund) {
      replace().run(row(refund));
    },
    async find(id) {
      return readOne(find().get({ id }));
    },
    async byReference(reference) {
      return readOne(byReference().get({ reference }));
    },
    async ofAttempt(attempt) {
      return ofAttempt().all({ attempt }).map(read);
    },
  };
}

/** Refunds whose end is to be looked for. */
function refundsUnderWay(queries: Queries): Pick<RefundStore, "due" | "nextDue" | "pending"> {
  const due = prepared(() =>
    select(queries)
      .where(lte(refunds.nextLookAt, placeholder("now")))
      .orderBy(asc(refunds.nextLookAt))
      .limit(placeholder("limit")),
  );
  const strayed = prepared(() =>
    select(queries)
      .where(gt(refunds.nextLookAt, placeholder("horizon")))
      .limit(placeholder("limit")),
  );
  const nextDue = prepared(() =>
    queries
      .select({ at: refunds.nextLookAt })
      .from(refunds)
      .where(sql`${refunds.nextLookAt} is not null`)
      .orderBy(asc(refunds.nextLookAt))
      .limit(1),
  );
  const pending = prepared(() =>
    select(queries)
      .where(sql`${refunds.state} = 'pending'`)
      .orderBy(asc(refunds.openedAt))
      .limit(placeholder("limit")),
  );

  return {
    async due(now, horizon, limit) {
      const waited = due().all({ now, limit });
      return [...waited, ...strayed().all({ horizon, limit: limit - waited.length })].map(read);
    },
    async nextDue(horizon) {
      if (strayed().get({ horizon, limit: 1 })) return instant(0);
      const at = nextDue().get()?.at;
      return at == null ? undefined : instant(at);
    },
    async pending(limit) {
      return pending().all({ limit }).map(read);
    },
  };
}
