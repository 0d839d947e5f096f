import type { Instant } from "../clock.ts";
import { type AgentId, asId } from "../ids.ts";
import type { Agent } from "./agent.ts";
import type { AgentStore } from "./stores.ts";

/** Whose carts and sales are that no agent began: the shop's own, by its pages and its tools for assistants. */
export const shopAgentId = asId<AgentId>("agt_shop");

/**
 * The shop itself among the agents. It has neither key nor webhook: nobody calls as it, and nobody is told. No agent of a
 * merchant's can be called that: their names have no spaces.
 */
export const shopAgent: Agent = { id: shopAgentId, name: "the shop" };

/** Makes the shop's own agent where there is none yet. In a write job. */
export async function seedShopAgent(agents: AgentStore, now: Instant): Promise<void> {
  const known = await agents.byName(shopAgent.name);
  if (!known) await agents.put(shopAgent, now);
}
