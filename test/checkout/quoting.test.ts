import { describe, expect, test } from "bun:test";
import type { CarrierQuote, RateSource, Shipment } from "../../src/carriers/rate-source.ts";
import { minor } from "../../src/money.ts";
import type { ShippingRate } from "../../src/pricing/shipping.ts";
import { wire20260417 } from "../../src/protocols/acp/2026-04-17/wire.ts";
import { demoAddress } from "../../src/protocols/acp/words/examples.ts";
import { requestsOf } from "../conformance/requests.ts";
import { agentOf, totalOf } from "./requests.ts";
import { openTestShop } from "./shop.ts";

function rateOf(id: string, amount: number): ShippingRate {
  return { id, title: `By ${id}`, carrier: "USPS", price: { kind: "flat", amount: minor(amount) } };
}

/** Carriers that answer as a test tells them, and remember what they were asked. */
function carriersAnswering(quote: CarrierQuote) {
  const asked: Shipment[] = [];
  const carriers = {
    quote,
    asked,
    /** Called before an answer is given. */
    meanwhile: async () => {},
  };
  const source: RateSource = {
    async quote(shipment) {
      asked.push(shipment);
      await carriers.meanwhile();
      return carriers.quote;
    },
  };
  return { carriers, source };
}

const live: CarrierQuote = { kind: "rates", rates: [rateOf("standard", 679), rateOf("drone", 2100)] };
const away: CarrierQuote = { kind: "unavailable" };
const portland = { ...demoAddress, city: "Portland", state: "OR", postal_code: "97201" };

/** A shop with carriers, and an agent of the first version. */
async function openAskingShop(quote: CarrierQuote) {
  const { carriers, source } = carriersAnswering(quote);
  const shop = await openTestShop({ rateSource: source });
  return { shop, agent: agentOf(shop), carriers };
}

const optionsOf = (json: { fulfillment_options: { id: string; total: number }[] }) =>
  Object.fromEntries(json.fulfillment_options.map(({ id, total }) => [id, Number(total)]));

describe("while carriers answer", () => {
  test("their rates stand beside the shop's, and before its rate of the same id", async () => {
    const { shop, agent } = await openAskingShop(live);
    await using _ = shop;
    const { json } = await agent.create([{ id: "shirt-small", quantity: 1 }]);
    expect(optionsOf(json)).toEqual({ standard: 679, drone: 2100, express: 1500 });
    expect(json.fulfillment_option_id).toBe("standard");
    expect(json.messages).toEqual([]);
  });

  test("they are asked about what is shipped, by weight and destination", async () => {
    const { shop, agent, carriers } = await openAskingShop(live);
    await using _ = shop;
    await agent.create([
      { id: "shirt-small", quantity: 3 },
      { id: "voucher", quantity: 1 },
    ]);
    expect(carriers.asked).toEqual([
      {
        destination: { country: "US", state: "CA", city: "San Francisco", postalCode: "94102" },
        items: [{ quantity: 3, grams: 240 }],
      },
    ]);
  });

  test.each([
    ["before there is an address", [{ id: "shirt-small", quantity: 1 }], {}],
    ["about goods that are not shipped", [{ id: "voucher", quantity: 1 }], undefined],
    ["about a request that is refused", [{ id: "no-such-thing", quantity: 1 }], undefined],
  ])("they are not asked %s", async (_what, items, rest) => {
    const { shop, agent, carriers } = await openAskingShop(live);
    await using _ = shop;
    await agent.create(items, rest);
    expect(carriers.asked).toEqual([]);
  });

  test("a rate of theirs can be chosen, and is what the buyer pays, with nobody asked again", async () => {
    const { shop, agent, carriers } = await openAskingShop(live);
    await using _ = shop;
    const id = await agent.ready();
    const { json } = await agent.update(id, { fulfillment_option_id: "drone" });
    expect(totalOf(json, "fulfillment")).toBe(2100);
    carriers.quote = away;
    carriers.asked.length = 0;
    expect((await agent.complete(id)).json.status).toBe("completed");
    const [order] = await shop.ordersMade();
    expect(order?.totals.find(({ type }) => type === "fulfillment")?.amount).toBe(minor(2100));
    expect(carriers.asked).toEqual([]);
  });

  test("a session survives a restart with the rates it was shown", async () => {
    const { shop, agent } = await openAskingShop(live);
    const id = await agent.ready();
    await using reopened = await shop.reopen();
    expect((await agentOf(reopened).complete(id)).json.status).toBe("completed");
  });

  test("a country they are not asked about gets the shop's own rates, without a word", async () => {
    const { shop, agent } = await openAskingShop({ kind: "not_asked" });
    await using _ = shop;
    const { json } = await agent.create([{ id: "shirt-small", quantity: 1 }]);
    expect(optionsOf(json)).toEqual({ standard: 500, express: 1500 });
    expect(json.messages).toEqual([]);
  });
});

