import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { demoAdminToken, demoApiKey } from "../../../src/demo/shop.ts";
import { ucpErrors } from "../../conformance/official-ucp.ts";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import { eventually } from "../../jobs/workshop.ts";
import { answer, startReceiver } from "../../outbox/receiver.ts";
import { verifyMessage } from "../../signing/verify-message.ts";
import {
  everyCapability,
  hostProfiles,
  type ProfileHost,
  patientOutgoing,
  payBy,
  platform,
  profileIn,
  ucpVersions,
  whole,
} from "./platform.ts";

const order = "dev.ucp.shopping.order";
const key = { "x-api-key": demoApiKey };

describe.each(ucpVersions)("a platform that speaks %s", (version) => {
  let shop: ServedShop;
  let profiles: ProfileHost;
  let receiver: ReturnType<typeof startReceiver>;
  let webhookUrl: unknown;
  let capabilities: readonly string[];

  beforeEach(async () => {
    receiver = startReceiver();
    webhookUrl = `${receiver.url}?for=shop`;
    capabilities = everyCapability;
    profiles = hostProfiles((path) =>
      Response.json(
        profileIn(version, capabilities, path === "/moved" ? "https://moved.example" : webhookUrl),
      ),
    );
    shop = await serveShop({ environment: { WEBHOOK_RETRY_BASE_MS: "50" }, outgoing: patientOutgoing() });
  });
  afterEach(async () => {
    await shop[Symbol.asyncDispose]();
    profiles[Symbol.dispose]();
    receiver[Symbol.dispose]();
  });

  const ask = (...call: Parameters<ReturnType<typeof platform>>) =>
    platform(shop, profiles.at("platform"))(...call);
  const askMoved = (...call: Parameters<ReturnType<typeof platform>>) =>
    platform(shop, profiles.at("moved"))(...call);
  const buy = async () => {
    const { body } = await ask("POST", "/checkout-sessions", whole, key);
    const paid = await ask("POST", `/checkout-sessions/${body.id}/complete`, payBy("tok_approved"), key);
    expect(paid.body.status).toBe("completed");
    return { checkoutId: body.id, orderId: paid.body.order.id, label: paid.body.order.label };
  };
  const keysOf = async (member: "keys" | "signing_keys", path = "/.well-known/ucp") =>
    JSON.parse(await (await shop.fetch(path)).text())[member];
  const verified = (index: number, keys: Parameters<typeof verifyMessage>[1]) => {
    const received = receiver.received[index];
    if (!received) throw new Error(`there is no event ${index}`);
    const { headers, text } = received;
    return verifyMessage({ method: "POST", url: `${receiver.url}?for=shop`, headers, text }, keys);
  };
  const admin = (path: string, body: object = {}) =>
    shop.fetch(`/admin/api${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${demoAdminToken}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  const events = async (): Promise<readonly { id: string; webhook_url?: string }[]> => {
    const headers = { authorization: `Bearer ${demoAdminToken}` };
    return JSON.parse(await (await shop.fetch("/admin/api/webhooks", { headers })).text()).events;
  };

  test("is told of its order whole, in a message that the profile's keys verify", async () => {
    const { checkoutId, orderId } = await buy();
    await eventually(() => receiver.received.length === 1);
    const [received] = receiver.received;
    const told = JSON.parse(received?.text ?? "");
    expect(told).toMatchObject({ id: orderId, checkout_id: checkoutId, ucp: { version } });
    expect(ucpErrors(version, "order", told)).toEqual([]);
    expect((await ask("GET", `/orders/${orderId}`, undefined, key)).body).toEqual(told);

    const headers = received?.headers;
    expect(headers?.get("ucp-agent")).toMatch(/^profile="https?:\/\/[^"]+\/\.well-known\/ucp"$/);
    expect(headers?.get("webhook-id")).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(headers?.get("idempotency-key")).toBe(headers?.get("webhook-id") ?? "");
    expect(Math.abs(Number(headers?.get("webhook-timestamp")) - Date.now() / 1000)).toBeLessThan(600);
    const keys = await keysOf(version === "2026-04-08" ? "signing_keys" : "keys");
    expect(verified(0, keys).components).toEqual([
      "@method",
      "@authority",
      "@path",
      "@query",
      "ucp-agent",
      "content-type",
      "idempotency-key",
      "webhook-id",
      "webhook-timestamp",
      "content-digest",
    ]);
  });

  test("is told of what becomes of the order, after it was told of the order", async () => {
    const { label, orderId } = await buy();
    expect((await admin(`/orders/${label}/ship`, { carrier: "ups", tracking_number: "1Z" })).status).toBe(
      200,
    );
    await eventually(() => receiver.received.length === 2);
    const told = JSON.parse(receiver.received[1]?.text ?? "");
    expect(told.id).toBe(orderId);
    expect(told.fulfillment.events.map(({ type }: { type: string }) => type)).toContain("shipped");
    expect(ucpErrors(version, "order", told)).toEqual([]);
  });

  test("that does not answer is told the same bytes again under the same id, and when it is asked for", async () => {
    receiver.become((_, earlier) => (earlier.length === 0 ? answer(503) : undefined));
    await buy();
    await eventually(() => receiver.received.length === 2);
    const kept = await events();
    expect(kept).toMatchObject([{ webhook_url: webhookUrl }]);
    const replayed = { event_ids: kept.map(({ id }) => id) };
    await eventually(async () => (await admin("/webhooks/replay", replayed)).status === 200);
    await eventually(() => receiver.received.length === 3);
    const [first, ...later] = receiver.received;
    for (const { text, headers } of later) {
      expect(text).toBe(first?.text ?? "");
      expect(headers.get("webhook-id")).toBe(first?.headers.get("webhook-id") ?? "");
      expect(headers.get("webhook-timestamp")).toBe(first?.headers.get("webhook-timestamp") ?? "");
    }
    const keys = await keysOf("keys");
    for (const index of [0, 1, 2]) expect(verified(index, keys).keyId).toBe(keys[0].kid);
  });

  test("is told where its profile said when the checkout began, whatever it says later", async () => {
    const { body } = await ask("POST", "/checkout-sessions", whole, key);
    await askMoved("POST", `/checkout-sessions/${body.id}/complete`, payBy("tok_approved"), key);
    await eventually(() => receiver.received.length === 1);
  });

  test("whose address for events is none is refused, and told where that stands", async () => {
    webhookUrl = "ftp://platform.example/hooks";
    const refused = await ask("POST", "/checkout-sessions", whole);
    expect([refused.status, refused.body.code]).toEqual([422, "profile_malformed"]);
    expect(refused.body.content).toContain(`webhook_url of ${order}`);
  });

  test("that only claims its profile is told of nothing, wherever that says", async () => {
    const { body } = await ask("POST", "/checkout-sessions", whole);
    const paid = await ask("POST", `/checkout-sessions/${body.id}/complete`, payBy("tok_approved"));
    expect(paid.body.status).toBe("completed");
    expect(await events()).toEqual([]);
    const metrics = await (await shop.fetch("/metrics")).text();
    expect(metrics).toContain("checkstand_webhook_events_pending 0\n");
  });

  test("that has not agreed on orders is told of none", async () => {
    capabilities = everyCapability.filter((name) => name !== order);
    await buy();
    expect((await events()).map(({ webhook_url }) => webhook_url)).toEqual([undefined]);
  });

  test("verifies events by the new key once it signs, while the old one is still published", async () => {
    const [old] = await keysOf("keys");
    const rotated = await admin("/signing-keys/rotate", { are_compromised: true });
    expect(rotated.status).toBe(201);
    const made = JSON.parse(await rotated.text());
    expect(made).toMatchObject({ state: "signing" });
    await buy();
    await eventually(() => receiver.received.length === 1);
    const keys = await keysOf("keys");
    expect(keys.map(({ kid }: { kid: string }) => kid)).toEqual([made.id]);
    expect(verified(0, keys).keyId).toBe(made.id);
    expect(() => verified(0, [old])).toThrow("the profile has no key");

    await admin("/signing-keys/rotate");
    const overlapping = await keysOf("keys");
    expect(overlapping).toHaveLength(2);
    await buy();
    await eventually(() => receiver.received.length === 2);
    expect(verified(1, overlapping).keyId).toBe(made.id);
  });
});
