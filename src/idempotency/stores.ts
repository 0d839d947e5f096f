import type { Instant } from "../clock.ts";

/** What a request with a key is known by: SHA-256 over agent, operation, resource and key. */
export type Claim = Buffer & { readonly __hash: "claim" };

/** What a request says: SHA-256 over its body in RFC 8785 form. */
export type Fingerprint = Buffer & { readonly __hash: "fingerprint" };

/** A request that carries a key: the same claim with the same fingerprint is the same request. */
export interface KeyedRequest {
  readonly claim: Claim;
  readonly fingerprint: Fingerprint;
}

/** A claim in the hands of whoever works on it. The generation tells it from every other time the claim was taken. */
export interface HeldClaim extends KeyedRequest {
  /** The process at work on it. */
  readonly holder: string;
  /** 1 when it was taken for the first time. */
  readonly generation: number;
}

/** What is known of a claim. */
export interface IdempotencyRecord {
  readonly fingerprint: Buffer;
  /** Until when somebody has it who works on it; absent when nobody does. */
  readonly heldUntil?: Instant | undefined;
  /** What it is answered with; while somebody has it, what it will be answered with should they be heard of no more. */
  readonly answer?: { readonly status: number; readonly body: string } | undefined;
}

/**
 * Claims on disk. Only in a write job.
 *
 * A claim has one holder at a time, and for a time: after it whoever comes with the same request takes it over. What a
 * holder does to its claim is done in one statement that looks at holder and generation, and gives false, having changed
 * nothing, when somebody else has taken the claim meanwhile.
 */
export interface IdempotencyStore {
  find(claim: Claim): Promise<IdempotencyRecord | undefined>;
  /**
   * Stores a claim that nobody has had, with its answer where it has one, for work that began and ended in this job.
   *
   * @throws RunAgain when somebody else has had it meanwhile. A database on a server may say so only at the job's end,
   *   and run it again then.
   */
  insert(
    request: KeyedRequest,
    answer: { status: number; body: string } | undefined,
    now: Instant,
  ): Promise<void>;
  /**
   * Takes a claim that nobody has, or whose holder's time is over, and that was not answered. One statement, so that of
   * two who try at the same time one gets it. Gives its new generation, or `undefined` when it is not to be had.
   */
  take(request: KeyedRequest, holder: string, now: Instant, until: Instant): Promise<number | undefined>;
  /** Holds it for longer. */
  renew(held: HeldClaim, until: Instant): Promise<boolean>;
  /**
   * Stores, in the job of a change, what the claim is answered with should its holder be heard of no more. Until its
   * time is over, the claim stays held.
   */
  foresee(held: HeldClaim, answer: { status: number; body: string }): Promise<boolean>;
  /**
   * Gives the claim back: with the finished answer, or without one, unless one was foreseen. The fingerprint stays, so
   * that the key keeps meaning the same request.
   */
  close(held: HeldClaim, answer: { status: number; body: string } | undefined): Promise<boolean>;
  /** The same where nobody asks whether it was still the holder's. */
  tell(held: HeldClaim, answer: { status: number; body: string } | undefined): Promise<void>;
  /** Ends whoever's hold at `until`, where it would last longer. */
  shortenHold(claim: Claim, until: Instant): Promise<void>;
  /** Ends every hold. To be called only where it is certain that no holder is at work. Gives how many there were. */
  endHolds(): Promise<number>;
  /** Forgets claims taken before `before`; at most `limit`. Gives how many. */
  forget(before: Instant, limit: number): Promise<number>;
}