describe("while carriers are away", () => {
  test("the shop's own rates stand in, with a warning in the newest version", async () => {
    const { shop } = await openAskingShop(away);
    await using _ = shop;
    const { json } = await shop.call(wire20260417, {
      operation: "create",
      idempotencyKey: crypto.randomUUID(),
      body: requestsOf(wire20260417.version).create({ item: "shirt-small" }),
    });
    expect(json.status).toBe("ready_for_payment");
    expect(json.fulfillment_options.map(({ id }: { id: string }) => id)).toEqual(["standard", "express"]);
    expect(json.messages).toMatchObject([
      { type: "warning", code: "limited_availability", resolution: "recoverable" },
    ]);
    expect(json.messages[0].content).toContain("standard rates are offered instead");
  });

  test("an older version hears the same as an information", async () => {
    const { shop, agent } = await openAskingShop(away);
    await using _ = shop;
    const { json } = await agent.create([{ id: "shirt-small", quantity: 1 }]);
    expect(json.messages).toMatchObject([{ type: "info", param: "$.fulfillment_option_id" }]);
  });

  test("where the shop has no rate of its own, nobody says that the address is not served", async () => {
    const { shop, agent, carriers } = await openAskingShop(away);
    await using _ = shop;
    const berlin = { ...demoAddress, city: "Berlin", state: "", country: "DE", postal_code: "10115" };
    const { json } = await agent.create([{ id: "shirt-small", quantity: 1 }], {
      fulfillment_address: berlin,
    });
    expect(json.status).toBe("not_ready_for_payment");
    expect(json.messages).toMatchObject([{ type: "error", code: "missing" }]);
    expect(json.messages[0].content).toContain("cannot be had from the carriers just now");
    carriers.quote = live;
    const updated = await agent.update(json.id, {});
    expect(updated.json).toMatchObject({ status: "ready_for_payment", messages: [] });
  });

  test("a session keeps the rates it was shown for the same goods and address", async () => {
    const { shop, agent, carriers } = await openAskingShop(live);
    await using _ = shop;
    const id = await agent.ready();
    carriers.quote = away;
    const { json } = await agent.update(id, { fulfillment_option_id: "drone" });
    expect(json).toMatchObject({ fulfillment_option_id: "drone", messages: [] });
  });

  test.each([
    ["other goods", { items: [{ id: "shirt-small", quantity: 5 }] }],
    ["another address", { fulfillment_address: portland }],
  ])("a session does not keep them for %s", async (_what, change) => {
    const { shop, agent, carriers } = await openAskingShop(live);
    await using _ = shop;
    const id = await agent.ready();
    carriers.quote = away;
    const { json } = await agent.update(id, change);
    expect(optionsOf(json)).toEqual({ standard: 500, express: 1500 });
    expect(json.messages).toHaveLength(1);
  });
});

test("an answer about a session that another request changed meanwhile is not used", async () => {
  const { shop, agent, carriers } = await openAskingShop(away);
  await using _ = shop;
  const id = await agent.ready();
  carriers.quote = live;
  // While the first update's question is out, a second update moves the goods elsewhere, where nobody is asked.
  carriers.meanwhile = async () => {
    carriers.meanwhile = async () => {};
    carriers.quote = { kind: "not_asked" };
    await agent.update(id, { fulfillment_address: portland });
    carriers.quote = live;
  };
  const { json } = await agent.update(id, {
    buyer: { first_name: "A", last_name: "B", email: "a@b.example" },
  });
  expect(json.fulfillment_address.city).toBe("Portland");
  expect(optionsOf(json)).toEqual({ standard: 500, express: 1500 });
});
