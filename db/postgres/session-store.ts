import { and, desc, eq, lt, lte, notExists, sql } from "drizzle-orm";
import type { CheckoutSession } from "../../src/checkout/session.ts";
import type { SessionRevision, SessionStore } from "../../src/checkout/stores.ts";
import { instant } from "../../src/clock.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import { sessionDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { checkoutSessions, isAbandoned, isWaiting, paymentAttempts } from "./schema.ts";

/** Sessions kept in memory, some kilobytes each: those that agents ask after in a shop that needs a server. */
const MOST_REMEMBERED = 4_000;

interface StoredSession {
  readonly session: CheckoutSession;
  readonly revision: SessionRevision;
}

const { id, agentId, status, expiresAt, document } = checkoutSessions;

/** Checkout sessions over one connection. */
export function createSessionStore(queries: Queries): SessionStore {
  return { ...singleSessions(queries), ...sessionLists(queries) };
}

/** One session at a time. */
function singleSessions(
  queries: Queries,
): Pick<SessionStore, "insert" | "replace" | "find" | "findRevision"> {
  const columns = {
    id: sql.placeholder("id"),
    agentId: sql.placeholder("agentId"),
    status: sql.placeholder("status"),
    expiresAt: sql.placeholder("expiresAt"),
    document: sql.placeholder("document"),
  };
  const insert = prepared(() => queries.insert(checkoutSessions).values(columns));
  const replace = prepared(() =>
    queries
      .update(checkoutSessions)
      .set({
        status: sql`${sql.placeholder("status")}`,
        expiresAt: sql`${sql.placeholder("expiresAt")}`,
        document: sql`${sql.placeholder("document")}`,
      })
      .where(eq(id, sql.placeholder("id"))),
  );
  const ofId = () =>
    queries
      .select({ document })
      .from(checkoutSessions)
      .where(eq(id, sql.placeholder("id")));
  const find = prepared(() => (queries.isLocking ? ofId().for("no key update") : ofId()));
  /** What was read before: the same text need not be parsed again. Not by jobs: each of a session's has another connection. */
  const read = new Map<string, StoredSession>();
  const row = (session: CheckoutSession) => ({
    id: session.id,
    agentId: session.agentId,
    status: session.status,
    expiresAt: session.expiresAt,
    document: sessionDocument.write(session),
  });
  async function stored(wanted: SessionId): Promise<StoredSession | undefined> {
    const found = await find().get({ id: wanted });
    if (!found) return undefined;
    const before = read.get(wanted);
    // A session is stored as one text, which is therefore its revision.
    const revision = found.document as SessionRevision;
    if (before?.revision === revision) return before;
    const now = { session: sessionDocument.read(revision), revision };
    if (!queries.isLocking) {
      if (read.size >= MOST_REMEMBERED) read.clear();
      read.set(wanted, now);
    }
    return now;
  }

  return {
    async insert(session) {
      await insert().run(row(session));
    },
    async replace(session) {
      await replace().run(row(session));
    },
    async find(wanted) {
      return (await stored(wanted))?.session;
    },
    async findRevision(wanted) {
      return stored(wanted);
    },
  };
}

/** Sessions after one another: to be shown, expired and forgotten. */
function sessionLists(queries: Queries): Pick<SessionStore, "page" | "overdue" | "forgetAbandoned"> {
  const overdue = prepared(() =>
    queries
      .select({ document, agentId })
      .from(checkoutSessions)
      .where(and(isWaiting, lte(expiresAt, sql.placeholder("now"))))
      .orderBy(expiresAt)
      .limit(sql.placeholder("limit")),
  );
  const page = prepared(() =>
    queries
      .select({ document })
      .from(checkoutSessions)
      .where(
        and(
          sql`(${sql.placeholder("before")}::text is null or ${id} < ${sql.placeholder("before")})`,
          sql`(${sql.placeholder("wantedStatus")}::text is null or ${status} = ${sql.placeholder("wantedStatus")})`,
        ),
      )
      .orderBy(desc(id))
      .limit(sql.placeholder("limit")),
  );
  const ended = prepared(() =>
    queries
      .select({ id, expiresAt })
      .from(checkoutSessions)
      .where(
        and(
          isAbandoned,
          sql`(${expiresAt}, ${id}) > (${sql.placeholder("lastExpiresAt")}::bigint, ${sql.placeholder("lastId")}::text)`,
          lt(expiresAt, sql.placeholder("before")),
        ),
      )
      .orderBy(expiresAt, id)
      .limit(sql.placeholder("limit")),
  );
  const forgetUnpaid = prepared(() =>
    queries
      .delete(checkoutSessions)
      .where(
        and(
          eq(id, sql.placeholder("id")),
          notExists(
            queries.select().from(paymentAttempts).where(eq(paymentAttempts.sessionId, checkoutSessions.id)),
          ),
        ),
      ),
  );

  return {
    async page(wanted) {
      const { before = null, status: wantedStatus = null, limit } = wanted;
      return (await page().all({ before, wantedStatus, limit })).map((found) =>
        sessionDocument.read(found.document),
      );
    },
    async overdue(now, limit) {
      return (await overdue().all({ now, limit })).map((found) => sessionDocument.read(found.document));
    },
    async forgetAbandoned(before, limit, last) {
      const found = await ended().all({
        before,
        limit,
        lastExpiresAt: last?.expiresAt ?? 0,
        lastId: last?.id ?? "",
      });
      for (const session of found) await forgetUnpaid().run({ id: session.id });
      const furthest = found.length < limit ? undefined : found.at(-1);
      return furthest && { id: asId<SessionId>(furthest.id), expiresAt: instant(furthest.expiresAt) };
    },
  };
}
