import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ucpErrors } from "../../conformance/official-ucp.ts";
import { makeShopOnDemoTerms } from "../../demo-goods.ts";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import { eventually } from "../../jobs/workshop.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import {
  type HttpsPlatform,
  serveHttpsPlatform,
  verifyByOtherLibrary,
  wayToHttpsPlatform,
} from "./https-platform.ts";
import { everyCapability, everyWay, type PlatformAnswer, profileIn, whole } from "./platform.ts";
import { makePlatformKey, signingPlatform } from "./signing-platform.ts";

const publicBaseUrl = "https://shop.example";
const key = makePlatformKey("own");
const secrets = {
  COMMERCE_API_KEY: "csk_of_this_test_and_no_other",
  ADMIN_TOKEN: "a_token_of_this_test_and_no_other",
};
const authorization = `Bearer ${secrets.ADMIN_TOKEN}`;

/** A shop in production, in which only agents with a key and of allowed hosts may pay. */
async function openShop(folder: string): Promise<ServedShop> {
  const environment = await makeShopOnDemoTerms(folder);
  const file = join(folder, "shop.toml");
  const settings = readFileSync(file, "utf8").replace(
    'ucp = "anybody"',
    'ucp = "keys"\npayments = "sandbox"',
  );
  writeFileSync(file, settings);
  return serveShop({
    folder,
    environment: { ...environment, ...secrets, PUBLIC_BASE_URL: publicBaseUrl, WEBHOOK_RETRY_BASE_MS: "20" },
    outgoing: await wayToHttpsPlatform(),
  });
}

describe.each(everyWay)("a platform that signs, in %s over %s", (version, transport) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let shop: ServedShop;
  let platform: HttpsPlatform;

  beforeEach(async () => {
    folder = temporaryFolder();
    platform = await serveHttpsPlatform((webhookUrl) => ({
      ...profileIn(version, everyCapability, webhookUrl),
      [version === "2026-04-08" ? "signing_keys" : "keys"]: [key.published],
    }));
    shop = await openShop(folder.path);
  });
  afterEach(async () => {
    await shop[Symbol.asyncDispose]();
    platform[Symbol.dispose]();
    folder[Symbol.dispose]();
  });

  const read = async (path: string): Promise<PlatformAnswer["body"]> =>
    (await shop.fetch(path, { headers: { authorization } })).json();
  const admin = async (path: string, body: object): Promise<PlatformAnswer["body"]> => {
    const headers = {
      authorization,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    };
    const response = await shop.fetch(`/admin/api${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    expect({ path, status: response.status }).toEqual({ path, status: 200 });
    return response.json();
  };
  const told = () => platform.received.map(({ text }) => JSON.parse(text));

  /** Discovers the shop, buys three candles and pays with the first handler that the shop has. */
  async function buy() {
    const profile = await read(`/.well-known/ucp${version === "2026-04-08" ? "/2026-04-08" : ""}`);
    expect(profile.ucp.version).toBe(version);
    const [handler] = Object.values<PlatformAnswer["body"]>(profile.ucp.payment_handlers)[0];
    const ask = signingPlatform(shop, { transport, profile: platform.profile });
    const checkout = { ...whole, line_items: [{ item: { id: "cedar-candle" }, quantity: 3 }] };
    const made = await ask(key, {
      method: "POST",
      path: "/checkout-sessions",
      body: checkout,
      tool: "create_checkout",
      args: { checkout },
    });
    const { id } = made.body;
    const credential = { type: "token", token: "tok_approved" };
    const instrument = { id: "i1", handler_id: handler.id, type: "card", selected: true, credential };
    const payment = { payment: { instruments: [instrument] } };
    const paid = await ask(key, {
      method: "POST",
      path: `/checkout-sessions/${id}/complete`,
      body: payment,
      tool: "complete_checkout",
      args: { id, checkout: payment },
    });
    expect(paid.body.status).toBe("completed");
    const { id: orderId, label } = paid.body.order;
    const look = { method: "GET", path: `/orders/${orderId}`, tool: "get_order", args: { id: orderId } };
    const order = async () => (await ask(key, look)).body;
    return { orderId, label, order };
  }

  test("is told of all that becomes of its order, in order, in messages that another library verifies", async () => {
    await admin("/hosts/allow", { host: platform.profile });
    const { orderId, label, order } = await buy();
    await eventually(() => platform.received.length === 1);
    expect(told()[0]).toEqual(await order());

    platform.answerWith(503);
    const [{ id: candles }] = told()[0].line_items;
    await admin(`/orders/${label}/ship`, {
      line_items: [{ id: candles, quantity: 1 }],
      tracking_number: "1Z",
    });
    await eventually(() => platform.received.length >= 3);
    await admin(`/orders/${label}/refund`, { amount: 500 });
    await admin(`/orders/${label}/cancel`, { line_items: [{ id: candles, quantity: 1 }] });
    platform.answerWith(200);
    const last = await order();
    const isTold = (state: object) => told().some((each) => Bun.deepEquals(each, state));
    await eventually(() => isTold(last));

    const waiting = async () => (await read("/admin/api/webhooks?state=pending")).events;
    await eventually(async () => (await waiting()).length === 0);
    const { events } = await read("/admin/api/webhooks?state=delivered");
    const ids = platform.received.map(({ request }) => request.headers.get("webhook-id"));
    const inOrder = ids.filter((id, index) => index === 0 || id !== ids[index - 1]);
    expect(inOrder).toHaveLength(new Set(ids).size);
    expect(inOrder).toHaveLength(events.length);
    const states = told().filter((_, index) => ids[index] !== ids[index + 1]);
    expect(states.map((state) => state.line_items[0].quantity)).toEqual([
      { original: 3, total: 3, fulfilled: 0 },
      { original: 3, total: 3, fulfilled: 1 },
      { original: 3, total: 3, fulfilled: 1 },
      { original: 3, total: 2, fulfilled: 1 },
      // What was paid for the canceled one has gone back.
      { original: 3, total: 2, fulfilled: 1 },
    ]);
    expect(states.at(-1)).toEqual(last);

    const { keys } = await read("/.well-known/ucp");
    for (const event of platform.received) {
      const { headers } = event.request;
      expect(headers.get("ucp-agent")).toBe(`profile="${publicBaseUrl}/.well-known/ucp"`);
      expect(await verifyByOtherLibrary(event, platform.webhookUrl, keys)).toBe(keys[0].kid);
      expect(ucpErrors(version, "order", JSON.parse(event.text))).toEqual([]);
      expect(JSON.parse(event.text).id).toBe(orderId);
    }
  });

  test("is told once more of what the merchant sends again, under the same id", async () => {
    await admin("/hosts/allow", { host: platform.profile });
    await buy();
    await eventually(async () => (await read("/admin/api/webhooks?state=delivered")).events.length === 1);
    const [{ id }] = (await read("/admin/api/webhooks")).events;
    await admin("/webhooks/replay", { event_ids: [id] });
    await eventually(() => platform.received.length === 2);
    const [first, again] = platform.received;
    expect(again?.text).toBe(first?.text ?? "");
    expect(again?.request.headers.get("webhook-id")).toBe(first?.request.headers.get("webhook-id") ?? "");
    const { keys } = await read("/.well-known/ucp");
    for (const event of platform.received)
      expect(await verifyByOtherLibrary(event, platform.webhookUrl, keys)).toBe(keys[0].kid);
  });
});
