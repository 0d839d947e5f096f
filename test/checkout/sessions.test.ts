import { describe, expect, test } from "bun:test";
import { expireSessions } from "../../src/checkout/checkout.ts";
import { destinationOf } from "../../src/checkout/destination.ts";
import { MINUTE } from "../../src/clock.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import { wire20250929 } from "../../src/protocols/acp/2025-09-29/wire.ts";
import { wire20260417 } from "../../src/protocols/acp/2026-04-17/wire.ts";
import { decodeAddress } from "../../src/protocols/acp/words/address.ts";
import { demoAddress, demoBuyer } from "../../src/protocols/acp/words/examples.ts";
import { agentOf, totalOf } from "./requests.ts";
import { openTestShop, otherAgent } from "./shop.ts";

describe("creating a session", () => {
  test("prices two shirts to California to the cent", async () => {
    await using shop = await openTestShop();
    const { status, json } = await agentOf(shop).create([{ id: "shirt-small", quantity: 2 }]);
    expect(status).toBe(201);
    expect(json.status).toBe("ready_for_payment");
    expect(totalOf(json, "items_base_amount")).toBe(9600);
    expect(totalOf(json, "tax")).toBe(792);
    expect(totalOf(json, "fulfillment")).toBe(500);
    expect(totalOf(json, "total")).toBe(10_892);
    expect(json.fulfillment_option_id).toBe("standard");
  });

  test("says which tax its bill holds, at what rate", async () => {
    await using shop = await openTestShop();
    const { json } = await agentOf(shop, wire20260417).create([{ id: "shirt-small", quantity: 2 }], {
      currency: "usd",
      capabilities: {},
      fulfillment_details: { address: demoAddress },
    });
    const breakdown = [{ jurisdiction: "California", rate: 0.0825, amount: 792 }];
    expect(json.totals).toContainEqual(expect.objectContaining({ type: "tax", amount: 792, breakdown }));
  });

  test("looks for rules with the state in upper case, as rules have it", () => {
    const address = { ...decodeAddress(demoAddress, "$"), country: "MX", state: " jal " };
    expect(destinationOf({ fulfillmentDetails: { address } })?.state).toBe("JAL");
  });

  test("asks for an address before goods can be shipped", async () => {
    await using shop = await openTestShop();
    const { json } = await agentOf(shop).create([{ id: "shirt-small", quantity: 1 }], {});
    expect(json.status).toBe("not_ready_for_payment");
    expect(json.messages).toMatchObject([{ type: "error", code: "missing", param: "$.fulfillment_address" }]);
  });

  test("needs no address for what is not shipped", async () => {
    await using shop = await openTestShop();
    const { json } = await agentOf(shop).create([{ id: "voucher", quantity: 1 }], {});
    expect(json.status).toBe("ready_for_payment");
    expect(totalOf(json, "total")).toBe(2500);
  });

  test("adds repeated items up into one line", async () => {
    await using shop = await openTestShop();
    const { json } = await agentOf(shop).create([
      { id: "shirt-small", quantity: 1 },
      { id: "shirt-small", quantity: 2 },
    ]);
    expect(json.line_items).toHaveLength(1);
    expect(json.line_items[0].item).toEqual({ id: "shirt-small", quantity: 3 });
  });

  test("refuses an item that is not sold here, at its place in the request", async () => {
    await using shop = await openTestShop();
    const { status, json } = await agentOf(shop).create([
      { id: "shirt-small", quantity: 1 },
      { id: "no-such-thing", quantity: 1 },
    ]);
    expect(status).toBe(400);
    expect(json).toMatchObject({ type: "invalid_request", param: "$.items[1].id" });
  });

  test("refuses goods worth more than a bill can say exactly, where they are asked for", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    await shop.setPrice("voucher", Number.MAX_SAFE_INTEGER - 1);
    const items = [
      { id: "shirt-small", quantity: 1 },
      { id: "voucher", quantity: 10_000 },
    ];
    const { status, json } = await agent.create(items);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: "invalid", param: "$.items[1]" });
    const id = await agent.ready();
    expect((await agent.update(id, { items })).json).toEqual(json);
    expect((await agent.get(id)).json.line_items).toHaveLength(1);
  });

  test("says how many are left when more are asked for", async () => {
    await using shop = await openTestShop();
    const { status, json } = await agentOf(shop).create([{ id: "mug", quantity: 2 }]);
    expect(status).toBe(201);
    expect(json.status).toBe("not_ready_for_payment");
    expect(json.messages).toMatchObject([{ type: "error", code: "out_of_stock" }]);
    expect(json.messages[0].content).toContain("Only 1 of “Mug” is left");
  });

  test("does not deliver where no zone reaches", async () => {
    await using shop = await openTestShop();
    const abroad = { ...demoAddress, country: "FR", state: "", postal_code: "75001", city: "Paris" };
    const { json } = await agentOf(shop).create([{ id: "mug", quantity: 1 }], {
      fulfillment_address: abroad,
    });
    expect(json.status).toBe("not_ready_for_payment");
    expect(json.fulfillment_options).toEqual([]);
  });
});

