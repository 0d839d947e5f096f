import type { Instant } from "../../clock.ts";
import type { AttemptId } from "../../ids.ts";
import type { Currency, Minor } from "../../money.ts";
import type { ChargeOutcome } from "../provider.ts";

/** A charge in the sandbox's books. */
export interface SandboxCharge {
  readonly attemptId: AttemptId;
  readonly token: string;
  readonly amount: Minor;
  readonly refunded: Minor;
  readonly currency: Currency;
  readonly outcome: ChargeOutcome;
  readonly createdAt: Instant;
}

/** The sandbox provider's books: what a real provider would know, kept apart from what the shop knows. */
export interface SandboxStore {
  find(attempt: AttemptId): Promise<SandboxCharge | undefined>;
  insert(charge: SandboxCharge): Promise<void>;
  replace(charge: SandboxCharge): Promise<void>;
}
