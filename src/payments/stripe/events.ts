import type { Stripe } from "stripe";
import { type Instant, MINUTE, SECOND } from "../../clock.ts";
import { type AttemptId, asId } from "../../ids.ts";
import type { EventReading, EventSubject } from "../event.ts";
import { fromUnix } from "./outcomes.ts";

/** How far the time in a signature may be from ours, either way, ms. */
const TOLERANCE = 5 * MINUTE;

/** 9999-12-31T23:59:59Z, in seconds since 1970: no later moment can be written out. */
const LAST_SECOND = 253_402_300_799;

const utf8 = new TextDecoder("utf-8", { fatal: true });

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
  const verifier = webhooks.signature;
  if (verifier === null) throw new Error("this build of Stripe's library verifies no signatures");
  try {
    await verifier.verifyHeaderAsync(body, signature, secret, TOLERANCE / SECOND, undefined, now);
  } catch {
    return refused("the signature does not match the body");
  }
  return readSigned(body);
}

/** Reads what is known to be Stripe's own. A Stripe that is not as it should be is told what is wrong. */
function readSigned(body: Uint8Array): EventReading {
  let event: unknown;
  try {
    event = JSON.parse(utf8.decode(body));
  } catch {
    return malformed("the body is not JSON in UTF-8");
  }
  if (typeof event !== "object" || event === null) return malformed("the body is not an object");
  const { id, type, created, data }: Readonly<Record<string, unknown>> = { ...event };
  if (typeof id !== "string" || id === "") return malformed("id must be text");
  if (typeof type !== "string" || type === "") return malformed("type must be text");
  if (typeof created !== "number" || !Number.isInteger(created) || created < 0 || created > LAST_SECOND)
    return malformed("created must be a moment in whole seconds since 1970");
  const object: unknown = Reflect.get(Object(data), "object");
  return {
    kind: "read",
    event: { id, type, createdAt: fromUnix(created), subject: subjectOf(type, Object(object)) },
  };
}

function malformed(why: string): EventReading {
  return { kind: "malformed", why };
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
  if (/^checkout\.session\./.test(type) && typeof id === "string")
    return { kind: "hosted", pageId: id, attemptId: attemptIn(metadata) };
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
