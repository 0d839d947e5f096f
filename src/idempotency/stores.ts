import type { Instant } from "../clock.ts";

/** What a request with a key is known by: SHA-256 over agent, operation, resource and key. */
export type Claim = Buffer & { readonly __hash: "claim" };

/** What a request says: SHA-256 over its body in RFC 8785 form. */
export type Fingerprint = Buffer & { readonly __hash: "fingerprint" };

/** What is known of a claim. Held by a process while it works on it, answered once it is done; else free to take. */
export interface IdempotencyRecord {
  readonly fingerprint: Buffer;
  /** The process at work on it; absent when none is. */
  readonly holder?: string | undefined;
  readonly answer?: { readonly status: number; readonly body: string } | undefined;
}

/** Claims on disk. Only behind the write door. */
export interface IdempotencyStore {
  find(claim: Claim): Promise<IdempotencyRecord | undefined>;
  /** Stores a finished answer for the claim, taking it if it was not held. */
  answer(
    claim: Claim,
    fingerprint: Fingerprint,
    answer: { status: number; body: string },
    now: Instant,
  ): Promise<void>;
  /**
   * Stores, in the job of a change, what the claim is answered with should the process that holds it die before it
   * answers. While that process lives, the claim stays held.
   */
  foresee(
    claim: Claim,
    fingerprint: Fingerprint,
    holder: string,
    answer: { status: number; body: string },
    now: Instant,
  ): Promise<void>;
  /** Takes the claim for a process, until it is answered or let go. */
  hold(claim: Claim, fingerprint: Fingerprint, holder: string, now: Instant): Promise<void>;
  /**
   * Gives the claim up unanswered, unless an answer was foreseen. Its fingerprint stays, so that the key keeps meaning
   * the same request.
   */
  letGo(claim: Claim): Promise<void>;
  /** Forgets claims older than `before`; at most `limit`. Gives how many. */
  forget(before: Instant, limit: number): Promise<number>;
}
