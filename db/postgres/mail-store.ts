import { and, asc, count, eq, gt, inArray, lt, lte, or, sql } from "drizzle-orm";
import { instant } from "../../src/clock.ts";
import type { DueMail, MailStore } from "../../src/mail/mail.ts";
import { mailDocument } from "../documents.ts";
import type { LeaseClock } from "./lease-clock.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { mails } from "./schema.ts";

const isPending = sql`${mails.state} = 'pending'`;

/** Mails over one connection. Until when one waits, and who has taken it, is measured as leases are. */
export function createMailStore(queries: Queries, leases: LeaseClock): MailStore {
  return { ...mailsDue(queries, leases), ...mailsTried(queries, leases), ...mailsAtRest(queries) };
}

/** What is to be sent, and when. */
function mailsDue(
  queries: Queries,
  { fixedMoment, filling, lengthUntil, endOf }: LeaseClock,
): Pick<MailStore, "append" | "due" | "nextDueAfter"> {
  const until = (end: string) => sql`${fixedMoment} + ${sql.placeholder(end)}::bigint`;
  const insert = prepared(() =>
    queries
      .insert(mails)
      .values({
        key: sql.placeholder("key"),
        state: sql`'pending'`,
        createdAt: sql.placeholder("now"),
        document: sql.placeholder("document"),
      })
      .onConflictDoNothing(),
  );
  const selectDue = (when: ReturnType<typeof lte>) =>
    queries
      .select({
        createdAt: mails.createdAt,
        document: mails.document,
        failures: mails.failures,
        firstFailedAt: mails.firstFailedAt,
      })
      .from(mails)
      .where(and(isPending, when))
      .orderBy(asc(mails.nextAttemptAt), asc(mails.sequence))
      .limit(sql.placeholder("limit"));
  const due = prepared(() => selectDue(lte(mails.nextAttemptAt, until("now"))));
  const strayed = prepared(() => selectDue(gt(mails.nextAttemptAt, until("horizon"))));
  const nextDueAfter = prepared(() =>
    queries
      .select({ left: sql`${mails.nextAttemptAt} - ${fixedMoment}`.mapWith(Number) })
      .from(mails)
      .where(and(isPending, gt(mails.nextAttemptAt, until("now"))))
      .orderBy(asc(mails.nextAttemptAt))
      .limit(1),
  );

  return {
    async append(mail, now) {
      await insert().run({ key: mail.key, now, document: mailDocument.write(mail) });
    },
    async due(now, horizon, limit) {
      const waited = await due().all({ now: lengthUntil(now), limit, ...filling() });
      const more = { horizon: lengthUntil(horizon), limit: limit - waited.length };
      const rows = more.limit > 0 ? [...waited, ...(await strayed().all({ ...more, ...filling() }))] : waited;
      return rows.map(
        (row): DueMail => ({
          ...mailDocument.read(row.document ?? ""),
          createdAt: instant(row.createdAt),
          failures: row.failures,
          firstFailedAt: row.firstFailedAt === null ? undefined : instant(row.firstFailedAt),
        }),
      );
    },
    async nextDueAfter(now) {
      const next = await nextDueAfter().get({ now: lengthUntil(now), ...filling() });
      return next && endOf(next.left);
    },
  };
}

/** Who sends a mail, and what became of it. */
function mailsTried(
  queries: Queries,
  { moment, filling, lengthUntil }: LeaseClock,
): Pick<MailStore, "claim" | "postpone" | "finish"> {
  const until = (end: string) => sql`${moment} + ${sql.placeholder(end)}::bigint`;
  const isMail = eq(mails.key, sql.placeholder("key"));
  const claim = prepared(() =>
    queries
      .update(mails)
      .set({ nextAttemptAt: until("until") })
      .where(
        and(
          isMail,
          isPending,
          or(lte(mails.nextAttemptAt, until("now")), gt(mails.nextAttemptAt, until("horizon"))),
        ),
      )
      .returning({ key: mails.key }),
  );
  const postpone = prepared(() =>
    queries
      .update(mails)
      .set({
        failures: sql`${mails.failures} + 1`,
        firstFailedAt: sql`coalesce(${mails.firstFailedAt}, ${sql.placeholder("now")})`,
        nextAttemptAt: until("until"),
      })
      .where(isMail),
  );
  const markSent = prepared(() =>
    queries
      .update(mails)
      .set({ state: "sent", document: null, finishedAt: sql`${sql.placeholder("now")}` })
      .where(isMail),
  );
  const giveUp = prepared(() =>
    queries
      .update(mails)
      .set({ state: "dead", finishedAt: sql`${sql.placeholder("now")}` })
      .where(isMail),
  );

  return {
    async claim(key, { now, horizon, until }) {
      const times = { now: lengthUntil(now), horizon: lengthUntil(horizon), until: lengthUntil(until) };
      return (await claim().all({ key, ...times, ...filling() })).length > 0;
    },
    async postpone(key, until, now) {
      await postpone().run({ key, until: lengthUntil(until), now, ...filling() });
    },
    async finish(key, state, now) {
      await (state === "sent" ? markSent : giveUp)().run({ key, now });
    },
  };
}

/** What was sent or given up, and how much waits. */
function mailsAtRest(queries: Queries): Pick<MailStore, "forgetSent" | "countGivenUp" | "backlog"> {
  // The partial index of pending rows holds their sequence, which counts up with time: no row but one is looked at.
  const waiting = prepared(() =>
    queries
      .select({ pending: count(), oldest: sql<number | null>`min(${mails.sequence})`.mapWith(Number) })
      .from(mails)
      .where(isPending),
  );
  const writtenAt = prepared(() =>
    queries
      .select({ at: mails.createdAt })
      .from(mails)
      .where(eq(mails.sequence, sql.placeholder("sequence"))),
  );
  const sentLongAgo = queries
    .select({ sequence: mails.sequence })
    .from(mails)
    .where(and(sql`${mails.state} = 'sent'`, lt(mails.finishedAt, sql.placeholder("before"))))
    .orderBy(asc(mails.finishedAt))
    .limit(sql.placeholder("limit"));
  const forgetSent = prepared(() =>
    queries.delete(mails).where(inArray(mails.sequence, sentLongAgo)).returning({ sequence: mails.sequence }),
  );
  const countGivenUp = prepared(() =>
    queries.select({ mails: count() }).from(mails).where(sql`${mails.state} = 'dead'`),
  );

  return {
    async forgetSent(before, limit) {
      return (await forgetSent().all({ before, limit })).length;
    },
    async countGivenUp() {
      return (await countGivenUp().get())?.mails ?? 0;
    },
    async backlog() {
      const { pending = 0, oldest = null } = (await waiting().get()) ?? {};
      const written = oldest === null ? undefined : await writtenAt().get({ sequence: oldest });
      return {
        pending,
        dead: (await countGivenUp().get())?.mails ?? 0,
        oldestPendingAt: written && instant(written.at),
      };
    },
  };
}
