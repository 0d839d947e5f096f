import { asc, eq, sql } from "drizzle-orm";
import type { Agent } from "../../src/agents/agent.ts";
import type { ListedHost } from "../../src/agents/caller-host.ts";
import type { AgentStore, StoredKey } from "../../src/agents/stores.ts";
import { instant } from "../../src/clock.ts";
import { type AgentId, asId, type KeyId } from "../../src/ids.ts";
import { agentDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { agents, apiKeys, callerHosts } from "./schema.ts";

/** Agents and their keys over one connection. */
export function createAgentStore(queries: Queries): AgentStore {
  return { ...agentRows(queries), ...agentKeys(queries), ...listedHosts(queries) };
}

/** Agents, and what is agreed with them. */
function agentRows(queries: Queries): Pick<AgentStore, "all" | "byName" | "put"> {
  const all = prepared(() => queries.select().from(agents).orderBy(asc(agents.name)));
  const byNameQuery = () =>
    queries
      .select()
      .from(agents)
      .where(eq(agents.name, sql.placeholder("name")));
  const byName = prepared(() => (queries.isLocking ? byNameQuery().for("no key update") : byNameQuery()));
  const putAgent = prepared(() =>
    queries
      .insert(agents)
      .values({
        id: sql.placeholder("id"),
        name: sql.placeholder("name"),
        document: sql.placeholder("document"),
        createdAt: sql.placeholder("now"),
        updatedAt: sql.placeholder("now"),
      })
      .onConflictDoUpdate({
        target: agents.id,
        set: {
          name: sql`excluded.name`,
          document: sql`excluded.document`,
          updatedAt: sql`excluded.updated_at`,
        },
      }),
  );

  return {
    async all() {
      return (await all().all()).map(agentOf);
    },
    async byName(name) {
      const row = await byName().get({ name });
      return row && agentOf(row);
    },
    async put({ id, name, ...document }, now) {
      await putAgent().run({ id, name, document: agentDocument.write(document), now });
    },
  };
}

/** The keys that let them in. */
function agentKeys(queries: Queries): Pick<AgentStore, "keys" | "putKey" | "revokeKey"> {
  const keys = prepared(() =>
    queries.select().from(apiKeys).orderBy(asc(apiKeys.createdAt), asc(apiKeys.id)),
  );
  const putKey = prepared(() =>
    queries
      .insert(apiKeys)
      .values({
        id: sql.placeholder("id"),
        agentId: sql.placeholder("agentId"),
        hash: sql.placeholder("hash"),
        hint: sql.placeholder("hint"),
        createdAt: sql.placeholder("createdAt"),
        revokedAt: sql.placeholder("revokedAt"),
      })
      .onConflictDoUpdate({
        target: apiKeys.id,
        set: {
          agentId: sql`excluded.agent_id`,
          hash: sql`excluded.hash`,
          hint: sql`excluded.hint`,
          createdAt: sql`excluded.created_at`,
          revokedAt: sql`excluded.revoked_at`,
        },
      }),
  );
  const revokeKey = prepared(() =>
    queries
      .update(apiKeys)
      .set({ revokedAt: sql`${sql.placeholder("now")}` })
      .where(sql`${apiKeys.id} = ${sql.placeholder("id")} and ${apiKeys.revokedAt} is null`),
  );

  return {
    async keys() {
      return (await keys().all()).map(keyOf);
    },
    async putKey(key) {
      await putKey().run({ ...key, revokedAt: key.revokedAt ?? null });
    },
    async revokeKey(id, now) {
      await revokeKey().run({ id, now });
    },
  };
}

/** What the merchant says of hosts. */
function listedHosts(queries: Queries): Pick<AgentStore, "hosts" | "putHost" | "removeHost"> {
  const hosts = prepared(() => queries.select().from(callerHosts).orderBy(asc(callerHosts.host)));
  const putHost = prepared(() =>
    queries
      .insert(callerHosts)
      .values({
        host: sql.placeholder("host"),
        standing: sql.placeholder("standing"),
        listedAt: sql.placeholder("listedAt"),
      })
      .onConflictDoUpdate({
        target: callerHosts.host,
        set: { standing: sql`excluded.standing`, listedAt: sql`excluded.listed_at` },
      }),
  );
  const removeHost = prepared(() =>
    queries.delete(callerHosts).where(eq(callerHosts.host, sql.placeholder("host"))),
  );

  return {
    async hosts() {
      return (await hosts().all()).map(listedHostOf);
    },
    async putHost({ host, standing, listedAt }) {
      await putHost().run({ host, standing, listedAt });
    },
    async removeHost(host) {
      await removeHost().run({ host });
    },
  };
}

function agentOf(row: typeof agents.$inferSelect): Agent {
  const document = agentDocument.read(row.document);
  return { id: asId<AgentId>(row.id), name: row.name, ...document };
}

function listedHostOf({ host, standing, listedAt }: typeof callerHosts.$inferSelect): ListedHost {
  return { host, standing: standing === "allowed" ? "allowed" : "blocked", listedAt: instant(listedAt) };
}

function keyOf(row: typeof apiKeys.$inferSelect): StoredKey {
  return {
    id: asId<KeyId>(row.id),
    agentId: asId<AgentId>(row.agentId),
    hash: row.hash,
    hint: row.hint,
    createdAt: instant(row.createdAt),
    revokedAt: row.revokedAt === null ? undefined : instant(row.revokedAt),
  };
}
