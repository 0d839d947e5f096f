import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { ServedShop } from "../http/shop-server.ts";
import { eventually } from "../jobs/workshop.ts";
import { answer, startReceiver } from "../outbox/receiver.ts";
import {
  everyCapability,
  hostProfiles,
  type ProfileHost,
  payBy,
  platform,
  profileIn,
  ucpVersions,
} from "../protocols/ucp/platform.ts";
import { verifyMessage } from "../signing/verify-message.ts";
import { john, key, serveFlowerShop, springfield } from "./flower-shop.ts";
import { ucpErrors } from "./official-ucp.ts";

const secret = "secret-of-the-official-suite";

/**
 * The cases of the official suite on webhooks and simulation, by what each asks. Since 2026-04-08 an event is the whole order,
 * and has no `event_type` of its own.
 */
describe.each(ucpVersions)("the flower shop in %s", (version) => {
  let shop: ServedShop;
  let profiles: ProfileHost;
  let receiver: ReturnType<typeof startReceiver>;

  beforeAll(async () => {
    profiles = hostProfiles(() => Response.json(profileIn(version, everyCapability, receiver.url)));
    shop = await serveFlowerShop({ TESTING_SECRET: secret, WEBHOOK_RETRY_BASE_MS: "20" });
  });
  afterAll(async () => {
    await shop[Symbol.asyncDispose]();
    profiles[Symbol.dispose]();
  });
  beforeEach(() => {
    receiver = startReceiver();
  });
  afterEach(() => receiver[Symbol.dispose]());

  let platforms = 0;
  /** Buys a bouquet that goes to an address. Each buyer comes by a profile of their own, and so by the receiver's address. */
  const buy = async (destination: object = springfield) => {
    platforms += 1;
    const ask = platform(shop, profiles.at(`platform-${platforms}`));
    const methods = [{ type: "shipping", destinations: [destination] }];
    const whole = {
      line_items: [{ item: { id: "bouquet_roses" }, quantity: 1 }],
      buyer: john,
      fulfillment: { methods },
    };
    const { body } = await ask("POST", "/checkout-sessions", whole, key);
    const paid = await ask("POST", `/checkout-sessions/${body.id}/complete`, payBy("success_token"), key);
    expect(paid.body.status).toBe("completed");
    return { checkoutId: body.id, orderId: paid.body.order.id };
  };
  const simulateShipping = (orderId: string, headers: Readonly<Record<string, string>>) =>
    shop.fetch(`/testing/simulate-shipping/${orderId}`, { method: "POST", headers });
  const ship = async (orderId: string) => {
    const { status } = await simulateShipping(orderId, { "simulation-secret": secret });
    expect(status).toBe(200);
  };
  const told = async (events: number) => {
    await eventually(() => receiver.received.length >= events);
    return receiver.received.map(({ text }) => JSON.parse(text));
  };
  const expectWhole = (order: { id: string; checkout_id: string }, ids: Awaited<ReturnType<typeof buy>>) => {
    expect(order).toMatchObject({ id: ids.orderId, checkout_id: ids.checkoutId });
    expect(ucpErrors(version, "order", order)).toEqual([]);
  };

  test("an order that was placed is told whole, and whole again once it is shipped", async () => {
    const ids = await buy();
    await ship(ids.orderId);
    const [placed, shipped] = await told(2);
    expectWhole(placed, ids);
    expectWhole(shipped, ids);
    expect(placed.fulfillment.events).toEqual([]);
    expect(shipped.fulfillment.events.map(({ type }: { type: string }) => type)).toContain("shipped");
  });

  test("the address that the order goes to is told, the buyer's as any other", async () => {
    await buy();
    await told(1);
    const elsewhere = {
      id: "dest_new_webhook",
      street_address: "Webhook St",
      address_locality: "Toronto",
      address_region: "ON",
      postal_code: "M5V 2H1",
      address_country: "CA",
    };
    await buy(elsewhere);
    const destinations = (await told(2)).map(({ fulfillment }) => fulfillment.expectations[0].destination);
    expect(destinations).toMatchObject([
      { address_country: "US" },
      { address_country: "CA", street_address: "Webhook St" },
    ]);
  });

  test("an event carries the headers of Standard Webhooks", async () => {
    await buy();
    await told(1);
    const headers = receiver.received[0]?.headers;
    expect(headers?.get("webhook-id")).toBeTruthy();
    expect(headers?.get("webhook-timestamp")).toMatch(/^\d{10}$/);
  });

  test("an event whose receiver fails is told again as the same one", async () => {
    receiver.become((_, earlier) => (earlier.length === 0 ? answer(500) : undefined));
    await buy();
    const [first, again] = await told(2);
    expect(again).toEqual(first);
    for (const header of ["webhook-id", "webhook-timestamp"]) {
      const [before, after] = receiver.received.map(({ headers }) => headers.get(header));
      expect(after).toBe(before ?? "none");
    }
  });

  test("an event says who sends it, and is signed over that, its target and its body", async () => {
    await buy();
    await told(1);
    const [received] = receiver.received;
    if (!received) throw new Error("an event was told");
    expect(received.headers.get("ucp-agent")).toMatch(/^profile="[^"]+\/\.well-known\/ucp"$/);
    const { keys } = JSON.parse(await (await shop.fetch("/.well-known/ucp")).text());
    const { components } = verifyMessage({ method: "POST", url: receiver.url, ...received }, keys);
    expect(components).toEqual(
      expect.arrayContaining([
        "@method",
        "@authority",
        "@path",
        "content-digest",
        "content-type",
        "ucp-agent",
      ]),
    );
  });

  test.each([
    ["without the secret", {}],
    ["with another secret", { "simulation-secret": "for-sure-incorrect-secret" }],
  ])("shipping is not simulated %s", async (_, headers) => {
    const { orderId } = await buy();
    expect((await simulateShipping(orderId, headers)).status).toBe(403);
  });

  test("whoever has the secret is told where there is no such order", async () => {
    expect((await simulateShipping("test-order-security", { "simulation-secret": secret })).status).toBe(404);
  });
});
