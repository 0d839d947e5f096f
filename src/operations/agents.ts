import {
  type Agreement,
  type AgreementChange,
  changeAgreement,
  createKey,
  type Revocation,
  revokeKey,
} from "../agents/administration.ts";
import type { AgentStore } from "../agents/stores.ts";
import type { Actor, AuditStore } from "../audit/audit.ts";
import type { Instant } from "../clock.ts";
import type { KeyId } from "../ids.ts";

/** What a merchant's changes of agents read and write. */
export interface AgentChangeStores {
  readonly agents: AgentStore;
  readonly audit: Pick<AuditStore, "append">;
}

/** Who changes agents, and when. */
export interface AgentChangeContext {
  readonly actor: Actor;
  readonly now: Instant;
}

/** What an agent's name may be, in words for the merchant. */
export const whatAgentNameIs = "An agent's name is 1 to 64 letters, digits, dots, dashes or underscores.";

/** Makes a key for an agent, and the agent, if it is new; `undefined` for what is no name. In a write job. */
export async function makeAgentKey(
  { agents, audit }: AgentChangeStores,
  name: string,
  { actor, now }: AgentChangeContext,
): Promise<Awaited<ReturnType<typeof createKey>> | undefined> {
  if (!/^[\w.-]{1,64}$/.test(name)) return undefined;
  const made = await createKey(agents, name, now);
  await audit.append({
    at: now,
    actor,
    action: "key.create",
    subject: made.key.id,
    details: { agent: name },
  });
  return made;
}

/** Shuts a key out for good. In a write job. */
export async function revokeAgentKey(
  { agents, audit }: AgentChangeStores,
  id: KeyId,
  { actor, now }: AgentChangeContext,
): Promise<Revocation> {
  const state = await revokeKey(agents, id, now);
  if (state === "revoked")
    await audit.append({ at: now, actor, action: "key.revoke", subject: id, details: {} });
  return state;
}

/** Changes what is agreed with an agent. The audit keeps which parts, not what they say: secrets are among it. In a write job. */
export async function agreeWithAgent(
  { agents, audit }: AgentChangeStores,
  name: string,
  agreement: Agreement,
  { actor, now }: AgentChangeContext,
): Promise<AgreementChange> {
  const change = await changeAgreement(agents, name, agreement, now);
  if (change.kind === "changed") {
    const details = { parts: Object.keys(agreement) };
    await audit.append({ at: now, actor, action: "agent.agree", subject: change.agent.id, details });
  }
  return change;
}
