import { type Static, Type } from "@sinclair/typebox";
import type { Agent } from "../../agents/agent.ts";
import type { StoredKey } from "../../agents/stores.ts";
import { asId, type KeyId } from "../../ids.ts";
import { makeAgentKey, revokeAgentKey, whatAgentNameIs } from "../../operations/agents.ts";
import { closed, DateTimeField, dateTime, maybe, oneOfWords } from "../../operations/fields.ts";
import { type AdminRoute, change, query, refuseCall } from "../route.ts";
import type { AdminServices } from "../services.ts";

const KeyAnswer = closed({
  id: Type.String(),
  hint: Type.String({ description: "The key's first characters." }),
  created_at: DateTimeField,
  revoked_at: maybe(DateTimeField),
});

const AgentAnswer = closed({
  id: Type.String(),
  name: Type.String(),
  default_api_version: maybe(Type.String()),
  complete_status: Type.Integer(),
  signs_requests_with: maybe(Type.String()),
  webhook_url: maybe(Type.String()),
  keys: Type.Array(KeyAnswer),
});

const tag = "Agents";

/** Agents: who may call, and by which keys. What else is agreed with them is for `checkstand keys`. */
export function agentRoutes(services: AdminServices): readonly AdminRoute[] {
  return [listAgents(services), makeKey(services), revoke(services)];
}

function listAgents({ reads }: AdminServices): AdminRoute {
  return query("/agents", {
    tag,
    summary: "List agents and their keys",
    description: "Without the keys themselves, which are not kept.",
    answer: closed({ agents: Type.Array(AgentAnswer) }),
    async handle() {
      const [agents, keys] = [await reads.agents.all(), await reads.agents.keys()];
      return { agents: agents.map((agent) => encodeAgent(agent, keys)) };
    },
  });
}

function makeKey({ agentsChanged, clock }: AdminServices): AdminRoute {
  return change("/agents/:agent/keys", {
    tag,
    summary: "Make a key for an agent",
    description:
      "And the agent, if it is new. The key is shown this once and not kept: a retry makes another.",
    status: 201,
    isSecret: true,
    body: closed({}),
    answer: closed({ id: Type.String(), agent: Type.String(), key: Type.String() }),
    async handle(stores, { params, actor }) {
      const made = await makeAgentKey(stores, params["agent"] ?? "", { actor, now: clock.now() });
      return made
        ? { id: made.key.id, agent: made.agent.name, key: made.secret }
        : refuseCall(422, "not_a_name", whatAgentNameIs);
    },
    afterwards: agentsChanged,
  });
}

function revoke({ agentsChanged, clock }: AdminServices): AdminRoute {
  return change("/keys/:key/revoke", {
    tag,
    summary: "Shut a key out for good",
    description: "The agent's other keys stay good.",
    body: closed({}),
    answer: closed({ id: Type.String(), state: oneOfWords(["revoked", "revoked_before"]) }),
    async handle(stores, { params, actor }) {
      const id = asId<KeyId>(params["key"] ?? "");
      const state = await revokeAgentKey(stores, id, { actor, now: clock.now() });
      switch (state) {
        case "revoked":
        case "revoked_before":
          return { id, state };
        case "unknown":
          return refuseCall(404, "unknown_key", "There is no such key. List the agents to see their keys.");
        case "from_environment":
          return refuseCall(
            409,
            "from_environment",
            "This key is COMMERCE_API_KEY. Change the variable and start the server again.",
          );
      }
    },
    afterwards: agentsChanged,
  });
}

function encodeAgent(agent: Agent, keys: readonly StoredKey[]): Static<typeof AgentAnswer> {
  return {
    id: agent.id,
    name: agent.name,
    default_api_version: agent.acp?.defaultVersion,
    complete_status: agent.acp?.completeStatus ?? 200,
    signs_requests_with: agent.signature?.algorithm,
    webhook_url: agent.webhook?.url,
    keys: keys
      .filter(({ agentId }) => agentId === agent.id)
      .map(({ id, hint, createdAt, revokedAt }) => ({
        id,
        hint,
        created_at: dateTime(createdAt),
        revoked_at: dateTime(revokedAt),
      })),
  };
}
