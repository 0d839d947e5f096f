import { eq, inArray, lt, sql } from "drizzle-orm";
import type { IdempotencyStore } from "../../src/idempotency/stores.ts";
import { idempotencyRecords } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

/** Idempotency claims over one connection. */
export function createIdempotencyStore(queries: Queries): IdempotencyStore {
  const table = idempotencyRecords;
  const isClaim = eq(table.claim, sql.placeholder("claim"));
  const find = prepared(() =>
    queries
      .select({
        fingerprint: table.fingerprint,
        holder: table.holder,
        status: table.status,
        body: table.body,
      })
      .from(table)
      .where(isClaim),
  );
  const columns = {
    claim: sql.placeholder("claim"),
    fingerprint: sql.placeholder("fingerprint"),
    holder: sql.placeholder("holder"),
    status: sql.placeholder("status"),
    body: sql.placeholder("body"),
    createdAt: sql.placeholder("createdAt"),
  };
  const put = prepared(() =>
    queries
      .insert(table)
      .values(columns)
      .onConflictDoUpdate({
        target: table.claim,
        set: {
          holder: sql`excluded.holder`,
          status: sql`excluded.status`,
          body: sql`excluded.body`,
        },
      }),
  );
  const letGo = prepared(() => queries.update(table).set({ holder: null }).where(isClaim));
  const forget = prepared(() =>
    queries
      .delete(table)
      .where(
        inArray(
          table.claim,
          queries
            .select({ claim: table.claim })
            .from(table)
            .where(lt(table.createdAt, sql.placeholder("before")))
            .limit(sql.placeholder("limit")),
        ),
      )
      .returning({ claim: table.claim }),
  );

  return {
    async find(claim) {
      const found = find().get({ claim });
      if (!found) return undefined;
      const { fingerprint, holder, status, body } = found;
      return {
        fingerprint,
        holder: holder ?? undefined,
        answer: status === null ? undefined : { status, body: body ?? "" },
      };
    },
    async answer(claim, fingerprint, answer, now) {
      put().run({
        claim,
        fingerprint,
        holder: null,
        status: answer.status,
        body: answer.body,
        createdAt: now,
      });
    },
    async foresee(claim, fingerprint, holder, answer, now) {
      put().run({ claim, fingerprint, holder, status: answer.status, body: answer.body, createdAt: now });
    },
    async hold(claim, fingerprint, holder, now) {
      put().run({ claim, fingerprint, holder, status: null, body: null, createdAt: now });
    },
    async letGo(claim) {
      letGo().run({ claim });
    },
    async forget(before, limit) {
      return forget().all({ before, limit }).length;
    },
  };
}
