import { createHash, createPrivateKey, sign } from "node:crypto";
import { httpbis } from "http-message-signatures";
import type { Instant } from "../clock.ts";
import type { SigningKey } from "./key.ts";

/** A request to be signed: all that a signature can cover. */
export interface UnsignedMessage {
  readonly method: string;
  readonly url: string;
  /** Every one of them is covered; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Signs a request as RFC 9421 has it, over method, host, path, query, every header that is given, and the body by its
 * digest (RFC 9530): what UCP demands of a signature, whichever of these headers it names.
 *
 * @param now stands in the signature as the moment it was made in.
 * @returns the headers to send, those that were given among them.
 */
export async function signMessage(
  { method, url, headers, body }: UnsignedMessage,
  { id, privateKey }: Pick<SigningKey, "id" | "privateKey">,
  now: Instant,
): Promise<Readonly<Record<string, string>>> {
  const covered = { ...headers, "content-digest": digestOf(body) };
  const derived = ["@method", "@authority", "@path", ...(new URL(url).search === "" ? [] : ["@query"])];
  const signed = await httpbis.signMessage(
    {
      key: { id, sign: async (base) => signES256(base, privateKey) },
      name: "sig1",
      fields: [...derived, ...Object.keys(covered)],
      params: ["created", "keyid"],
      paramValues: { created: new Date(now) },
    },
    { method, url, headers: covered },
  );
  return signed.headers;
}

function digestOf(body: string): string {
  return `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
}

/** ES256 as RFC 9421 (3.3.4) writes it: both numbers side by side, 64 bytes, not the DER that OpenSSL writes. */
function signES256(base: Uint8Array, privateKey: string): Buffer {
  return sign("sha256", base, { key: createPrivateKey(privateKey), dsaEncoding: "ieee-p1363" });
}
