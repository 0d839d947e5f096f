import type { OutgoingOutcome } from "../outgoing/outgoing.ts";

/** What an answer means for an event. */
export type DeliveryVerdict =
  /** The agent has it. */
  | "accepted"
  /** It may be accepted later: the problem is the network's, the server's or the moment's. */
  | "retry"
  /** The endpoint wants no events any more: all of them wait until a person says otherwise. */
  | "gone"
  /** It will never be accepted as it is. */
  | "refused";

/** What an endpoint answers that does not know the secret, or not yet: while it is changed, for instance. */
const denials: ReadonlySet<number> = new Set([401, 403]);

/** 4xx answers that speak of the moment and not of the event: a denial, timeout, conflict, too early, too many. */
const passing: ReadonlySet<number> = new Set([...denials, 408, 409, 425, 429]);

/** Whether an endpoint does not take us for who we are: another secret may be the one it knows. */
export function isDenied(outcome: OutgoingOutcome): boolean {
  return outcome.kind === "answered" && denials.has(outcome.status);
}

/** A redirect is never followed (it could lead anywhere), and may be a proxy's mistake that passes: it is tried again. */
export function verdictOn(outcome: OutgoingOutcome): DeliveryVerdict {
  if (outcome.kind === "failed") return "retry";
  const { status } = outcome;
  if (status >= 200 && status < 300) return "accepted";
  if (status === 410) return "gone";
  return status >= 400 && status < 500 && !passing.has(status) ? "refused" : "retry";
}
