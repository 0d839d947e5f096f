import type { Instant } from "../clock.ts";
import { type AgentId, asId } from "../ids.ts";
import type { Agent } from "./agent.ts";
import type { AgentStore } from "./stores.ts";

/** Whose carts and sales are that no agent began: the shop's own, by its pages and its tools for assistants. */
export const shopAgentId = asId<AgentId>("agt_shop");

/** The shop itself among the agents. It has neither key nor webhook: nobody calls as it, and nobody is told. */
export const shopAgent: Agent = { id: shopAgentId, name: "shop" };

/** Makes the shop's own agent where there is none yet. In a write job. Its name gives way to one that is taken. */
export async function seedShopAgent(agents: AgentStore, now: Instant): Promise<void> {
  const known = await agents.all();
  if (known.some(({ id }) => id === shopAgentId)) return;
  const isTaken = known.some(({ name }) => name === shopAgent.name);
  await agents.put(isTaken ? { ...shopAgent, name: "shop (its own pages)" } : shopAgent, now);
}
