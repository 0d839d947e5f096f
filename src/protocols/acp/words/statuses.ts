import type { SessionStatus } from "../../../checkout/session.ts";

/** The statuses until 2026-01-16. */
export const statusesUntil20260116 = [
  "not_ready_for_payment",
  "authentication_required",
  "ready_for_payment",
  "in_progress",
  "completed",
  "canceled",
] as const;

/** The word for each status, until 2026-01-16. */
export const statusWordsUntil20260116: Record<SessionStatus, (typeof statusesUntil20260116)[number]> = {
  not_ready_for_payment: "not_ready_for_payment",
  ready_for_payment: "ready_for_payment",
  authentication_required: "authentication_required",
  // These versions have no word for a buyer who is at the provider's.
  requires_escalation: "in_progress",
  in_progress: "in_progress",
  completed: "completed",
  canceled: "canceled",
  expired: "canceled",
};

/** The statuses we use; this version knows more. */
export const statusesSince20260130 = [
  "not_ready_for_payment",
  "requires_escalation",
  "authentication_required",
  "ready_for_payment",
  "in_progress",
  "completed",
  "canceled",
  "expired",
] as const satisfies readonly SessionStatus[];
