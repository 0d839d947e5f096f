import type { Static } from "@sinclair/typebox";
import type { AdminOrderAnswer, RefundAnswer } from "../../src/dashboard/shapes/order.ts";
import { demoAdminToken } from "../../src/demo/shop.ts";
import { serveShop } from "../http/shop-server.ts";

/** An order, as the merchant's API shows it. */
export type OrderJson = Static<typeof AdminOrderAnswer>;
/** What working on an order answers. */
export interface WorkedJson {
  readonly order: OrderJson;
  readonly refund?: Static<typeof RefundAnswer>;
}

/** An answer of the merchant's API; `json` is what the test says it is, and is then looked into. */
export interface Answered<Json> {
  readonly status: number;
  readonly json: Json;
}

/** A demo shop over a real socket, with its merchant at the API. */
export async function openMerchantsShop(environment: Record<string, string> = {}) {
  const shop = await serveShop({ environment });
  const call = async <Json>(
    method: string,
    path: string,
    init: RequestInit = {},
  ): Promise<Answered<Json>> => {
    const response = await shop.fetch(`/admin/api${path}`, {
      method,
      ...init,
      headers: { authorization: `Bearer ${demoAdminToken}`, ...init.headers },
    });
    return { status: response.status, json: (await response.json()) as Json };
  };
  return {
    shop,
    get: <Json = unknown>(path: string) => call<Json>("GET", path),
    post: <Json = unknown>(path: string, body: object = {}, headers: Record<string, string> = {}) =>
      call<Json>("POST", path, {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json", ...headers },
      }),
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}
