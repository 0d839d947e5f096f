import { CryptoHasher } from "bun";
import type { Instant } from "../clock.ts";
import { type AgentId, asId, type KeyId, newId } from "../ids.ts";
import { randomBytes } from "../randomness.ts";
import type { StoredKey } from "./stores.ts";

/** The id of the one key that the environment decides. */
export const environmentKeyId = asId<KeyId>("key_environment");

/** SHA-256 of a key. Enough without salt or stretching: a key has 256 random bits, so there is nothing to guess. */
export function hashOfKey(secret: string): Buffer {
  return new CryptoHasher("sha256").update(secret).digest();
}

/** A new key: `csk_` and 32 random bytes in base64url. The secret is nowhere but in what is given back. */
export function newKey(agentId: AgentId, now: Instant): { readonly secret: string; readonly key: StoredKey } {
  const secret = `csk_${randomBytes(32).toString("base64url")}`;
  return { secret, key: storedKeyOf(newId("KeyId"), agentId, secret, now) };
}

/** A key that somebody else made, as we keep it. */
export function storedKeyOf(id: KeyId, agentId: AgentId, secret: string, now: Instant): StoredKey {
  return { id, agentId, hash: hashOfKey(secret), hint: hintOf(secret), createdAt: now };
}

/** Enough to recognise a key, not enough to guess it: 8 characters of a long one, none of one that is short. */
function hintOf(secret: string): string {
  return secret.length >= 32 ? `${secret.slice(0, 8)}…` : "…";
}
