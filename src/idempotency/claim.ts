import { CryptoHasher } from "bun";
import type { AgentId } from "../ids.ts";
import type { Claim, Fingerprint, HeldClaim } from "./stores.ts";

/** The claim of a request, as what the request begins remembers it. */
export interface RequestClaim {
  /** The claim in hex. */
  readonly name: string;
  /** Whether it was taken before: only then may an earlier try of the same request have begun something. */
  readonly isTakenAgain: boolean;
}

/** What a request's work is told of the claim that is held for it. */
export function requestClaimOf({ claim, generation }: HeldClaim): RequestClaim {
  return { name: claim.toString("hex"), isTakenAgain: generation > 1 };
}

/**
 * What a request with a key is known by (idempotency RFC §6: agent, method, path and key). `operation` names method and
 * path pattern, `resource` the id in the path, so that a key means something else on another path.
 */
export function claimOf(agent: AgentId, operation: string, resource: string, key: string): Claim {
  return new CryptoHasher("sha256").update(`${agent}\n${operation}\n${resource}\n${key}`).digest() as Claim;
}

/**
 * What a body says, whatever its key order and number spelling: the SHA-256 of its JSON with the names in order, as
 * RFC 8785 has it but for names that are whole numbers. Written here since it is asked of every request with a key: the
 * library that makes canonical JSON takes a tenth of a create.
 *
 * @param body parsed JSON, without names that reach prototypes.
 */
export function fingerprintOf(body: unknown): Fingerprint {
  return new CryptoHasher("sha256").update(JSON.stringify(inOrder(body)) ?? "").digest() as Fingerprint;
}

/** The same value, whose names come in the order of their UTF-16 code units. */
function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const ordered: Record<string, unknown> = {};
  for (const name of Object.keys(value).sort()) ordered[name] = inOrder(Reflect.get(value, name));
  return ordered;
}
