import type { Stripe } from "stripe";
import { type Instant, MINUTE, SECOND } from "../../clock.ts";
import { type AttemptId, asId } from "../../ids.ts";
import type { EventReading, EventSubject } from "../event.ts";
import { fromUnix } from "./outcomes.ts";

/** How far the time in a signature may be from ours, either way, ms. */
const TOLERANCE = 5 * MINUTE;

/**
 * Verifies an event over its bytes as received, and says what it is about. A time in the future is refused, too: the
 * library lets it pass, and a signature made for next year could be sent until then.
 */
export async function readStripeEvent(
  webhooks: Stripe["webhooks"],
  secret: string | undefined,
  body: Uint8Array,
  signature: string | null,
  now: Instant,
): Promise<EventReading> {
  if (secret === undefined) return refused("STRIPE_WEBHOOK_SECRET is not set here");
  if (signature === null) return refused("the Stripe-Signature header is missing");
  const signedAt = Number(/(?:^|,)t=(\d{1,12})(?:,|$)/.exec(signature)?.[1]);
  // Not a number: no time could be read.
  if (!(Math.abs(now - signedAt * SECOND) <= TOLERANCE)) return refused("the signature is not from now");
  let event: Stripe.Event;
  try {
    event = await webhooks.constructEventAsync(body, signature, secret, TOLERANCE / SECOND, undefined, now);
  } catch {
    return refused("the signature does not match the body");
  }
  const { id, type, created } = event;
  if (typeof id !== "string" || typeof type !== "string" || typeof created !== "number")
    return refused("the body is not an event");
  return {
    kind: "read",
    event: { id, type, createdAt: fromUnix(created), subject: subjectOf(type, Object(event.data?.object)) },
  };
}

function refused(why: string): EventReading {
  return { kind: "refused", why };
}

/** Only names are taken from an event; how things stand is asked afterwards. */
function subjectOf(type: string, object: Readonly<Record<string, unknown>>): EventSubject {
  const { id, payment_intent: intent, metadata } = object;
  if (/^payment_intent\./.test(type) && typeof id === "string") {
    return { kind: "charge", reference: id, attemptId: attemptIn(metadata) };
  }
  if (/^shared_payment\.granted_token\./.test(type)) return { kind: "token" };
  if (typeof intent !== "string") return { kind: "other" };
  if (/^charge\.dispute\./.test(type) && typeof id === "string")
    return { kind: "dispute", reference: id, chargeReference: intent };
  if (/^(refund\.|charge\.refund)/.test(type)) return { kind: "refund", chargeReference: intent };
  if (/^charge\.(captured|expired)$/.test(type)) return { kind: "charge", reference: intent };
  return { kind: "other" };
}

function attemptIn(metadata: unknown): AttemptId | undefined {
  const named: unknown = Reflect.get(Object(metadata), "attempt_id");
  return typeof named === "string" ? asId<AttemptId>(named) : undefined;
}
