import { and, eq, sql } from "drizzle-orm";
import type { SuspendedEndpointStore } from "../../src/outbox/stores.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { suspendedEndpoints } from "./schema.ts";

/** Endpoints that are not called any more, over one connection. */
export function createSuspendedEndpointStore(queries: Queries): SuspendedEndpointStore {
  const { agentId, url, pausedAt } = suspendedEndpoints;
  const find = prepared(() =>
    queries
      .select({ pausedAt })
      .from(suspendedEndpoints)
      .where(and(eq(agentId, sql.placeholder("agent")), eq(url, sql.placeholder("url")))),
  );
  const insert = prepared(() =>
    queries
      .insert(suspendedEndpoints)
      .values({
        agentId: sql.placeholder("agent"),
        url: sql.placeholder("url"),
        pausedAt: sql.placeholder("now"),
      })
      .onConflictDoNothing(),
  );
  const remove = prepared(() =>
    queries.delete(suspendedEndpoints).where(eq(agentId, sql.placeholder("agent"))),
  );
  return {
    async isSuspended(agent, endpoint) {
      return (await find().get({ agent, url: endpoint })) !== undefined;
    },
    async pause(agent, endpoint, now) {
      await insert().run({ agent, url: endpoint, now });
    },
    async resume(agent) {
      await remove().run({ agent });
    },
  };
}
