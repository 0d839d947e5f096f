import { and, eq, gt, inArray, isNotNull, lt, sql } from "drizzle-orm";
import type { HeldClaim, IdempotencyStore } from "../../src/idempotency/stores.ts";
import type { LeaseClock } from "./lease-clock.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { idempotencyRecords } from "./schema.ts";

const table = idempotencyRecords;
const placeholder = sql.placeholder;
const isClaim = eq(table.claim, placeholder("claim"));
/** The generation of a claim that was not there. */
const FIRST_GENERATION = 1;
/** Nobody has taken it since this holder did. */
const isStillHeld = and(
  isClaim,
  eq(table.holder, placeholder("holder")),
  eq(table.generation, placeholder("generation")),
);
const holdEnd = ({ moment }: LeaseClock) => sql`${moment} + ${placeholder("length")}::bigint`;
const whose = ({ claim, holder, generation }: HeldClaim) => ({ claim, holder, generation });

/** Idempotency claims over one connection. */
export function createIdempotencyStore(queries: Queries, leases: LeaseClock): IdempotencyStore {
  return {
    ...claimsKnown(queries, leases),
    ...claimsHeld(queries, leases),
    ...claimsAnswered(queries),
    ...claimsInGeneral(queries, leases),
  };
}

/** What is known of a claim, and claims of work that ended in one job. */
function claimsKnown(queries: Queries, leases: LeaseClock): Pick<IdempotencyStore, "find" | "insert"> {
  const find = prepared(() =>
    queries
      .select({
        fingerprint: table.fingerprint,
        heldFor: sql<number | null>`${table.heldUntil} - ${leases.moment}`.mapWith(Number),
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
      generation: FIRST_GENERATION,
      status: placeholder("status"),
      body: placeholder("body"),
      createdAt: placeholder("now"),
    }),
  );

  return {
    async find(claim) {
      const found = await find().get({ claim, ...leases.filling() });
      if (!found) return undefined;
      const { fingerprint, heldFor, status, body } = found;
      return {
        fingerprint,
        heldUntil: heldFor === null ? undefined : leases.endOf(heldFor),
        answer: status === null ? undefined : { status, body: body ?? "" },
      };
    },
    async insert({ claim, fingerprint }, answer, now) {
      const { status = null, body = null } = answer ?? {};
      // That it is there already is heard with the commit: nothing else needs to wait for it.
      await insert().run({ claim, fingerprint, status, body, now });
    },
  };
}

/** Who has a claim, and for how long. */
function claimsHeld(queries: Queries, leases: LeaseClock): Pick<IdempotencyStore, "take" | "renew"> {
  const taking = () =>
    queries.insert(table).values({
      claim: placeholder("claim"),
      fingerprint: placeholder("fingerprint"),
      holder: placeholder("holder"),
      heldUntil: holdEnd(leases),
      generation: FIRST_GENERATION,
      createdAt: placeholder("now"),
    });
  const takeNew = prepared(taking);
  const isThere = prepared(() => queries.select({ claim: table.claim }).from(table).where(isClaim));
  const take = prepared(() =>
    taking()
      .onConflictDoUpdate({
        target: table.claim,
        set: {
          holder: sql`excluded.holder`,
          heldUntil: sql`excluded.held_until`,
          generation: sql`${table.generation} + 1`,
          createdAt: sql`excluded.created_at`,
        },
        setWhere: sql`${table.fingerprint} = excluded.fingerprint and ${table.status} is null and (${table.heldUntil} is null or ${table.heldUntil} <= ${leases.moment})`,
      })
      .returning({ generation: table.generation }),
  );
  const renew = prepared(() =>
    queries
      .update(table)
      .set({ heldUntil: holdEnd(leases) })
      .where(isStillHeld)
      .returning({ generation: table.generation }),
  );

  return {
    async take({ claim, fingerprint }, holder, now, until) {
      const length = leases.lengthUntil(until);
      const filling = { claim, fingerprint, holder, now, length, ...leases.filling() };
      if (await isThere().get({ claim })) return (await take().get(filling))?.generation;
      // That somebody else has taken it meanwhile is heard with the commit: the job is run again then.
      await takeNew().run(filling);
      return FIRST_GENERATION;
    },
    async renew(held, until) {
      return (
        (await renew().get({ ...whose(held), length: leases.lengthUntil(until), ...leases.filling() })) !==
        undefined
      );
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
  const tellAnswer = prepared(() => changing({ ...ending, ...answering }));
  const tellEnd = prepared(() => changing(ending));

  return {
    async foresee(held, { status, body }) {
      return (await foresee().get({ ...whose(held), status, body })) !== undefined;
    },
    async close(held, ended) {
      const claim = whose(held);
      const closed = await (ended
        ? answer().get({ ...claim, status: ended.status, body: ended.body })
        : release().get(claim));
      return closed !== undefined;
    },
    async tell(held, ended) {
      const claim = whose(held);
      if (ended) await tellAnswer().run({ ...claim, status: ended.status, body: ended.body });
      else await tellEnd().run(claim);
    },
  };
}

/** Claims whoever has them. */
function claimsInGeneral(
  queries: Queries,
  leases: LeaseClock,
): Pick<IdempotencyStore, "shortenHold" | "endHolds" | "forget"> {
  const shortenHold = prepared(() =>
    queries
      .update(table)
      .set({ heldUntil: holdEnd(leases) })
      .where(and(isClaim, gt(table.heldUntil, holdEnd(leases)))),
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
      await shortenHold().run({ claim, length: leases.lengthUntil(until), ...leases.filling() });
    },
    async endHolds() {
      return (await endHolds().all({})).length;
    },
    async forget(before, limit) {
      return (await forget().all({ before, limit })).length;
    },
  };
}
