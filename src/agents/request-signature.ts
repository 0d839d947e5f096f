import {
  createHmac,
  createPublicKey,
  type KeyObject,
  sign as signAsymmetrically,
  timingSafeEqual,
  verify as verifyAsymmetrically,
} from "node:crypto";
import canonicalize from "canonicalize";
import { fromRfc3339, type Instant, MINUTE } from "../clock.ts";
import { fail, type Outcome, succeed } from "../problem.ts";
import type { SignatureSettings } from "./agent.ts";

/** How far the agent's clock and ours may be apart, in either direction. */
const SIGNATURE_WINDOW_MS = 5 * MINUTE;

/** The two headers of a signed request, as received. */
export interface SignatureHeaders {
  /** `Signature`, in base64 or base64url, with or without padding. */
  readonly signature: string | null;
  /** `Timestamp`, RFC 3339. */
  readonly timestamp: string | null;
}

/**
 * Checks the signature of a request with a body, over the bytes received.
 *
 * A timestamp outside the window is refused even where it is not part of what is signed; there, it may also be left
 * out, since whoever replays a request could leave it out as well: idempotency keys are what protects those agents.
 *
 * @returns nothing, or the problem `invalid_signature` with a detail that tells an honest agent what to look at.
 */
export function verifyRequestSignature(
  settings: SignatureSettings,
  body: Uint8Array,
  headers: SignatureHeaders,
  now: Instant,
): Outcome<undefined> {
  const refuse = (detail: string) => fail({ kind: "invalid_signature", detail });

  if (!headers.signature) return refuse("the Signature header is missing");
  const signature = decodeSignature(headers.signature);
  if (!signature) return refuse("the Signature header is neither base64 nor base64url");

  if (headers.timestamp !== null) {
    const sentAt = fromRfc3339(headers.timestamp);
    if (sentAt === undefined) return refuse("the Timestamp header is not an RFC 3339 date-time");
    if (Math.abs(now - sentAt) > SIGNATURE_WINDOW_MS) {
      return refuse("the Timestamp header is more than 300 seconds away from our clock");
    }
  } else if (settings.withTimestamp) {
    return refuse("the Timestamp header is missing");
  }

  const payload = signedPayload(settings, body, headers.timestamp ?? "");
  if (!payload) return refuse("the body is not JSON, so it has no canonical form");
  return isSignedBy(settings, payload, signature)
    ? succeed(undefined)
    : refuse("the signature does not match the body");
}

/** What a signature is made with: the settings an agent is known by, with the secret or its own private key (PEM). */
export type SigningSettings = SignatureSettings;

/**
 * Makes the value of a `Signature` header, in base64.
 *
 * @param timestamp the value of the `Timestamp` header it will be sent with.
 * @throws Error when the body has no canonical form and one is asked for, or the key is not of the algorithm.
 */
export function signRequest(settings: SigningSettings, body: Uint8Array, timestamp: string): string {
  const payload = signedPayload(settings, body, timestamp);
  if (!payload) throw new Error("The body is not JSON, so it has no canonical form.");
  switch (settings.algorithm) {
    case "hmac-sha256":
      return hmac(settings.key, payload).toString("base64");
    case "ed25519":
      return signAsymmetrically(null, payload, settings.key).toString("base64");
    case "es256":
      return signAsymmetrically("sha256", payload, { key: settings.key, dsaEncoding: "ieee-p1363" }).toString(
        "base64",
      );
  }
}

/** The bytes that are signed; `undefined` when the body is not JSON and its canonical form is meant. */
function signedPayload(settings: SignatureSettings, body: Uint8Array, timestamp: string): Buffer | undefined {
  const content = settings.payload === "raw" ? body : canonicalForm(body);
  if (!content) return undefined;
  return Buffer.concat([Buffer.from(settings.withTimestamp ? `${timestamp}.` : ""), content]);
}

/** RFC 8785. */
function canonicalForm(body: Uint8Array): Buffer | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    const text = canonicalize(parsed);
    return text === undefined ? undefined : Buffer.from(text);
  } catch {
    return undefined;
  }
}

function isSignedBy(settings: SignatureSettings, payload: Buffer, signature: Buffer): boolean {
  switch (settings.algorithm) {
    case "hmac-sha256": {
      const expected = hmac(settings.key, payload);
      return signature.length === expected.length && timingSafeEqual(signature, expected);
    }
    case "ed25519":
      return verifyAsymmetrically(null, payload, publicKeyOf(settings), signature);
    case "es256": {
      // RFC 7518 §3.4 joins the two numbers to 64 bytes; OpenSSL writes them as DER, which is longer.
      const dsaEncoding = signature.length === 64 ? "ieee-p1363" : "der";
      return verifyAsymmetrically("sha256", payload, { key: publicKeyOf(settings), dsaEncoding }, signature);
    }
  }
}

function hmac(key: string, payload: Buffer): Buffer {
  return createHmac("sha256", key).update(payload).digest();
}

/** Parsed once for as long as the agent's settings live. */
const publicKeys = new WeakMap<SignatureSettings, KeyObject>();

function publicKeyOf(settings: SignatureSettings): KeyObject {
  const known = publicKeys.get(settings);
  if (known) return known;
  const key = createPublicKey(settings.key);
  publicKeys.set(settings, key);
  return key;
}

function decodeSignature(text: string): Buffer | undefined {
  const trimmed = text.trim();
  if (!/^([A-Za-z0-9+/]+|[A-Za-z0-9_-]+)={0,2}$/.test(trimmed)) return undefined;
  return Buffer.from(trimmed, /[-_]/.test(trimmed) ? "base64url" : "base64");
}
