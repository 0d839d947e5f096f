import { demoAdminToken } from "../../src/demo/shop.ts";
import { headersFor, type SessionJson } from "../e2e/agent.ts";
import type { ShopProcess } from "../e2e/shop-process.ts";
import { purchase } from "../faults/purchase.ts";
import { grantToken } from "../payments/stripe.ts";
import type { ShopOfProcesses } from "./shop-of-processes.ts";

/** What a process answered. `Json` is what the test says it is, and is then looked into. */
export interface Answer<Json = SessionJson> {
  readonly status: number;
  readonly body: string;
  readonly json: Json;
  /** Whether it asks to come back with the same: an error of its own, or somebody else at work on the same request. */
  readonly isLater: boolean;
}

/** A request that changes something, as it may be sent again. */
export interface KeyedCall {
  readonly path: string;
  readonly body: object;
  readonly key: string;
}

const VERSION = "2026-04-17";

/** Opens a checkout session for one of an item. @param more what else it says, or says otherwise. */
export function createOf(item: string, key: string = crypto.randomUUID(), more: object = {}): KeyedCall {
  return {
    path: "/checkout_sessions",
    body: { ...purchase.create, line_items: [{ id: item }], ...more },
    key,
  };
}

/** Pays for a session with a token that Stripe's stand-in grants. */
export async function completeOf(
  { standIn }: Pick<ShopOfProcesses, "standIn">,
  session: string,
  key: string = crypto.randomUUID(),
): Promise<KeyedCall> {
  const body = purchase.complete(await grantToken(standIn));
  return { path: `/checkout_sessions/${session}/complete`, body, key };
}

/** Sends a request of an agent's to one process, once. @throws when nobody answers. */
export function send(shop: Pick<ShopProcess, "fetch">, { path, body, key }: KeyedCall): Promise<Answer> {
  return post(shop, path, body, { ...headersFor(VERSION), "idempotency-key": key });
}

/** Sends a call of the merchant's API to one process, once. @throws when nobody answers. */
export function sendAsMerchant<Json>(
  shop: Pick<ShopProcess, "fetch">,
  { path, body, key }: KeyedCall,
): Promise<Answer<Json>> {
  return post(shop, `/admin/api${path}`, body, {
    authorization: `Bearer ${demoAdminToken}`,
    "content-type": "application/json",
    "idempotency-key": key,
  });
}

/** How often an agent waits before it asks again, ms. */
const PAUSE = 200;

/**
 * Asks one process after another, beginning with one of them, until an answer says neither to come back nor nothing: as
 * agents are told to, behind a balancer.
 *
 * @param sending {@link send} or {@link sendAsMerchant}.
 */
export async function insist<Json>(
  { processes }: Pick<ShopOfProcesses, "processes">,
  first: number,
  sending: (shop: ShopProcess) => Promise<Answer<Json>>,
): Promise<Answer<Json>> {
  for (let tries = 0; ; tries += 1) {
    const shop = processes[(first + tries) % processes.length];
    if (!shop) throw new Error("somebody serves");
    const answer = await sending(shop).catch(() => undefined);
    if (answer && !answer.isLater) return answer;
    await Bun.sleep(PAUSE);
  }
}

/** Buys one of an item: creates and pays, asking as often as it takes. @throws when that does not come to an order. */
export async function buy(shop: ShopOfProcesses, item: string, first = 0): Promise<SessionJson> {
  const create = createOf(item);
  const created = await insist(shop, first, (process) => send(process, create));
  if (created.status !== 201) throw new Error(`create answered ${created.status}: ${created.body}`);
  const complete = await completeOf(shop, created.json.id);
  const completed = await insist(shop, first, (process) => send(process, complete));
  if (completed.json.order === undefined)
    throw new Error(`complete answered ${completed.status}: ${completed.body}`);
  return completed.json;
}

async function post<Json>(
  shop: Pick<ShopProcess, "fetch">,
  path: string,
  body: object,
  headers: Record<string, string>,
): Promise<Answer<Json>> {
  const response = await shop.fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await response.text();
  return {
    status: response.status,
    body: text,
    json: JSON.parse(text) as Json,
    isLater: response.status >= 500 || response.headers.has("retry-after"),
  };
}
