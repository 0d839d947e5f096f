import { SQLiteError } from "bun:sqlite";
import { and, eq, gt, inArray, isNotNull, lt, sql } from "drizzle-orm";
import { instant } from "../../src/clock.ts";
import type { HeldClaim, IdempotencyStore } from "../../src/idempotency/stores.ts";
import { RunAgain } from "../../src/storage.ts";
import { idempotencyRecords } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

const table = idempotencyRecords;
const placeholder = sql.placeholder;
const isClaim = eq(table.claim, placeholder("claim"));
/** Nobody has taken it since this holder did. */
const isStillHeld = and(
  isClaim,
  eq(table.holder, placeholder("holder")),
  eq(table.generation, placeholder("generation")),
);
const whose = ({ claim, holder, generation }: HeldClaim) => ({ claim, holder, generation });

/** Idempotency claims over one connection. */
export function createIdempotencyStore(queries: Queries): IdempotencyStore {
  return {
    ...claimsKnown(queries),
    ...claimsHeld(queries),
    ...claimsAnswered(queries),
    ...claimsInGeneral(queries),
  };
}

/** What is known of a claim, and claims of work that ended in one job. */
function claimsKnown(queries: Queries): Pick<IdempotencyStore, "find" | "insert"> {
  const find = prepared(() =>
    queries
      .select({
        fingerprint: table.fingerprint,
        heldUntil: table.heldUntil,
        status: table.status,
        body: table.body,
      })
      .from(table)
      .where(isClaim),
  );
  const insert = prepared(() =>
    queries.insert(table).values({
      claim: placeholder("claim"),
      fingerprint: placeholder("fingerprint"),
      generation: 1,
      status: placeholder("status"),
      body: placeholder("body"),
      createdAt: placeholder("now"),
    }),
  );

  return {
    async find(claim) {
      const found = find().get({ claim });
      if (!found) return undefined;
      const { fingerprint, heldUntil, status, body } = found;
      return {
        fingerprint,
        heldUntil: heldUntil === null ? undefined : instant(heldUntil),
        answer: status === null ? undefined : { status, body: body ?? "" },
      };
    },
    async insert({ claim, fingerprint }, answer, now) {
      const { status = null, body = null } = answer ?? {};
      try {
        insert().run({ claim, fingerprint, status, body, now });
      } catch (error) {
        throw isTaken(error) ? new RunAgain("another request with the same key came first") : error;
      }
    },
  };
}

/** Who has a claim, and for how long. */
function claimsHeld(queries: Queries): Pick<IdempotencyStore, "take" | "renew"> {
  const take = prepared(() =>
    queries
      .insert(table)
      .values({
        claim: placeholder("claim"),
        fingerprint: placeholder("fingerprint"),
        holder: placeholder("holder"),
        heldUntil: placeholder("until"),
        generation: 1,
        createdAt: placeholder("now"),
      })
      .onConflictDoUpdate({
        target: table.claim,
        set: {
          holder: sql`excluded.holder`,
          heldUntil: sql`excluded.held_until`,
          generation: sql`${table.generation} + 1`,
          createdAt: sql`excluded.created_at`,
        },
        setWhere: sql`${table.fingerprint} = excluded.fingerprint and ${table.status} is null and (${table.heldUntil} is null or ${table.heldUntil} <= ${placeholder("now")})`,
      })
      .returning({ generation: table.generation }),
  );
  const renew = prepared(() =>
    queries
      .update(table)
      .set({ heldUntil: sql`${placeholder("until")}` })
      .where(isStillHeld)
      .returning({ generation: table.generation }),
  );

  return {
    async take({ claim, fingerprint }, holder, now, until) {
      return take().get({ claim, fingerprint, holder, now, until })?.generation;
    },
    async renew(held, until) {
      return renew().get({ ...whose(held), until }) !== undefined;
    },
  };
}

/** What a holder leaves at its claim. */
function claimsAnswered(queries: Queries): Pick<IdempotencyStore, "foresee" | "close" | "tell"> {
  const answering = {
    status: sql`${placeholder("status")}`,
    body: sql`${placeholder("body")}`,
  };
  const ending = { holder: null, heldUntil: null };
  const changing = (change: typeof answering | typeof ending) =>
    queries.update(table).set(change).where(isStillHeld);
  const isOurs = { generation: table.generation };
  const foresee = prepared(() => changing(answering).returning(isOurs));
  const answer = prepared(() => changing({ ...ending, ...answering }).returning(isOurs));
  const release = prepared(() => changing(ending).returning(isOurs));
  function close(held: HeldClaim, ended: { status: number; body: string } | undefined): boolean {
    const claim = whose(held);
    const closed = ended
      ? answer().get({ ...claim, status: ended.status, body: ended.body })
      : release().get(claim);
    return closed !== undefined;
  }

  return {
    async foresee(held, { status, body }) {
      return foresee().get({ ...whose(held), status, body }) !== undefined;
    },
    async close(held, ended) {
      return close(held, ended);
    },
    async tell(held, ended) {
      close(held, ended);
    },
  };
}

/** Claims whoever has them. */
function claimsInGeneral(queries: Queries): Pick<IdempotencyStore, "shortenHold" | "endHolds" | "forget"> {
  const shortenHold = prepared(() =>
    queries
      .update(table)
      .set({ heldUntil: sql`${placeholder("until")}` })
      .where(and(isClaim, gt(table.heldUntil, placeholder("until")))),
  );
  const endHolds = prepared(() =>
    queries
      .update(table)
      .set({ holder: null, heldUntil: null })
      .where(isNotNull(table.holder))
      .returning({ claim: table.claim }),
  );
  const forget = prepared(() =>
    queries
      .delete(table)
      .where(
        inArray(
          table.claim,
          queries
            .select({ claim: table.claim })
            .from(table)
            .where(lt(table.createdAt, placeholder("before")))
            .limit(placeholder("limit")),
        ),
      )
      .returning({ claim: table.claim }),
  );

  return {
    async shortenHold(claim, until) {
      shortenHold().run({ claim, until });
    },
    async endHolds() {
      return endHolds().all({}).length;
    },
    async forget(before, limit) {
      return forget().all({ before, limit }).length;
    },
  };
}

/** Whether a claim could not be written since there is one. */
function isTaken(error: unknown): boolean {
  return error instanceof SQLiteError && error.code === "SQLITE_CONSTRAINT_PRIMARYKEY";
}
