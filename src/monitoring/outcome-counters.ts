import { Counter, type Registry } from "./prometheus.ts";

/** Counts how what was tried came out. Labels come from closed sets only. */
export interface OutcomeCounters {
  /** Notes how a payment attempt ended, or that its outcome is not known yet. */
  attemptEnded(outcome: "succeeded" | "declined" | "unknown" | "released"): void;
  /** Notes what an agent's endpoint made of an event. */
  eventSent(verdict: "accepted" | "retry" | "gone" | "refused"): void;
  /** Notes what the mail server made of a mail. */
  mailSent(outcome: "sent" | "failed" | "refused"): void;
  /** Notes a wrong token: where it was sent, and whether it was answered as such or slowed down. */
  wrongToken(entrance: string, outcome: "answered" | "slowed"): void;
  /** Notes that a feed destination needs a person. */
  feedAlarm(destination: string, kind: "failing" | "drifted" | "refused"): void;
}

/** Makes {@link OutcomeCounters}. */
export function createOutcomeCounters(registry: Registry): OutcomeCounters {
  const registers = [registry];
  const attempts = new Counter({
    name: "checkstand_payment_attempts_total",
    help: "Payment attempts by how they ended.",
    labelNames: ["outcome"] as const,
    registers,
  });
  const events = new Counter({
    name: "checkstand_webhook_attempts_total",
    help: "Attempts to deliver an event to an agent by what came of them.",
    labelNames: ["verdict"] as const,
    registers,
  });
  const mails = new Counter({
    name: "checkstand_mail_attempts_total",
    help: "Attempts to send a mail by what came of them.",
    labelNames: ["outcome"] as const,
    registers,
  });
  const wrongTokens = new Counter({
    name: "checkstand_wrong_tokens_total",
    help: "Wrong tokens by where they were sent, and whether they were answered as such or slowed down.",
    labelNames: ["entrance", "outcome"] as const,
    registers,
  });
  const feedAlarms = new Counter({
    name: "checkstand_feed_alarms_total",
    help: "How often a feed destination failed, refused products or lost them.",
    labelNames: ["destination", "kind"] as const,
    registers,
  });
  return {
    attemptEnded: (outcome) => attempts.inc({ outcome }),
    eventSent: (verdict) => events.inc({ verdict }),
    mailSent: (outcome) => mails.inc({ outcome }),
    wrongToken: (entrance, outcome) => wrongTokens.inc({ entrance, outcome }),
    feedAlarm: (destination, kind) => feedAlarms.inc({ destination, kind }),
  };
}
