import { timingSafeEqual } from "node:crypto";
import { CryptoHasher } from "bun";
import { asId, type SessionId } from "../ids.ts";
import type { SecretStore } from "../orders/stores.ts";
import { randomBytes } from "../randomness.ts";
import type { Shop } from "../shop.ts";

/**
 * The page of each session on which its buyer may finish it. Its address is its own permission: the session's id, and 128
 * bits that only this shop can work out of it. Nothing of it is stored.
 */
export interface CheckoutPageLinks {
  /** The page itself, an absolute address. */
  pageOf(id: SessionId): string;
  /** Where the payment provider sends the buyer back to: after paying, and when they turned back. */
  returnOf(id: SessionId): string;
  backOf(id: SessionId): string;
  /** The session that a token in such an address names; `undefined` for one that was not made here. */
  read(token: string): SessionId | undefined;
}

/** How much of the code is in an address, bytes. */
const CODE_BYTES = 16;

/** @param secret of this shop alone: who knows it can make links. */
export function createCheckoutPageLinks(
  secret: string,
  { publicBaseUrl }: Pick<Shop, "publicBaseUrl">,
): CheckoutPageLinks {
  const digestOf = (id: string) => new CryptoHasher("sha256", secret).update(`checkout page ${id}`).digest();
  const codeOf = (id: string) => digestOf(id).toString("base64url", 0, CODE_BYTES);
  const pageOf = (id: SessionId) => `${publicBaseUrl}/checkout/${id}.${codeOf(id)}`;
  return {
    pageOf,
    returnOf: (id) => `${pageOf(id)}/return`,
    backOf: (id) => `${pageOf(id)}/back`,
    read(token) {
      const [id = "", code = "", ...rest] = token.split(".");
      const given = Buffer.from(code, "base64url");
      const isOurs =
        rest.length === 0 &&
        given.length === CODE_BYTES &&
        timingSafeEqual(given, digestOf(id).subarray(0, CODE_BYTES));
      return isOurs ? asId<SessionId>(id) : undefined;
    },
  };
}

/** The name under which the secret of checkout pages is kept. */
const secretName = "checkout_page_secret";

/** The shop's secret for checkout pages, made when there is none yet. In a write job. */
export async function checkoutPageSecret(secrets: SecretStore): Promise<string> {
  const known = await secrets.find(secretName);
  if (known !== undefined) return known;
  const secret = randomBytes(32).toString("base64url");
  await secrets.insert(secretName, secret);
  return secret;
}
