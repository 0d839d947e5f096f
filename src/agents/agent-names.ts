import { type AgentId, asId } from "../ids.ts";
import { isProfileAgentId, isSignerId } from "./profile-agent.ts";
import type { AgentStore, ProfileAgentStore } from "./stores.ts";

/** What names are read from. */
export interface AgentNameReads {
  readonly agents: Pick<AgentStore, "all">;
  readonly profileAgents: Pick<ProfileAgentStore, "hostsOf">;
}

/**
 * What agents are called where people read of them: those that the merchant knows by their names, those that were made from a
 * profile by its host, which is said to be no more than a claim where nothing was signed.
 *
 * @param ids of agents, each as often as there is something of it.
 */
export async function agentNames(
  { agents, profileAgents }: AgentNameReads,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>((await agents.all()).map(({ id, name }) => [id, name]));
  const made = [...new Set(ids)].map((id) => asId<AgentId>(id)).filter(isProfileAgentId);
  if (made.length === 0) return names;
  for (const [id, host] of await profileAgents.hostsOf(made))
    names.set(id, isSignerId(id) ? host : `${host} (unsigned)`);
  return names;
}
