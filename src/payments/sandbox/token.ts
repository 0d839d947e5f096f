import type { Instant } from "../../clock.ts";
import type { AttemptId } from "../../ids.ts";
import type { Currency, Minor } from "../../money.ts";

/** What a token may be used for: one charge, within these limits. */
export interface Allowance {
  readonly sessionId: string;
  readonly merchantId: string;
  readonly maxAmount: Minor;
  readonly currency: Currency;
  readonly expiresAt: Instant;
}

/** A token as it was given out. */
export interface DelegatedToken {
  readonly id: string;
  readonly createdAt: Instant;
  readonly allowance: Allowance;
}

/** A token in the sandbox's books. No card number is in here, nor anything one could be found by. */
export interface SandboxToken extends DelegatedToken {
  /** The attempt that was paid with it. It pays for no other. */
  readonly usedBy?: AttemptId | undefined;
}

/** Tokens the sandbox has given out. Only in a write job. */
export interface SandboxTokenStore {
  insert(token: SandboxToken): Promise<void>;
  find(id: string): Promise<SandboxToken | undefined>;
  replace(token: SandboxToken): Promise<void>;
}