describe("updating a session", () => {
  test("takes the agent's fulfillment option and prices it", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const { status, json } = await agent.update(await agent.ready(), { fulfillment_option_id: "express" });
    expect(status).toBe(200);
    expect(json.fulfillment_option_id).toBe("express");
    expect(totalOf(json, "fulfillment")).toBe(1500);
  });

  test("adds to what is known of the buyer", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop, wire20260417);
    const { json } = await agent.create([{ id: "voucher", quantity: 1 }], {
      currency: "usd",
      capabilities: {},
      buyer: { email: "jane@example.com", phone_number: "+14155550123" },
    });
    const updated = await agent.update(json.id, { buyer: { email: "jane@example.org", first_name: "Jane" } });
    expect(updated.json.buyer).toEqual({
      email: "jane@example.org",
      phone_number: "+14155550123",
      first_name: "Jane",
    });
  });

  test("refuses an option that is not offered and changes nothing", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const id = await agent.ready();
    const before = (await agent.get(id)).body;
    const { status, json } = await agent.update(id, { fulfillment_option_id: "teleport" });
    expect(status).toBe(400);
    expect(json.param).toBe("$.fulfillment_option_id");
    expect((await agent.get(id)).body).toBe(before);
  });

  test("keeps what the request does not speak of", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const id = await agent.ready();
    await agent.update(id, { fulfillment_option_id: "express" });
    const { json } = await agent.update(id, { buyer: demoBuyer });
    expect(json.fulfillment_option_id).toBe("express");
    expect(json.buyer).toEqual(demoBuyer);
    expect(json.fulfillment_address).toEqual(demoAddress);
  });

  test("keeps a line's id when its quantity changes", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const id = await agent.ready();
    const before = (await agent.get(id)).json.line_items[0].id;
    const { json } = await agent.update(id, { items: [{ id: "shirt-small", quantity: 5 }] });
    expect(json.line_items[0]).toMatchObject({ id: before, item: { quantity: 5 } });
  });

  test("prices everything anew from the catalogue", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const id = await agent.ready();
    await shop.setPrice("shirt", 5000);
    const { json } = await agent.update(id, { buyer: demoBuyer });
    expect(totalOf(json, "items_base_amount")).toBe(10_000);
  });

  test("treats an item that left the catalogue as out of stock", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const id = await agent.ready([{ id: "mug", quantity: 1 }]);
    await shop.write(({ catalog }) => catalog.withdraw(asId("mug"), shop.clock.now()));
    const { status, json } = await agent.update(id, { buyer: demoBuyer });
    expect(status).toBe(200);
    expect(json.status).toBe("not_ready_for_payment");
    expect(json.messages[0].code).toBe("out_of_stock");
  });
});

describe("a session", () => {
  test("is canceled once, and answers 405 to a second cancel", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const id = await agent.ready();
    expect((await agent.cancel(id)).json.status).toBe("canceled");
    expect((await agent.cancel(id)).status).toBe(405);
    expect((await agent.update(id, {})).status).toBe(409);
  });

  test("belongs to the agent that made it: to another it does not exist", async () => {
    await using shop = await openTestShop();
    const id = asId<SessionId>(await agentOf(shop).ready());
    const foreign = await shop.call(wire20250929, { operation: "get", sessionId: id, agent: otherAgent });
    const unknown = await shop.call(wire20250929, {
      operation: "get",
      sessionId: asId<SessionId>("cs_unknown"),
    });
    expect(foreign.status).toBe(404);
    expect(foreign.body).toBe(unknown.body);
  });

  test("expires 15 minutes after the agent last touched it, without waiting for a job", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const id = await agent.ready();
    shop.clock.advance(14 * MINUTE);
    await agent.update(id, { buyer: demoBuyer });
    shop.clock.advance(14 * MINUTE);
    expect((await agent.get(id)).json.status).toBe("ready_for_payment");
    shop.clock.advance(MINUTE);
    expect((await agent.get(id)).json.status).toBe("canceled");
    expect((await agent.update(id, {})).status).toBe(410);
    expect((await agent.complete(id)).status).toBe(410);
    expect((await agent.cancel(id)).status).toBe(410);
  });

  test("is marked expired by the job that tidies up, and others are left alone", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const old = asId<SessionId>(await agent.ready());
    shop.clock.advance(15 * MINUTE);
    const young = asId<SessionId>(await agent.ready());
    expect(await shop.write((stores) => expireSessions(stores, shop.clock.now(), 100))).toBe(1);
    expect((await shop.reads.sessions.find(old))?.status).toBe("expired");
    expect((await shop.reads.sessions.find(young))?.status).toBe("ready_for_payment");
  });
});
