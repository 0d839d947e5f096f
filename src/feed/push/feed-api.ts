import type { Clock, Instant } from "../../clock.ts";
import { MINUTE, SECOND, toRfc3339 } from "../../clock.ts";
import type { Outgoing, OutgoingRequest } from "../../outgoing/outgoing.ts";
import type { AcpProduct } from "../acp-product.ts";
import { answered } from "./answered.ts";
import type { ApiDestination } from "./destination.ts";
import { memberOf } from "./held.ts";
import { PushFailed } from "./push-failed.ts";

/** What the agent said to some products. */
export type PatchOutcome =
  | { readonly kind: "accepted" }
  /** It will not take them as they are, or not so many at once. */
  | { readonly kind: "refused"; readonly detail: string }
  /** It does not know the feed (any more). */
  | { readonly kind: "unknown_feed" };

/** An agent's feed, over HTTP. Every method throws PushFailed when the agent does not answer as it should. */
export interface FeedApi {
  /**
   * Creates a feed for a market and gives its id. Asked twice, the agent may well answer with the same one.
   *
   * @param lostAt when all was last well with the feed that this one replaces: what would create that one would be
   *   answered with its id.
   */
  create(country: string, lostAt: Instant | undefined): Promise<string>;
  patch(feedId: string, products: readonly AcpProduct[]): Promise<PatchOutcome>;
  /** What the agent holds; `undefined` when it does not tell, or it is too much to be looked through. */
  products(feedId: string): Promise<readonly unknown[] | undefined>;
}

/** How the two APIs differ: ACP's (2026-04-17, openapi.feed.yaml) and OpenAI's own. */
const dialects = {
  acp: { collection: "/feeds", version: "2026-04-17", patchNamesCountry: false },
  openai: { collection: "/product_feeds", version: "2025-09-12", patchNamesCountry: true },
} as const;

/** The most of an answer that is read when products are read back: about 50,000 of them. */
const MOST_READ_BACK = 64 * 1024 * 1024;

/** Speaks to a destination's API, until the signal gives it up. */
export function createFeedApi(
  destination: ApiDestination,
  outgoing: Outgoing,
  clock: Clock,
  signal: AbortSignal | undefined,
): FeedApi {
  const { name, url, token, countries } = destination;
  const { collection, version, patchNamesCountry } = dialects[destination.kind];

  function request(
    method: OutgoingRequest["method"],
    path: string,
    body?: object,
    options: { readonly idempotencyKey?: string; readonly limit?: number; readonly timeoutMs?: number } = {},
  ) {
    const { idempotencyKey = crypto.randomUUID(), limit = 65_536, timeoutMs = 30 * SECOND } = options;
    if (token.value === undefined) throw new PushFailed(`${token.variable} is not set; ${name} needs it.`);
    return outgoing.request({
      method,
      url: `${url}${path}`,
      headers: {
        authorization: `Bearer ${token.value}`,
        "api-version": version,
        "request-id": crypto.randomUUID(),
        timestamp: toRfc3339(clock.now()),
        ...(body === undefined
          ? {}
          : { "content-type": "application/json", "idempotency-key": idempotencyKey }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      timeoutMs,
      answerLimitBytes: limit,
      signal,
    });
  }

  return {
    async create(country, lostAt) {
      // The same key each time: a create whose answer was lost must not leave a second feed behind.
      const asked = JSON.stringify([name, url, country, lostAt]);
      const hash = new Bun.CryptoHasher("sha256").update(asked).digest("hex");
      const idempotencyKey = `feed_${hash.slice(0, 32)}`;
      const { body } = answered(
        await request("POST", collection, { target_country: country }, { idempotencyKey }),
        name,
      );
      const id = memberOf(readJson(body), "id");
      if (typeof id !== "string" || id === "") throw new PushFailed(`${name} created a feed without an id.`);
      return id;
    },

    async patch(feedId, products) {
      const path = `${collection}/${encodeURIComponent(feedId)}/products`;
      const body = patchNamesCountry ? { target_country: countries[0], products } : { products };
      const outcome = await request("PATCH", path, body);
      if (outcome.kind === "answered") {
        if (outcome.status === 404) return { kind: "unknown_feed" };
        if ([400, 413, 422].includes(outcome.status))
          return { kind: "refused", detail: detailOf(outcome.body) };
      }
      const { body: answer } = answered(outcome, name);
      if (memberOf(readJson(answer), "accepted") === false)
        return { kind: "refused", detail: detailOf(answer) };
      return { kind: "accepted" };
    },

    async products(feedId) {
      const path = `${collection}/${encodeURIComponent(feedId)}/products`;
      const outcome = await request("GET", path, undefined, { limit: MOST_READ_BACK, timeoutMs: 2 * MINUTE });
      if (outcome.kind === "answered" && [404, 405, 501].includes(outcome.status)) return undefined;
      const found = readJson(answered(outcome, name).body);
      const products = Array.isArray(found) ? found : memberOf(found, "products");
      return Array.isArray(products) ? products : undefined;
    },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an error object says (ACP's `Error`: message, and the parameter it is about), else the text itself. */
function detailOf(body: string): string {
  const found = readJson(body);
  const [message, param] = [memberOf(found, "message"), memberOf(found, "param")];
  if (typeof message !== "string") return body.replace(/\s+/g, " ").slice(0, 300);
  return typeof param === "string" ? `${message} (${param})` : message;
}
