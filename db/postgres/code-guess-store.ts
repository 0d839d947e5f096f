import { and, eq, gt, lte, sql } from "drizzle-orm";
import type { CodeGuessStore } from "../../src/discounts/stores.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { codeGuesses } from "./schema.ts";

/** Wrong discount codes over one connection. */
export function createCodeGuessStore(queries: Queries): CodeGuessStore {
  const { agentId, codeHash, triedAt } = codeGuesses;
  const isOfAgent = eq(agentId, sql.placeholder("agent"));
  const forget = prepared(() =>
    queries.delete(codeGuesses).where(and(isOfAgent, lte(triedAt, sql.placeholder("since")))),
  );
  const bringBack = prepared(() =>
    queries
      .update(codeGuesses)
      .set({ triedAt: sql`${sql.placeholder("now")}` })
      .where(and(isOfAgent, gt(triedAt, sql.placeholder("now")))),
  );
  const ofAgent = prepared(() => queries.select({ codeHash }).from(codeGuesses).where(isOfAgent));
  const put = prepared(() =>
    queries
      .insert(codeGuesses)
      .values({
        agentId: sql.placeholder("agent"),
        codeHash: sql.placeholder("codeHash"),
        triedAt: sql.placeholder("now"),
      })
      .onConflictDoUpdate({ target: [agentId, codeHash], set: { triedAt: sql`excluded.tried_at` } }),
  );
  return {
    async recent(agent, since, now) {
      await forget().run({ agent, since });
      await bringBack().run({ agent, now });
      return new Set((await ofAgent().all({ agent })).map((row) => row.codeHash));
    },
    async put(agent, wrong, now) {
      await put().run({ agent, codeHash: wrong, now });
    },
  };
}
