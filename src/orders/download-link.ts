import { createHmac, timingSafeEqual } from "node:crypto";
import { DAY, type Instant, instant } from "../clock.ts";
import { asId, type FulfillmentId, type OrderId } from "../ids.ts";
import { randomBytes } from "../randomness.ts";
import type { Shop } from "../shop.ts";
import type { SecretStore } from "./stores.ts";

/** How long a link to digital goods opens, ms. */
export const DOWNLOAD_LIFETIME = 30 * DAY;

/** What a download link names. */
export interface Download {
  readonly orderId: OrderId;
  readonly fulfillmentId: FulfillmentId;
  readonly expiresAt: Instant;
}

/** Makes and reads the links under which buyers fetch digital goods: their own permission, until they expire. */
export interface DownloadLinks {
  linkTo(download: Download): string;
  /** Reads the last part of a link's path. `undefined` for one that was not made here. Says nothing about its time. */
  read(token: string): Download | undefined;
}

/** @param secret of this shop alone: who knows it can make links. */
export function createDownloadLinks(secret: string, shop: Pick<Shop, "publicBaseUrl">): DownloadLinks {
  const signatureOf = (claim: string) =>
    createHmac("sha256", secret).update(`download ${claim}`).digest("base64url");
  return {
    linkTo({ orderId, fulfillmentId, expiresAt }) {
      const claim = `${orderId}.${fulfillmentId}.${expiresAt}`;
      return `${shop.publicBaseUrl}/downloads/${claim}.${signatureOf(claim)}`;
    },
    read(token) {
      const [claim, signature] = splitAtLast(token);
      if (!isSame(signature, signatureOf(claim))) return undefined;
      const [orderId = "", fulfillmentId = "", expiresAt = ""] = claim.split(".");
      return {
        orderId: asId<OrderId>(orderId),
        fulfillmentId: asId<FulfillmentId>(fulfillmentId),
        expiresAt: instant(Number(expiresAt)),
      };
    },
  };
}

/** The name under which the secret of download links is kept. */
const secretName = "download_link_secret";

/** The shop's secret for download links, made when there is none yet. In a write job. */
export async function downloadSecret(secrets: SecretStore): Promise<string> {
  const known = await secrets.find(secretName);
  if (known !== undefined) return known;
  const secret = randomBytes(32).toString("base64url");
  await secrets.insert(secretName, secret);
  return secret;
}

function splitAtLast(token: string): readonly [claim: string, signature: string] {
  const dot = token.lastIndexOf(".");
  return [token.slice(0, Math.max(0, dot)), token.slice(dot + 1)];
}

/** Compares signatures without telling by time where they differ. */
function isSame(given: string, expected: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(expected);
  return one.length === other.length && timingSafeEqual(one, other);
}
