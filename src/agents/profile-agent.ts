import { CryptoHasher } from "bun";
import { type AgentId, asId } from "../ids.ts";
import type { Agent, AgentProfile } from "./agent.ts";

/** How the ids begin of agents that were made from a profile. No other agent's does. */
export const profileAgentPrefix = "agt_profile_";
const signerPrefix = `${profileAgentPrefix}signed_`;

/**
 * The agent that a profile stands for: its id is made of the address, so that it finds again what it made. Whoever claims
 * a profile is another agent than whoever signs as it.
 */
export function profileAgent(profile: AgentProfile): Agent {
  const { url, host, standing } = profile;
  const hash = new CryptoHasher("sha256").update(url).digest("hex").slice(0, 32);
  const id = asId<AgentId>(`${standing === "claimed" ? profileAgentPrefix : signerPrefix}${hash}`);
  return { id, name: host, profile };
}

/** Whether an id is that of an agent that was made from a profile. */
export function isProfileAgentId(id: AgentId): boolean {
  return id.startsWith(profileAgentPrefix);
}

/** Whether an id is that of an agent that signs as its profile. */
export function isSignerId(id: AgentId): boolean {
  return id.startsWith(signerPrefix);
}

/** Whether nobody the merchant knows vouches for an agent: it has neither a key nor a signature of an allowed host. */
export function isStranger({ profile }: Agent): boolean {
  return profile !== undefined && profile.standing !== "allowed";
}

/**
 * As whom an agent is counted where something is limited. A host has as many profiles as it likes: those that claim to be
 * of it count as one, and those that sign as another, so that no claim uses up what a signer may.
 */
export function countedAs({ id, profile }: Agent): AgentId {
  if (!profile) return id;
  const kind = profile.standing === "claimed" ? "claims" : "signs";
  return asId<AgentId>(`host ${kind} ${profile.host}`);
}
