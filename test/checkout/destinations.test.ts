import { describe, expect, test } from "bun:test";
import { asId, type SessionId } from "../../src/ids.ts";
import { servedWires } from "../../src/protocols/acp/versions.ts";
import type { Wire } from "../../src/protocols/acp/wire.ts";
import { demoAddress, demoBuyer } from "../../src/protocols/acp/words/examples.ts";
import { openTestShop } from "./shop.ts";

type TestShop = Awaited<ReturnType<typeof openTestShop>>;

const isEarly = ({ version }: Wire) => version < "2026-01-30";

/** Where the goods go, in the words of a version. */
function destination({ version }: Wire, address: object) {
  return version === "2025-09-29" ? { fulfillment_address: address } : { fulfillment_details: { address } };
}

async function create(shop: TestShop, wire: Wire, more: object = {}) {
  const items = isEarly(wire)
    ? { items: [{ id: "shirt-small", quantity: 1 }] }
    : { line_items: [{ id: "shirt-small" }], currency: "usd", capabilities: {} };
  const body = { ...items, buyer: demoBuyer, ...destination(wire, demoAddress), ...more };
  return (await shop.call(wire, { operation: "create", body })).json;
}

function complete(shop: TestShop, wire: Wire, id: string, more: object) {
  const payment = isEarly(wire)
    ? { token: "spt_1", provider: "stripe" }
    : {
        handler_id: "card_tokenized",
        instrument: { type: "card", credential: { type: "spt", token: "spt_1" } },
      };
  const body = { buyer: demoBuyer, payment_data: payment, ...more };
  return shop.call(wire, { operation: "complete", sessionId: asId<SessionId>(id), body });
}

describe.each(servedWires(true))("what complete says of the destination in $version", (wire) => {
  test("may be the same again, however it is written", async () => {
    await using shop = await openTestShop();
    const { id } = await create(shop, wire);
    const again = { ...demoAddress, country: "us", state: "California" };
    expect((await complete(shop, wire, id, destination(wire, again))).json.status).toBe("completed");
  });

  test("may not be another address: nothing is charged, and the session can still be paid", async () => {
    await using shop = await openTestShop();
    const { id } = await create(shop, wire);
    const { line_two: _, ...shorter } = demoAddress;
    for (const other of [
      { ...demoAddress, postal_code: "94103" },
      { ...demoAddress, name: "Joan Roe" },
      shorter,
    ]) {
      const { status, json } = await complete(shop, wire, id, destination(wire, other));
      expect([status, json.code]).toEqual([409, "address_changed"]);
      expect(json.param).toBe(wire.path({ at: "fulfillment_address" }));
    }
    expect(await shop.ordersMade()).toEqual([]);
    expect((await complete(shop, wire, id, {})).json.status).toBe("completed");
  });

  test.skipIf(wire.version === "2025-09-29")("may be whom to write to, and the order has it", async () => {
    await using shop = await openTestShop();
    const { id } = await create(shop, wire);
    const contact = { name: "Joan Roe", email: "joan@example.com", phone_number: "+14155550111" };
    const { json } = await complete(shop, wire, id, { fulfillment_details: contact });
    expect(json.fulfillment_details).toEqual({ ...contact, address: demoAddress });
    const [order] = await shop.ordersMade();
    expect(order?.fulfillmentDetails).toMatchObject({
      name: "Joan Roe",
      email: "joan@example.com",
      phoneNumber: "+14155550111",
    });
  });
});

describe.each(servedWires(true).filter((wire) => !isEarly(wire)))("groups in $version", (wire) => {
  const group = { id: "g", item_ids: ["shirt-small"], destination_type: "shipping" };
  const elsewhere = { ...group, fulfillment_details: { address: { ...demoAddress, city: "Oakland" } } };

  test("to several addresses keep a session from being paid until it has one", async () => {
    await using shop = await openTestShop();
    const session = await create(shop, wire, { fulfillment_groups: [group, elsewhere] });
    expect(session.status).toBe("not_ready_for_payment");
    expect(session.messages).toMatchObject([
      { type: "error", code: "unsupported", param: "$.fulfillment_groups" },
    ]);
    const refused = await complete(shop, wire, session.id, {});
    expect([refused.status, refused.json.param]).toEqual([400, "$.fulfillment_groups"]);

    const change = (body: object) =>
      shop.call(wire, { operation: "update", sessionId: asId<SessionId>(session.id), body });
    expect((await change({ buyer: demoBuyer })).json.status).toBe("not_ready_for_payment");
    expect((await change(destination(wire, demoAddress))).json.status).toBe("ready_for_payment");
  });

  test("to one address name it", async () => {
    await using shop = await openTestShop();
    const session = await create(shop, wire, {
      fulfillment_details: undefined,
      fulfillment_groups: [elsewhere, group],
    });
    expect(session.status).toBe("ready_for_payment");
    expect(session.fulfillment_details.address.city).toBe("Oakland");
  });
});

describe("order notes", () => {
  const wires = servedWires(true).filter(({ version }) => version > "2026-01-30");
  test.each(wires)("of $version are taken back by empty ones, and left alone by none", async (wire) => {
    await using shop = await openTestShop();
    const { id } = await create(shop, wire, { order_notes: "Ring twice." });
    const change = (body: object) =>
      shop.call(wire, { operation: "update", sessionId: asId<SessionId>(id), body });
    await change({ buyer: demoBuyer });
    const kept = await create(shop, wire, { order_notes: "Ring twice." });
    await complete(shop, wire, kept.id, {});
    await change({ order_notes: "" });
    await complete(shop, wire, id, {});
    expect((await shop.ordersMade()).map(({ orderNotes }) => orderNotes).toSorted()).toEqual([
      "Ring twice.",
      undefined,
    ]);
  });
});
