import { createHash, createPublicKey } from "node:crypto";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { createVerifier } from "http-message-signatures";

/** The algorithms of signatures that are verified here, as JOSE names them (RFC 7518, RFC 8037). */
export type SignatureAlgorithm = "ES256" | "EdDSA";

const PublishedKey = Type.Object({
  kid: Type.String({ minLength: 1 }),
  kty: Type.String(),
  crv: Type.Optional(Type.String()),
  x: Type.Optional(Type.String()),
  y: Type.Optional(Type.String()),
  use: Type.Optional(Type.String()),
  alg: Type.Optional(Type.String()),
  key_ops: Type.Optional(Type.Array(Type.String())),
});

/** A public key as somebody publishes it: a JSON Web Key (RFC 7517) with a name. Perhaps of a kind that is not known here. */
export type PublishedKey = Static<typeof PublishedKey>;

/** Of what somebody publishes as keys those that are meant for signatures. What is no such key spoils none of the others. */
export function signingKeysIn(published: readonly unknown[]): readonly PublishedKey[] {
  return published.filter(
    (key): key is PublishedKey =>
      Value.Check(PublishedKey, key) &&
      (key.use === undefined || key.use === "sig") &&
      (key.key_ops === undefined || key.key_ops.includes("verify")),
  );
}

/** The kinds of keys of each algorithm, and RFC 9421's name of it. */
const kinds: Readonly<
  Record<SignatureAlgorithm, { readonly kty: string; readonly crv: string; readonly registered: string }>
> = {
  ES256: { kty: "EC", crv: "P-256", registered: "ecdsa-p256-sha256" },
  EdDSA: { kty: "OKP", crv: "Ed25519", registered: "ed25519" },
};

/** What a key verifies: bytes of one algorithm, which the key decides and nobody else. */
export interface KeyVerifier {
  /** RFC 9421's name of the algorithm. */
  readonly algorithm: string;
  readonly verify: ReturnType<typeof createVerifier>;
}

/**
 * What verifies signatures of a key; `undefined` where it is of another kind than the algorithms taken, or
 * says that it is for another one, or is broken.
 */
export function verifierOf(key: PublishedKey, taken: readonly SignatureAlgorithm[]): KeyVerifier | undefined {
  const algorithm = taken.find((each) => kinds[each].kty === key.kty && kinds[each].crv === key.crv);
  if (!algorithm || (key.alg !== undefined && key.alg !== algorithm)) return undefined;
  return makeVerifier(key, kinds[algorithm].registered);
}

function makeVerifier({ kty, crv, x, y }: PublishedKey, algorithm: string): KeyVerifier | undefined {
  try {
    // Only the public half, whatever else was published.
    const jwk = { kty, ...(crv !== undefined && { crv }), ...(x !== undefined && { x }) };
    const key = createPublicKey({
      key: kty === "EC" && y !== undefined ? { ...jwk, y } : jwk,
      format: "jwk",
    });
    return { algorithm, verify: createVerifier(key.export({ type: "spki", format: "pem" }), algorithm) };
  } catch {
    return undefined;
  }
}

/** The key's SHA-256 thumbprint in base64url (RFC 7638 section 3, RFC 8037 section 2). */
export function thumbprintOf({ crv, kty, x, y }: PublishedKey): string {
  const members = kty === "EC" ? { crv, kty, x, y } : { crv, kty, x };
  return createHash("sha256").update(JSON.stringify(members)).digest("base64url");
}
