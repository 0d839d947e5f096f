import type { Instant } from "../clock.ts";
import { type CheckoutSession, type SessionStatus, sessionStatuses } from "./session.ts";

/** What can happen to a session. */
export type SessionEvent =
  /** It was computed anew, and nothing keeps it from being paid. */
  | "become_ready"
  /** It was computed anew, and something does. */
  | "become_not_ready"
  /** A payment attempt was opened. */
  | "begin_payment"
  /** A payment attempt was opened, and the buyer is to pay on a page of the provider's. */
  | "begin_hosted_payment"
  /** The buyer is done there, and the bank takes its time. */
  | "await_payment"
  /** The attempt was paid. */
  | "complete"
  /** The attempt came to nothing. */
  | "release"
  /** The attempt came to nothing until the buyer authenticates. */
  | "demand_authentication"
  /** An attempt given up earlier turned out to be paid. */
  | "complete_late"
  | "cancel"
  | "expire";

/** Where each event leads, whatever the status was before. */
export const statusAfter: Readonly<Record<SessionEvent, SessionStatus>> = {
  become_ready: "ready_for_payment",
  become_not_ready: "not_ready_for_payment",
  begin_payment: "in_progress",
  begin_hosted_payment: "requires_escalation",
  await_payment: "in_progress",
  complete: "completed",
  release: "ready_for_payment",
  demand_authentication: "authentication_required",
  complete_late: "completed",
  cancel: "canceled",
  expire: "expired",
};

/** What may happen while the next step is the agent's. */
const whileWaiting: readonly SessionEvent[] = [
  "become_ready",
  "become_not_ready",
  "begin_payment",
  "begin_hosted_payment",
  "complete_late",
  "cancel",
  "expire",
];

/**
 * Which event may happen in which status; what is not listed cannot. A new status changes {@link waitingStatuses} or
 * {@link abandonedStatuses}, and so needs a migration that builds the indexes over them anew.
 */
export const eventsIn: Readonly<Record<SessionStatus, readonly SessionEvent[]>> = {
  not_ready_for_payment: whileWaiting,
  ready_for_payment: whileWaiting,
  authentication_required: whileWaiting,
  in_progress: ["complete", "release", "demand_authentication"],
  requires_escalation: ["await_payment", "complete", "release"],
  completed: [],
  canceled: [],
  expired: ["complete_late"],
};

/** The statuses in which a session waits for the agent, and is over when its time is. */
export function waitingStatuses(): readonly SessionStatus[] {
  return sessionStatuses.filter((status) => may(status, "expire"));
}

/** The statuses in which a session is over, with nothing sold and no payment under way. */
export function abandonedStatuses(): readonly SessionStatus[] {
  return sessionStatuses.filter(
    (status) => status !== statusAfter.complete && !may(status, "expire") && !may(status, "complete"),
  );
}

/** Whether `event` may happen to a session that stands at `status`. */
export function may(status: SessionStatus, event: SessionEvent): boolean {
  return eventsIn[status].includes(event);
}

/** Whether a session that stands at `status` may be computed anew from what the agent says. */
export function takesChanges(status: SessionStatus): boolean {
  return may(status, "become_ready") || may(status, "become_not_ready");
}

/** Whether there is still something for the buyer of such a session to do, or to see come. */
export function isUnfinished(status: SessionStatus): boolean {
  return may(status, "expire") || may(status, "complete");
}

declare const byEvent: unique symbol;

/** A session whose status an event gave it. Stores take no other: no status is written past the table. */
export type TransitionedSession = CheckoutSession & { readonly [byEvent]: true };

/** What an event may change of a session beside its status. */
export type SessionChanges = Partial<Omit<CheckoutSession, "id" | "agentId" | "status" | "createdAt">>;

/**
 * A session after an event, with what else changes in it. The only way to another status.
 *
 * @param session as it stands now, see {@link asOf}.
 * @throws where the event cannot happen; whoever asks for one makes sure with {@link may}.
 */
export function transition(
  session: CheckoutSession,
  event: SessionEvent,
  changes: SessionChanges = {},
): TransitionedSession {
  const { id, status } = session;
  if (!may(status, event)) throw new Error(`session ${id} is ${status}: “${event}” cannot happen to it`);
  return { ...session, ...changes, status: statusAfter[event] } as TransitionedSession;
}

/** A new session: every one begins by being computed. */
export function begin(
  session: Omit<CheckoutSession, "status">,
  event: "become_ready" | "become_not_ready",
): TransitionedSession {
  return { ...session, status: statusAfter[event] } as TransitionedSession;
}

/** What computing a session did to it: it is ready to be paid exactly when no message is an error. */
export function eventOf({
  messages,
}: Pick<CheckoutSession, "messages">): "become_ready" | "become_not_ready" {
  return messages.some(({ type }) => type === "error") ? "become_not_ready" : "become_ready";
}

/**
 * Where a session stands at `now`: as stored, but `expired` once its time is over and nothing is being paid. The row is
 * rewritten by a job later; nobody has to wait for it.
 */
export function statusAt(
  session: Pick<CheckoutSession, "status" | "expiresAt">,
  now: Instant,
): SessionStatus {
  return may(session.status, "expire") && session.expiresAt <= now ? statusAfter.expire : session.status;
}

/** The session as it stands at `now`, for showing. */
export function asOf(session: CheckoutSession, now: Instant): CheckoutSession {
  const status = statusAt(session, now);
  return status === session.status ? session : { ...session, status };
}
