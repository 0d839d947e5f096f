import type { Instant } from "../clock.ts";
import { type KeyId, newId } from "../ids.ts";
import type { Agent } from "./agent.ts";
import { environmentKeyId, newKey } from "./key.ts";
import { shopAgentId } from "./shop-agent.ts";
import type { AgentStore, StoredKey } from "./stores.ts";

/** The agent that the environment seeds, and that is meant when nobody is named. */
export const defaultAgentName = "default";

/** An agent of this name that nobody has agreed anything with yet. */
export function newAgent(name: string): Agent {
  return { id: newId("AgentId"), name };
}

/** Makes a key for the agent of this name, and the agent, if it is new. The secret is given once and never again. */
export async function createKey(
  agents: AgentStore,
  agentName: string,
  now: Instant,
): Promise<{ readonly agent: Agent; readonly secret: string; readonly key: StoredKey }> {
  const known = await agents.byName(agentName);
  const agent = known ?? newAgent(agentName);
  if (!known) await agents.put(agent, now);
  const made = newKey(agent.id, now);
  await agents.putKey(made.key);
  return { agent, ...made };
}

/** What became of a wish to revoke a key. */
export type Revocation = "revoked" | "revoked_before" | "unknown" | "from_environment";

/** Shuts a key out for good. One that the environment brings would be back at the next start, and is left alone. */
export async function revokeKey(agents: AgentStore, id: KeyId, now: Instant): Promise<Revocation> {
  const key = (await agents.keys()).find((candidate) => candidate.id === id);
  if (!key) return "unknown";
  if (key.revokedAt !== undefined) return "revoked_before";
  if (key.id === environmentKeyId) return "from_environment";
  await agents.revokeKey(id, now);
  return "revoked";
}

/**
 * What a merchant and an agent agree on. A key that is there is set, `undefined` takes the agreement back; so it is with
 * each key of a protocol's own.
 */
export type Agreement = Partial<Pick<Agent, "signature" | "webhook" | "acp" | "ucp">>;

/** What became of a wish to change an agreement. */
export type AgreementChange =
  | { readonly kind: "changed"; readonly agent: Agent }
  | { readonly kind: "unknown_agent" }
  | { readonly kind: "from_environment"; readonly part: "signature" | "webhook" };

/** Changes what is agreed with an agent, except for the parts that the environment decides. */
export async function changeAgreement(
  agents: AgentStore,
  agentName: string,
  agreement: Agreement,
  now: Instant,
): Promise<AgreementChange> {
  const known = await agents.byName(agentName);
  if (!known || known.id === shopAgentId) return { kind: "unknown_agent" };
  const part = known.fromEnvironment?.find((decided) => Object.hasOwn(agreement, decided));
  if (part) return { kind: "from_environment", part };
  const isToldNothing = agreement.webhook === undefined ? (true as const) : undefined;
  const agent = {
    ...known,
    ...agreement,
    ...(Object.hasOwn(agreement, "webhook") && { isToldNothing }),
    ...(agreement.acp && { acp: { ...known.acp, ...agreement.acp } }),
  };
  await agents.put(agent, now);
  return { kind: "changed", agent };
}
