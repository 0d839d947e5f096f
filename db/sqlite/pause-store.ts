import { and, eq, sql } from "drizzle-orm";
import type { PauseStore } from "../../src/outbox/stores.ts";
import { pausedEndpoints } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

/** Endpoints that are not called any more, over one connection. */
export function createPauseStore(queries: Queries): PauseStore {
  const { agentId, url, pausedAt } = pausedEndpoints;
  const find = prepared(() =>
    queries
      .select({ pausedAt })
      .from(pausedEndpoints)
      .where(and(eq(agentId, sql.placeholder("agent")), eq(url, sql.placeholder("url")))),
  );
  const insert = prepared(() =>
    queries
      .insert(pausedEndpoints)
      .values({
        agentId: sql.placeholder("agent"),
        url: sql.placeholder("url"),
        pausedAt: sql.placeholder("now"),
      })
      .onConflictDoNothing(),
  );
  const remove = prepared(() => queries.delete(pausedEndpoints).where(eq(agentId, sql.placeholder("agent"))));
  return {
    async isPaused(agent, endpoint) {
      return find().get({ agent, url: endpoint }) !== undefined;
    },
    async pause(agent, endpoint, now) {
      insert().run({ agent, url: endpoint, now });
    },
    async resume(agent) {
      remove().run({ agent });
    },
  };
}
