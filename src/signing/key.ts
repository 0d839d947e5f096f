import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
} from "node:crypto";
import type { Instant } from "../clock.ts";

/** A key that the shop signs its own messages with: ECDSA on P-256, which every verifier of UCP knows (ES256). */
export interface SigningKey {
  /** Its RFC 7638 thumbprint: what signatures name it by, and the `kid` under which its public part is published. */
  readonly id: string;
  /** PKCS #8, PEM. Never leaves the database but to sign. */
  readonly privateKey: string;
  readonly createdAt: Instant;
  /** Published from the beginning, it signs from here on: whoever knows the published keys of before knows it by then. */
  readonly signsFrom: Instant;
  /** Until when its public part is published; absent on the newest. */
  readonly publishedUntil?: Instant | undefined;
}

/** The public part of a key as a JWK (RFC 7517). */
export interface PublicSigningKey {
  readonly kid: string;
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
  readonly use: "sig";
  readonly alg: "ES256";
}

/** Makes a key that nobody has seen yet. */
export function newSigningKey(now: Instant, signsFrom: Instant): SigningKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { id: thumbprintOf(coordinatesOf(pem)), privateKey: pem, createdAt: now, signsFrom };
}

/** What of a key everybody may know. */
export function publicPartOf({ id, privateKey }: Pick<SigningKey, "id" | "privateKey">): PublicSigningKey {
  return { kid: id, kty: "EC", crv: "P-256", ...coordinatesOf(privateKey), use: "sig", alg: "ES256" };
}

function coordinatesOf(pem: string): { readonly x: string; readonly y: string } {
  const { x, y }: JsonWebKey = createPublicKey(createPrivateKey(pem)).export({ format: "jwk" });
  if (x === undefined || y === undefined) throw new Error("a signing key is a key of an elliptic curve");
  return { x, y };
}

/** RFC 7638: SHA-256 over the required members in the order of the alphabet. */
function thumbprintOf({ x, y }: { readonly x: string; readonly y: string }): string {
  return createHash("sha256")
    .update(JSON.stringify({ crv: "P-256", kty: "EC", x, y }))
    .digest("base64url");
}
