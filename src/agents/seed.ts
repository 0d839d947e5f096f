import { timingSafeEqual } from "node:crypto";
import type { Instant } from "../clock.ts";
import { defaultAgentName, newAgent } from "./administration.ts";
import type { Agent, SignatureSettings, WebhookSettings } from "./agent.ts";
import { environmentKeyId, hashOfKey, storedKeyOf } from "./key.ts";
import type { AgentStore } from "./stores.ts";
import { rotateSecret } from "./webhook-secrets.ts";

/** What the environment says of the default agent. An absent part is one it does not decide. */
export interface AgentSeed {
  readonly apiKey?: string | undefined;
  /** The HMAC-SHA256 key its requests are signed with. */
  readonly signatureKey?: string | undefined;
  readonly webhook?: { readonly url: string; readonly secret: string } | undefined;
}

/** What a seed reads and writes. */
type SeedStore = Pick<AgentStore, "byName" | "put" | "keys" | "putKey" | "revokeKey">;

/** `COMMERCE_API_KEY` cannot be what it is. The message says why, without the key. */
export class SeedRefused extends Error {
  override readonly name = "SeedRefused";
}

/**
 * Makes the default agent what the environment says, at every start. What a variable brought goes when the variable
 * does; what it never decided stays as it is in the database. Writes nothing when nothing has changed.
 *
 * @throws SeedRefused when the key is another agent's, or one that was revoked.
 */
export async function seedDefaultAgent(agents: SeedStore, seed: AgentSeed, now: Instant): Promise<void> {
  const known = await agents.byName(defaultAgentName);
  const isSeeded = seed.apiKey !== undefined || seed.signatureKey !== undefined || seed.webhook !== undefined;
  if (!known && !isSeeded) return;
  const before = known ?? newAgent(defaultAgentName);
  const agent = seeded(before, seed, now);
  if (!known || !Bun.deepEquals(agent, before)) await agents.put(agent, now);
  await seedKey(agents, agent, seed.apiKey, now);
}

function seeded(agent: Agent, seed: AgentSeed, now: Instant): Agent {
  const { fromEnvironment = [], signature, webhook, isToldNothing, ...rest } = agent;
  const stays = (part: "signature" | "webhook") => !fromEnvironment.includes(part);
  return {
    ...rest,
    signature:
      seed.signatureKey !== undefined
        ? signatureBy(seed.signatureKey)
        : stays("signature")
          ? signature
          : undefined,
    webhook: seed.webhook
      ? seededWebhook(webhook, seed.webhook, now)
      : stays("webhook")
        ? webhook
        : undefined,
    isToldNothing: seed.webhook ? undefined : isToldNothing,
    fromEnvironment: [
      ...(seed.signatureKey !== undefined ? (["signature"] as const) : []),
      ...(seed.webhook ? (["webhook"] as const) : []),
    ],
  };
}

/** A secret that was changed in the environment is rotated as one that a command changes. */
function seededWebhook(
  before: WebhookSettings | undefined,
  { url, secret }: NonNullable<AgentSeed["webhook"]>,
  now: Instant,
): WebhookSettings {
  const webhook = webhookTo(url, secret);
  return before?.url === url ? { ...webhook, ...rotateSecret(before, secret, now) } : webhook;
}

async function seedKey(
  agents: SeedStore,
  agent: Agent,
  secret: string | undefined,
  now: Instant,
): Promise<void> {
  const keys = await agents.keys();
  const present = keys.find((key) => key.id === environmentKeyId);
  if (secret === undefined) {
    if (present && present.revokedAt === undefined) await agents.revokeKey(present.id, now);
    return;
  }
  const hash = hashOfKey(secret);
  const same = keys.find((key) => timingSafeEqual(key.hash, hash));
  if (same && same.id !== environmentKeyId) {
    if (same.revokedAt !== undefined || same.agentId !== agent.id) {
      const owner = same.revokedAt === undefined ? "belongs to another agent" : "was revoked";
      throw new SeedRefused(`COMMERCE_API_KEY is the key ${same.id}, which ${owner}. Set it to another one.`);
    }
    return;
  }
  if (same && same.revokedAt === undefined && same.agentId === agent.id) return;
  await agents.putKey(storedKeyOf(environmentKeyId, agent.id, secret, now));
}

/** Signatures as ACP's first version describes them: of the body as sent. */
export function signatureBy(key: string): SignatureSettings {
  return { algorithm: "hmac-sha256", key, payload: "raw", withTimestamp: false };
}

/** Events as the newest ACP version describes them. */
export function webhookTo(url: string, secret: string): WebhookSettings {
  return {
    url,
    secrets: [secret],
    header: "Merchant-Signature",
    signature: "timestamped",
    eventNames: "order_create",
  };
}
