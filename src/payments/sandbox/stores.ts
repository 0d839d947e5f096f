import type { Instant } from "../../clock.ts";
import type { AttemptId, RefundId } from "../../ids.ts";
import type { Currency, Minor } from "../../money.ts";
import type { LookUpOutcome } from "../provider.ts";

/** How a charge that was booked ended at first. */
export type BookedOutcome = Extract<
  LookUpOutcome,
  { kind: "paid" | "pending" | "needs_action" | "declined" }
>;

/** A charge in the sandbox's books. */
export interface SandboxCharge {
  readonly attemptId: AttemptId;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly outcome: BookedOutcome;
  readonly refunds: readonly SandboxRefund[];
  readonly createdAt: Instant;
}

export interface SandboxRefund {
  readonly id: RefundId;
  readonly amount: Minor;
  readonly createdAt: Instant;
}

/** The sandbox provider's books: what a real provider would know, kept apart from what the shop knows. */
export interface SandboxStore {
  find(attempt: AttemptId): Promise<SandboxCharge | undefined>;
  /** As {@link find}, for who changes nothing of it: keeps nobody from it. */
  look(attempt: AttemptId): Promise<SandboxCharge | undefined>;
  /** Fails where the attempt's charge is there already, on a server at the job's end: run again, the job finds it. */
  insert(charge: SandboxCharge): Promise<void>;
  replace(charge: SandboxCharge): Promise<void>;
}
