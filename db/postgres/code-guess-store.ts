import { and, eq, gt, lte, sql } from "drizzle-orm";
import type { CodeGuessStore } from "../../src/discounts/stores.ts";
import type { LeaseClock } from "./lease-clock.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { codeGuesses } from "./schema.ts";

/** Wrong discount codes over one connection. How long ago they were tried is measured as leases are. */
export function createCodeGuessStore(
  queries: Queries,
  { moment, filling, lengthUntil }: LeaseClock,
): CodeGuessStore {
  const momentOf = (name: string) => sql`${moment} + ${sql.placeholder(name)}::bigint`;
  const { agentId, codeHash, triedAt } = codeGuesses;
  const isOfAgent = eq(agentId, sql.placeholder("agent"));
  const forget = prepared(() =>
    queries.delete(codeGuesses).where(and(isOfAgent, lte(triedAt, momentOf("since")))),
  );
  const bringBack = prepared(() =>
    queries
      .update(codeGuesses)
      .set({ triedAt: momentOf("now") })
      .where(and(isOfAgent, gt(triedAt, momentOf("now")))),
  );
  const ofAgent = prepared(() => queries.select({ codeHash }).from(codeGuesses).where(isOfAgent));
  const put = prepared(() =>
    queries
      .insert(codeGuesses)
      .values({
        agentId: sql.placeholder("agent"),
        codeHash: sql.placeholder("codeHash"),
        triedAt: momentOf("now"),
      })
      .onConflictDoUpdate({ target: [agentId, codeHash], set: { triedAt: sql`excluded.tried_at` } }),
  );
  return {
    async recent(agent, since, now) {
      await forget().run({ agent, since: lengthUntil(since), ...filling() });
      await bringBack().run({ agent, now: lengthUntil(now), ...filling() });
      return new Set((await ofAgent().all({ agent })).map((row) => row.codeHash));
    },
    async put(agent, wrong, now) {
      await put().run({ agent, codeHash: wrong, now: lengthUntil(now), ...filling() });
    },
  };
}
