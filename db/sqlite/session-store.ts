import { and, desc, eq, lt, lte, notExists, sql } from "drizzle-orm";
import { AskedAgain } from "../../src/asked-again.ts";
import type { CheckoutSession } from "../../src/checkout/session.ts";
import type { SessionRevision, SessionStore } from "../../src/checkout/stores.ts";
import { instant } from "../../src/clock.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import { sessionDocument } from "../documents.ts";
import { checkoutSessions, isAbandoned, isWaiting, paymentAttempts } from "../schema.ts";
import type { CommittedContents, CommittedState } from "./committed-contents.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

/** Sessions kept in memory, some kilobytes each: what agents are asking after just now. */
const MOST_REMEMBERED = 1_000;

interface StoredSession {
  readonly session: CheckoutSession;
  readonly revision: SessionRevision;
}

const { id, agentId, status, expiresAt, document } = checkoutSessions;

/**
 * Checkout sessions over one connection.
 *
 * @param contents of the database, where the connection sees nothing but what is committed.
 */
export function createSessionStore(
  queries: Queries,
  contents?: Pick<CommittedContents, "now">,
): SessionStore {
  return { ...sessionsWritten(queries), ...sessionsFound(queries, contents), ...sessionLists(queries) };
}

/** What is kept of a session. */
function sessionsWritten(queries: Queries): Pick<SessionStore, "insert" | "replace"> {
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
  const row = (session: CheckoutSession) => ({
    id: session.id,
    agentId: session.agentId,
    status: session.status,
    expiresAt: session.expiresAt,
    document: sessionDocument.write(session),
  });

  return {
    async insert(session) {
      insert().run(row(session));
    },
    async replace(session) {
      replace().run(row(session));
    },
  };
}

/** One session, read once for as long as it stays as it is. */
function sessionsFound(
  queries: Queries,
  contents?: Pick<CommittedContents, "now">,
): Pick<SessionStore, "find" | "findRevision"> {
  const find = prepared(() =>
    queries
      .select({ document })
      .from(checkoutSessions)
      .where(eq(id, sql.placeholder("id"))),
  );
  /** What was read before: the same text need not be parsed again. */
  const read = new AskedAgain<SessionId, StoredSession>(MOST_REMEMBERED);
  /** Those of them that were found to be as they are now. */
  const current = new Map<SessionId, StoredSession>();
  let currentIn: CommittedState | undefined;
  function stored(wanted: SessionId): StoredSession | undefined {
    const now = contents?.now();
    if (now !== currentIn || current.size >= MOST_REMEMBERED) current.clear();
    currentIn = now;
    const known = current.get(wanted);
    if (known) return known;
    const found = find().get({ id: wanted });
    if (!found) return undefined;
    const before = read.get(wanted);
    // A session is stored as one text, which is therefore its revision.
    const revision = found.document as SessionRevision;
    if (before?.revision === revision) {
      if (now) current.set(wanted, before);
      return before;
    }
    const session = { session: sessionDocument.read(revision), revision };
    read.offer(wanted, session);
    return session;
  }

  return {
    async find(wanted) {
      return stored(wanted)?.session;
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
          sql`(${sql.placeholder("before")} is null or ${id} < ${sql.placeholder("before")})`,
          sql`(${sql.placeholder("wantedStatus")} is null or ${status} = ${sql.placeholder("wantedStatus")})`,
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
          sql`(${expiresAt}, ${id}) > (${sql.placeholder("lastExpiresAt")}, ${sql.placeholder("lastId")})`,
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
      return page()
        .all({ before, wantedStatus, limit })
        .map((found) => sessionDocument.read(found.document));
    },
    async overdue(now, limit) {
      return overdue()
        .all({ now, limit })
        .map((found) => sessionDocument.read(found.document));
    },
    async forgetAbandoned(before, limit, last) {
      const found = ended().all({
        before,
        limit,
        lastExpiresAt: last?.expiresAt ?? 0,
        lastId: last?.id ?? "",
      });
      for (const session of found) forgetUnpaid().run({ id: session.id });
      const furthest = found.length < limit ? undefined : found.at(-1);
      return furthest && { id: asId<SessionId>(furthest.id), expiresAt: instant(furthest.expiresAt) };
    },
  };
}
