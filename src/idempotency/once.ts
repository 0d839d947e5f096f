import type { Instant } from "../clock.ts";
import type { Problem } from "../problem.ts";
import type { Answer } from "./answer.ts";
import type { Claim, Fingerprint, IdempotencyStore } from "./stores.ts";

/** A request that carries a key: the same claim with the same fingerprint is the same request. */
export interface KeyedRequest {
  readonly claim: Claim;
  readonly fingerprint: Fingerprint;
}

/** What a claim says to a request that comes with it. */
export type ClaimState =
  | { readonly kind: "free" }
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "refused"; readonly problem: Problem };

/** How long a request that meets its own twin at work is asked to wait. */
const IN_FLIGHT_RETRY_SECONDS = 1;

/**
 * Reads what is known of a request's claim (idempotency RFC §6). `holder` names this process: a claim held by another
 * is left over from a crash, since only one server works on a file, and is free, or answered as was foreseen.
 */
export async function readClaim(
  store: IdempotencyStore,
  request: KeyedRequest,
  holder: string,
): Promise<ClaimState> {
  const record = await store.find(request.claim);
  if (!record) return { kind: "free" };
  if (!request.fingerprint.equals(record.fingerprint))
    return { kind: "refused", problem: { kind: "idempotency_conflict" } };
  if (record.holder === holder)
    return {
      kind: "refused",
      problem: { kind: "idempotency_in_flight", retryAfterSeconds: IN_FLIGHT_RETRY_SECONDS },
    };
  if (record.answer) return { kind: "answered", answer: { ...record.answer, replayed: true } };
  return { kind: "free" };
}

/** Whether an answer is the request's for good. A 5xx, and what passes by itself, is never stored. */
function isFinal(answer: Answer): boolean {
  return answer.status < 500 && !answer.passing;
}

/** Stores the answer when it is final, else gives the claim up. In the same job as the change it answers for. */
export async function closeClaim(
  store: IdempotencyStore,
  request: KeyedRequest,
  answer: Answer,
  now: Instant,
): Promise<void> {
  if (isFinal(answer)) await store.answer(request.claim, request.fingerprint, answer, now);
  else await store.letGo(request.claim);
}
