import { and, count, desc, eq, inArray, lt, max, notExists, sql } from "drizzle-orm";
import type { ProfileAgentStore } from "../../src/agents/stores.ts";
import { HOUR, instant } from "../../src/clock.ts";
import { type AgentId, asId } from "../../src/ids.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { checkoutSessions, isOfProfile, isOpenOfProfile, orders, profileAgents } from "./schema.ts";

/** Agents that were made from a profile, over one connection. */
export function createProfileAgentStore(queries: Queries): ProfileAgentStore {
  const { id, host, lastSeenAt } = profileAgents;
  const see = prepared(() =>
    queries
      .insert(profileAgents)
      .values({
        id: sql.placeholder("id"),
        url: sql.placeholder("url"),
        host: sql.placeholder("host"),
        firstSeenAt: sql.placeholder("now"),
        lastSeenAt: sql.placeholder("now"),
      })
      .onConflictDoUpdate({
        target: id,
        set: { lastSeenAt: sql`excluded.last_seen_at` },
        // The hour is near enough, and whoever comes again and again writes nothing.
        setWhere: lt(lastSeenAt, sql`excluded.last_seen_at - ${sql.raw(String(HOUR))}`),
      }),
  );
  const hostsSeen = prepared(() =>
    queries
      .select({ host, agents: count(), lastSeenAt: max(lastSeenAt) })
      .from(profileAgents)
      .groupBy(host)
      .orderBy(desc(max(lastSeenAt)), host)
      .limit(sql.placeholder("limit")),
  );
  const forget = prepared(() =>
    queries
      .delete(profileAgents)
      .where(inArray(id, forgettable(queries)))
      .returning({ id }),
  );
  return {
    async see({ id, profile: { url, host } }, now) {
      await see().run({ id, url, host, now });
    },
    async hostsOf(agents) {
      const found = await queries
        .select({ id, host })
        .from(profileAgents)
        .where(inArray(id, [...agents]));
      return new Map(found.map((row) => [asId<AgentId>(row.id), row.host]));
    },
    async hostsSeen(limit) {
      const found = await hostsSeen().all({ limit });
      return found.map((row) => ({
        host: row.host,
        agents: row.agents,
        lastSeenAt: instant(row.lastSeenAt ?? 0),
      }));
    },
    async forget(kept, limit) {
      return (await forget().all({ kept, limit, all: Number.MAX_SAFE_INTEGER })).length;
    },
  };
}

/** Those that may be forgotten, of which the ones seen last are passed over. */
function forgettable(queries: Queries) {
  const { id, lastSeenAt } = profileAgents;
  const older = queries
    .select({ id })
    .from(profileAgents)
    .orderBy(desc(lastSeenAt), desc(id))
    // No offset without a limit: this one is none.
    .limit(sql.placeholder("all"))
    .offset(sql.placeholder("kept"))
    .as("older");
  return queries
    .select({ id: older.id })
    .from(older)
    .where(
      and(
        notExists(
          queries
            .select({ one: sql`1` })
            .from(orders)
            .where(and(eq(orders.agentId, older.id), isOfProfile)),
        ),
        notExists(
          queries
            .select({ one: sql`1` })
            .from(checkoutSessions)
            .where(and(eq(checkoutSessions.agentId, older.id), isOpenOfProfile)),
        ),
      ),
    )
    .limit(sql.placeholder("limit"));
}
