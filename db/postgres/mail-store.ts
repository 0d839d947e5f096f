import { and, asc, count, eq, gt, inArray, lt, lte, or, sql } from "drizzle-orm";
import { instant } from "../../src/clock.ts";
import type { DueMail, MailStore } from "../../src/mail/mail.ts";
import { mailDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { mails } from "./schema.ts";

const isPending = sql`${mails.state} = 'pending'`;

/** Mails over one connection. */
export function createMailStore(queries: Queries): MailStore {
  return { ...mailsDue(queries), ...mailsTried(queries), ...mailsAtRest(queries) };
}

/** What is to be sent, and when. */
function mailsDue(queries: Queries): Pick<MailStore, "append" | "due" | "nextDueAfter"> {
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
  const due = prepared(() => selectDue(lte(mails.nextAttemptAt, sql.placeholder("now"))));
  const strayed = prepared(() => selectDue(gt(mails.nextAttemptAt, sql.placeholder("horizon"))));
  const nextDueAfter = prepared(() =>
    queries
      .select({ at: mails.nextAttemptAt })
      .from(mails)
      .where(and(isPending, gt(mails.nextAttemptAt, sql.placeholder("now"))))
      .orderBy(asc(mails.nextAttemptAt))
      .limit(1),
  );

  return {
    async append(mail, now) {
      await insert().run({ key: mail.key, now, document: mailDocument.write(mail) });
    },
    async due(now, horizon, limit) {
      const waited = await due().all({ now, limit });
      const left = limit - waited.length;
      const rows = left > 0 ? [...waited, ...(await strayed().all({ horizon, limit: left }))] : waited;
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
      const next = await nextDueAfter().get({ now });
      return next && instant(next.at);
    },
  };
}

/** Who sends a mail, and what became of it. */
function mailsTried(queries: Queries): Pick<MailStore, "claim" | "postpone" | "finish"> {
  const isMail = eq(mails.key, sql.placeholder("key"));
  const claim = prepared(() =>
    queries
      .update(mails)
      .set({ nextAttemptAt: sql`${sql.placeholder("until")}::bigint` })
      .where(
        and(
          isMail,
          isPending,
          or(
            lte(mails.nextAttemptAt, sql.placeholder("now")),
            gt(mails.nextAttemptAt, sql.placeholder("horizon")),
          ),
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
        nextAttemptAt: sql`${sql.placeholder("until")}`,
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
      return (await claim().all({ key, now, horizon, until })).length > 0;
    },
    async postpone(key, until, now) {
      await postpone().run({ key, until, now });
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
