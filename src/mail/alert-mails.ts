import { type Clock, type Instant, toRfc3339 } from "../clock.ts";
import type { Log } from "../log.ts";
import type { DeliveryFailure } from "../outbox/sending-dependencies.ts";
import type { MerchantAlert } from "../payments/alert.ts";
import type { Write } from "../storage.ts";
import { compose, type MailTerms } from "./compose.ts";
import type { Mail, MailStore } from "./mail.ts";

/** Tells the merchant of problem, where they want to hear of it. */
export interface AlertMails {
  /** In the job of the change. */
  ofDelivery(stores: { readonly mails: MailStore }, reason: DeliveryFailure): Promise<void>;
  /** In a job of its own. Never throws, never waits. */
  ofPayment(alert: MerchantAlert): void;
  /** As {@link ofPayment}. */
  ofFeed(reason: FeedFailure): void;
}

/** A feed destination that needs a person: it fails again and again, lost what it was sent, or refuses products. */
export interface FeedFailure {
  readonly destination: string;
  readonly kind: "failing" | "drifted" | "refused";
  readonly detail: string;
}

export interface AlertMailDependencies {
  readonly terms: MailTerms | undefined;
  readonly write: Write<{ readonly mails: MailStore }>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Builds the {@link AlertMails} of one server. */
export function createAlertMails({ terms, write, clock, log }: AlertMailDependencies): AlertMails {
  /** Writes a mail, if there is one, in a job of its own. */
  function send(mail: Mail | undefined, now: Instant, kind: string): void {
    if (!mail) return;
    write(({ mails }) => mails.append(mail, now)).catch((error) =>
      log.error("the merchant could not be written to", { kind, error }),
    );
  }

  return {
    async ofDelivery({ mails }, reason) {
      const now = clock.now();
      const mail = terms && deliveryFailureMail(reason, now, terms);
      if (mail) await mails.append(mail, now);
    },
    ofPayment(alert) {
      const now = clock.now();
      send(terms && paymentAlertMail(alert, now, terms), now, alert.kind);
    },
    ofFeed(reason) {
      const now = clock.now();
      send(terms && feedFailureMail(reason, now, terms), now, reason.kind);
    },
  };
}

/** Tells the merchant of an agent that cannot be told of its orders: once a day, however many events it is about. */
export function deliveryFailureMail(
  { kind, endpoint: { agent, url }, event }: DeliveryFailure,
  now: Instant,
  terms: MailTerms,
): Mail | undefined {
  if (terms.ordersTo === undefined) return undefined;
  const key = `${kind}:${agent.id}:${url}:${toRfc3339(now).slice(0, "2026-01-01".length)}`;
  switch (kind) {
    case "endpoint_gone":
      return compose(terms, key, terms.ordersTo, `${agent.name} does not take order events any more`, {
        heading: `${agent.name} does not take order events any more`,
        parts: [
          {
            kind: "paragraph",
            words: `${url} answered 410 Gone. Nothing more is sent there; events wait. Once it takes them again, run: checkstand webhooks replay ${event.id}`,
          },
        ],
      });
    case "event_given_up":
      return compose(terms, key, terms.ordersTo, `${agent.name} could not be told of an order`, {
        heading: `${agent.name} could not be told of an order`,
        parts: [
          {
            kind: "paragraph",
            words: `${url} did not take the event ${event.id}, and perhaps others. See why with: checkstand webhooks show ${event.id}`,
          },
          {
            kind: "paragraph",
            words: "Send all that were given up again with: checkstand webhooks replay --dead",
          },
        ],
      });
  }
}

/** Tells the merchant of money that needs a person. */
export function paymentAlertMail(
  { kind, words, attemptId, sessionId, orderId }: MerchantAlert,
  now: Instant,
  terms: MailTerms,
): Mail | undefined {
  if (terms.ordersTo === undefined) return undefined;
  const about = orderId ?? attemptId ?? sessionId ?? "the shop";
  const key = `${kind}:${about}:${toRfc3339(now).slice(0, "2026-01-01".length)}`;
  return compose(terms, key, terms.ordersTo, "A payment needs your attention", {
    heading: "A payment needs your attention",
    parts: [
      { kind: "paragraph", words: `${words.charAt(0).toUpperCase()}${words.slice(1)}.` },
      {
        kind: "lines",
        title: "It is about",
        lines: [orderId, attemptId, sessionId].filter((id) => id !== undefined),
      },
    ],
  });
}

/** Tells the merchant of a feed that does not get where it should: once a day for each destination and problem. */
export function feedFailureMail(
  { destination, kind, detail }: FeedFailure,
  now: Instant,
  terms: MailTerms,
): Mail | undefined {
  if (terms.ordersTo === undefined) return undefined;
  const key = `feed_${kind}:${destination}:${toRfc3339(now).slice(0, "2026-01-01".length)}`;
  const heading = {
    failing: `The product feed does not reach ${destination}`,
    drifted: `${destination} did not hold your products as they were sent`,
    refused: `${destination} does not take some of your products`,
  }[kind];
  return compose(terms, key, terms.ordersTo, heading, {
    heading,
    parts: [
      { kind: "paragraph", words: detail },
      { kind: "paragraph", words: "See the last pushes with: checkstand feed push --history" },
    ],
  });
}
