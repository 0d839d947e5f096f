import { createHash, createPublicKey, verify } from "node:crypto";

/** A request as its receiver has it. */
export interface ReceivedMessage {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly text: string;
}

/** A public key of an elliptic curve, as a profile has it. */
export interface PublicKeyJson {
  readonly kid: string;
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
}

/** What a receiver found out of a signature. */
export interface Verified {
  readonly components: readonly string[];
  readonly keyId: string;
  /** Seconds since the epoch. */
  readonly created: number;
}

/**
 * Verifies a signed request as a receiver does who has read RFC 9421, RFC 9530 and no library: takes the signature's input
 * apart, writes the signature base, and asks OpenSSL.
 *
 * @param keys as they stand in the sender's profile.
 * @throws Error for whatever does not hold.
 */
export function verifyMessage(message: ReceivedMessage, keys: readonly PublicKeyJson[]): Verified {
  const input = message.headers.get("signature-input") ?? "";
  const [, list = "", parameters = ""] = /^sig1=\(([^)]*)\)((?:;[a-z]+=(?:"[^"]*"|\d+))*)$/.exec(input) ?? [];
  const components = [...list.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
  const [, created = ""] = /;created=(\d+)/.exec(parameters) ?? [];
  const [, keyId = ""] = /;keyid="([^"]*)"/.exec(parameters) ?? [];
  const [, signature = ""] = /^sig1=:([^:]+):$/.exec(message.headers.get("signature") ?? "") ?? [];
  const digest = createHash("sha256").update(message.text).digest("base64");
  if (message.headers.get("content-digest") !== `sha-256=:${digest}:`)
    throw new Error("the digest is another body's");
  const key = keys.find(({ kid }) => kid === keyId);
  if (!key) throw new Error(`the profile has no key ${keyId}`);
  const lines = components.map((name) => `"${name}": ${componentOf(name, message)}`);
  const base = [...lines, `"@signature-params": (${list})${parameters}`].join("\n");
  const bytes = Buffer.from(signature, "base64");
  if (bytes.length !== 64) throw new Error("an ES256 signature is two numbers of 32 bytes");
  const publicKey = createPublicKey({ key: { ...key }, format: "jwk" });
  if (!verify("sha256", Buffer.from(base), { key: publicKey, dsaEncoding: "ieee-p1363" }, bytes))
    throw new Error(`the signature is not one of\n${base}`);
  return { components, keyId, created: Number(created) };
}

function componentOf(name: string, { method, url, headers }: ReceivedMessage): string {
  const { host, pathname, search } = new URL(url);
  switch (name) {
    case "@method":
      return method;
    case "@authority":
      return host;
    case "@path":
      return pathname;
    case "@query":
      return search === "" ? "?" : search;
    default: {
      const value = headers.get(name);
      if (value === null) throw new Error(`the header ${name} is signed and not there`);
      return value.trim();
    }
  }
}
