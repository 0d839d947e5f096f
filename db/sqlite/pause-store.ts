import { and, eq, sql } from "drizzle-orm";
import type { PauseStore } from "../../src/outbox/stores.ts";
import { pausedEndpoints } from "../schema.ts";
import type { Queries } from "./database.ts";

/** Endpoints that are not called any more, over one connection. */
export function createPauseStore(queries: Queries): PauseStore {
  const { agentId, url, pausedAt } = pausedEndpoints;
  const find = queries
    .select({ pausedAt })
    .from(pausedEndpoints)
    .where(and(eq(agentId, sql.placeholder("agent")), eq(url, sql.placeholder("url"))))
    .prepare();
  const insert = queries
    .insert(pausedEndpoints)
    .values({
      agentId: sql.placeholder("agent"),
      url: sql.placeholder("url"),
      pausedAt: sql.placeholder("now"),
    })
    .onConflictDoNothing()
    .prepare();
  const remove = queries
    .delete(pausedEndpoints)
    .where(eq(agentId, sql.placeholder("agent")))
    .prepare();
  return {
    async isPaused(agent, endpoint) {
      return find.get({ agent, url: endpoint }) !== undefined;
    },
    async pause(agent, endpoint, now) {
      insert.run({ agent, url: endpoint, now });
    },
    async resume(agent) {
      remove.run({ agent });
    },
  };
}
