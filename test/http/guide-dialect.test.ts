import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { MINUTE } from "../../src/clock.ts";
import { guideWords } from "../../src/protocols/acp/guide/words.ts";
import { newestWire } from "../../src/protocols/acp/versions.ts";
import { demoItems, demoToken } from "../../src/protocols/acp/words/examples.ts";
import { apiKey, type ConformanceShop, serveConformanceShop } from "../conformance/shop.ts";

let shop: ConformanceShop;
beforeAll(async () => {
  shop = await serveConformanceShop({ settings: "guide_dialect = true" });
});
afterAll(() => shop[Symbol.asyncDispose]());

const shipping_address = {
  name: "Jane Doe",
  street: "555 Golden Gate Avenue",
  city: "San Francisco",
  state: "CA",
  zip: "94102",
  country: "us",
};
const shirt = { product_id: "linen-shirt", variant_id: demoItems.shirt, quantity: 1 };

/** Sends a request and holds what comes back against the dialect's schemas. */
async function send(method: string, path: string, body?: object) {
  const response = await shop.fetch(`/acp/checkout/${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: each test reads its own part of checkouts and errors.
  const answer: any = await response.json();
  const { schema } = response.ok ? guideWords.session : guideWords.error;
  expect([...Value.Errors(schema, answer)].map(({ path: at, message }) => `${at} ${message}`)).toEqual([]);
  return { status: response.status, answer, replayed: response.headers.get("idempotent-replayed") };
}

const key = () => crypto.randomUUID();
const create = (more: object = {}) =>
  send("POST", "create", { items: [shirt], shipping_address, idempotency_key: key(), ...more });
const complete = (id: string, more: object = {}) =>
  send("POST", `${id}/complete`, { payment_token: demoToken, idempotency_key: key(), ...more });

describe("the guides' dialect", () => {
  test("buys in three calls, without a version in any header", async () => {
    const created = await create();
    expect([created.status, created.answer.status]).toEqual([201, "pending_confirmation"]);
    const { checkout_id: id, shipping_options: options, total } = created.answer;
    expect(created.answer.items).toMatchObject([{ ...shirt, price: { currency: "usd" } }]);
    const updated = await send("PATCH", `${id}/update`, { shipping_option_id: options.at(-1).id });
    expect(updated.answer.total.amount).toBeGreaterThan(total.amount);
    const completed = await complete(id, { buyer: { email: "jane@example.com", name: "Jane Doe" } });
    expect([completed.status, completed.answer.status]).toEqual([200, "confirmed"]);
    expect(completed.answer.order_id).toStartWith("ord_");
    expect(completed.answer.total).toEqual(updated.answer.total);
    expect((await send("GET", id)).answer).toEqual(completed.answer);
  });

  test("waits for an address as created", async () => {
    const { answer } = await create({ shipping_address: undefined });
    expect([answer.status, answer.messages[0].code]).toEqual(["created", "missing"]);
    const refused = await complete(answer.checkout_id);
    expect([refused.status, refused.answer.param]).toEqual([400, "$.shipping_address"]);
    const { answer: updated } = await send("PATCH", `${answer.checkout_id}/update`, { shipping_address });
    expect(updated.status).toBe("pending_confirmation");
  });

  test("has the idempotency key in the body: replayed, and refused with another body", async () => {
    const idempotency_key = key();
    const first = await create({ idempotency_key });
    const again = await create({ idempotency_key });
    expect([again.status, again.replayed, again.answer]).toEqual([201, "true", first.answer]);
    const conflict = await create({ idempotency_key, items: [{ ...shirt, quantity: 2 }] });
    expect([conflict.status, conflict.answer.code]).toEqual([409, "idempotency_conflict"]);
    const missing = await create({ idempotency_key: undefined });
    expect([missing.status, missing.answer.param]).toEqual([400, "$.idempotency_key"]);
  });

  test("never charges twice, whatever keys a completion comes with", async () => {
    const id = (await create()).answer.checkout_id;
    const answers = await Promise.all(Array.from({ length: 4 }, () => complete(id)));
    const orders = answers.flatMap(({ answer }) => answer.order_id ?? []);
    expect(new Set(orders).size).toBe(1);
  });

  test("fails on a decline, and can be paid another way", async () => {
    const id = (await create()).answer.checkout_id;
    const declined = await complete(id, { payment_token: "spt_declined" });
    expect([declined.status, declined.answer.code]).toEqual([402, "payment_declined"]);
    expect((await send("GET", id)).answer.status).toBe("failed");
    const token = { payment_token: undefined, shared_payment_granted_token: demoToken };
    expect((await complete(id, token)).answer.status).toBe("confirmed");
  });

  test("is gone when its time is over", async () => {
    const id = (await create()).answer.checkout_id;
    shop.clock.advance(16 * MINUTE);
    expect((await send("GET", id)).answer.status).toBe("expired");
    expect((await complete(id)).status).toBe(410);
    expect((await send("PATCH", `${id}/update`, {})).status).toBe(410);
  });

  test("is the same checkout in every version", async () => {
    const agent = shop.rest(newestWire.version);
    const id = (await create()).answer.checkout_id;
    expect((await agent.must("get", { id })).status).toBe("ready_for_payment");
    await agent.must("complete", { id, body: agent.say.complete() });
    expect((await send("GET", id)).answer.status).toBe("confirmed");
  });

  test("asks for the bearer, and knows no other path", async () => {
    expect((await shop.fetch("/acp/checkout/create", { method: "POST" })).status).toBe(401);
    const unknown = await send("POST", "create/now", {});
    expect([unknown.status, unknown.answer.code]).toEqual([404, "not_found"]);
    expect((await send("POST", "cs_1/update", {})).status).toBe(405);
  });
});

test("is not there unless the merchant wants it", async () => {
  await using plain = await serveConformanceShop();
  expect((await plain.fetch("/acp/checkout/create", { method: "POST" })).status).toBe(404);
});
