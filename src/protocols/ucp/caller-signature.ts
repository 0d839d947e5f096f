import {
  digestMismatch,
  type SignedMessage,
  verifyMessageSignature,
} from "../../agents/message-signature.ts";
import type { PublishedKey, SignatureAlgorithm } from "../../agents/published-key.ts";
import type { Instant } from "../../clock.ts";
import { type Outcome, type Problem, succeed } from "../../problem.ts";
import type { BodyCheck } from "../protocol.ts";

/** How a version of UCP has requests signed. */
export interface SignatureRules {
  /** The member of a profile that holds its keys. */
  readonly keysIn: "signing_keys" | "keys";
  readonly algorithms: readonly SignatureAlgorithm[];
}

/** Headers that a signature covers wherever a request has them (2026-08-25, overview, "Identity Resolution Algorithm"). */
const boundHeaders = ["ucp-agent", "signature-agent", "idempotency-key"] as const;

/**
 * Verifies a request's signature with the keys of its profile. Problems: `message_signature`.
 *
 * @param isKeyed whether the request has to carry an idempotency key: one that changes something over REST. Where the key
 *   is in the body, its digest covers it.
 * @returns what the body has to pass.
 */
export async function verifyCaller(
  message: SignedMessage,
  keys: readonly PublishedKey[],
  { algorithms }: SignatureRules,
  isKeyed: boolean,
  now: Instant,
): Promise<Outcome<BodyCheck>> {
  const { headers } = message;
  const components = demandedOf(message, isKeyed);
  const verified = await verifyMessageSignature(message, keys, { components, algorithms }, now);
  if (!verified.ok) return verified;
  const isBodyCovered = verified.value.components.includes("content-digest");
  return succeed((bytes) => {
    if (isBodyCovered) return digestMismatch(headers.get("content-digest"), bytes);
    return bytes.byteLength === 0 ? undefined : uncoveredBody;
  });
}

const uncoveredBody: Problem = {
  kind: "message_signature",
  reason: "signature_invalid",
  detail: "the signature of a request with a body has to cover content-digest and content-type",
};

/** What has to be covered, by what there is of a request (signatures, "REST Request Signing"). */
function demandedOf({ url, headers }: SignedMessage, isKeyed: boolean): readonly string[] {
  const hasBody = headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
  return [
    "@method",
    "@authority",
    "@path",
    ...(url.includes("?") ? ["@query"] : []),
    ...(hasBody ? ["content-digest", "content-type"] : []),
    ...boundHeaders.filter((name) => headers.has(name) || (isKeyed && name === "idempotency-key")),
  ];
}
