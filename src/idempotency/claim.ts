import { CryptoHasher } from "bun";
import canonicalize from "canonicalize";
import type { AgentId } from "../ids.ts";
import type { Claim, Fingerprint } from "./stores.ts";

/**
 * What a request with a key is known by (idempotency RFC §6: agent, method, path and key). `operation` names method and
 * path pattern, `resource` the id in the path, so that a key means something else on another path.
 */
export function claimOf(agent: AgentId, operation: string, resource: string, key: string): Claim {
  return new CryptoHasher("sha256").update(`${agent}\n${operation}\n${resource}\n${key}`).digest() as Claim;
}

/** What a body says, whatever its key order and number spelling (RFC 8785 + SHA-256). `body` is parsed JSON. */
export function fingerprintOf(body: unknown): Fingerprint {
  return new CryptoHasher("sha256").update(canonicalize(body) ?? "").digest() as Fingerprint;
}
