import type { Instant } from "../clock.ts";
import type { CheckoutSession, SessionStatus } from "./session.ts";

/** What can happen to a session. */
export type SessionEvent =
  | "update"
  | "begin_payment"
  | "payment_open"
  | "complete"
  | "release"
  | "cancel"
  | "expire"
  | "demand_authentication";

/** Which event may follow in which status. What is not listed cannot happen. */
const allowed: Readonly<Record<SessionStatus, readonly SessionEvent[]>> = {
  not_ready_for_payment: ["update", "cancel", "expire"],
  ready_for_payment: ["update", "begin_payment", "cancel", "expire"],
  authentication_required: ["update", "begin_payment", "cancel", "expire"],
  in_progress: ["payment_open", "complete", "release", "demand_authentication"],
  completed: [],
  canceled: [],
  expired: [],
};

/** Whether `event` may happen to a session that stands at `status`. */
export function may(status: SessionStatus, event: SessionEvent): boolean {
  return allowed[status].includes(event);
}

/**
 * Where a session stands at `now`: as stored, but `expired` once its time is over and nothing is being paid. The row is
 * rewritten by a job later; nobody has to wait for it.
 */
export function statusAt(
  session: Pick<CheckoutSession, "status" | "expiresAt">,
  now: Instant,
): SessionStatus {
  return may(session.status, "expire") && session.expiresAt <= now ? "expired" : session.status;
}

/** The session as it stands at `now`, for showing. */
export function asOf(session: CheckoutSession, now: Instant): CheckoutSession {
  const status = statusAt(session, now);
  return status === session.status ? session : { ...session, status };
}
