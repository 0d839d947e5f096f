import { describe, expect, test } from "bun:test";
import { type LimitedLine, type Limits, limitMessages } from "../../src/checkout/limits.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import { type Currency, minor } from "../../src/money.ts";
import { wire20250929 } from "../../src/protocols/acp/2025-09-29/wire.ts";
import { wire20260417 } from "../../src/protocols/acp/2026-04-17/wire.ts";
import { productOf, variantOf } from "../catalog/products.ts";
import { requestsOf } from "../conformance/requests.ts";
import { agentOf } from "./requests.ts";
import { openTestShop } from "./shop.ts";

const usd = "usd" as Currency;

function lineOf(given: Partial<LimitedLine> = {}): LimitedLine {
  return { title: "Mug", quantity: 2, unitPrice: minor(1200), requiresShipping: true, ...given };
}

/** What is said of lines going to the US. */
function said(lines: readonly LimitedLine[], limits: Limits = {}, country: string | undefined = "US") {
  return limitMessages(lines, placeIn(country), limits, usd);
}

const placeIn = (country: string | undefined) => (country === undefined ? undefined : { country, state: "" });

describe("an order within the limits", () => {
  const within: readonly [what: string, lines: readonly LimitedLine[], limits: Limits, country?: string][] = [
    ["no limits at all", [lineOf({ quantity: 999_999 })], {}],
    ["exactly as many as may be had", [lineOf({ maxQuantity: 2 })], {}],
    ["exactly the smallest order, over several lines", [lineOf(), lineOf()], { minimumOrder: minor(4800) }],
    ["a country sold to", [lineOf()], { countries: ["CA", "US"] }],
  ];
  test.each(within)("%s: nothing is said", (_, lines, limits) => {
    expect(said(lines, limits)).toEqual([]);
  });

  test("shipped goods without an address: fulfillment asks for it already", () => {
    expect(limitMessages([lineOf()], undefined, { countries: ["US"] }, usd)).toEqual([]);
  });
});

describe("an order beyond a limit hears which one, where, who can mend it, and how", () => {
  const beyond: readonly [
    what: string,
    lines: readonly LimitedLine[],
    limits: Limits,
    country: string | undefined,
    expected: object,
    words: readonly string[],
  ][] = [
    [
      "more of an item than may be had",
      [lineOf(), lineOf({ title: "Cup", quantity: 3, maxQuantity: 2 })],
      {},
      "US",
      {
        code: "quantity_exceeded",
        place: { at: "line_item", index: 1, field: "quantity" },
        resolution: "recoverable",
      },
      ["“Cup”", "Update the session with 2 or fewer"],
    ],
    [
      "an item not sold to everybody",
      [lineOf({ title: "Whisky", ageRestriction: 21 })],
      {},
      "US",
      {
        code: "age_verification_required",
        place: { at: "line_item", index: 0 },
        resolution: "recoverable",
      },
      ["“Whisky”", "people of 21 and over", "Update the session without it"],
    ],
    [
      "goods for less than the smallest order",
      [lineOf(), lineOf({ quantity: 1 })],
      { minimumOrder: minor(5000) },
      "US",
      { code: "minimum_not_met", place: { at: "line_items" }, resolution: "requires_buyer_input" },
      ["$50.00", "$36.00", "$14.00 more", "update the session"],
    ],
    [
      "a country not sold to",
      [lineOf()],
      { countries: ["US", "CA"] },
      "DE",
      {
        code: "region_restricted",
        place: { at: "fulfillment_address", field: "country" },
        resolution: "requires_buyer_input",
      },
      ["(DE)", "only to US, CA", "update the session"],
    ],
    [
      "goods that need no address, while not every country is sold to",
      [lineOf({ requiresShipping: false })],
      { countries: ["US"] },
      undefined,
      { code: "missing", place: { at: "fulfillment_address" }, resolution: "requires_buyer_input" },
      ["Ask the buyer for their address", "update the session"],
    ],
  ];
  test.each(beyond)("%s", (_, lines, limits, country, expected, words) => {
    const messages = limitMessages(lines, placeIn(country), limits, usd);
    expect(messages).toMatchObject([{ type: "error", severity: "high", ...expected }]);
    for (const word of words) expect(messages[0]?.content).toContain(word);
  });

  test("a US territory is sold to by who sells to it or to the US, however it is written", () => {
    for (const place of [
      { country: "PR", state: "" },
      { country: "US", state: "PR" },
    ]) {
      for (const countries of [["US"], ["PR"]]) {
        expect(limitMessages([lineOf()], place, { countries }, usd)).toEqual([]);
      }
      expect(limitMessages([lineOf()], place, { countries: ["CA", "GU"] }, usd)).toHaveLength(1);
    }
  });

  test("several limits at once are all said", () => {
    const lines = [lineOf({ quantity: 3, maxQuantity: 2, ageRestriction: 18 })];
    const limits = { minimumOrder: minor(9900), countries: ["CA"] };
    expect(said(lines, limits).map((message) => "code" in message && message.code)).toEqual([
      "quantity_exceeded",
      "age_verification_required",
      "minimum_not_met",
      "region_restricted",
    ]);
  });

  test("a country is told as long as the list of those sold to fits into a sentence", () => {
    const countries = Array.from({ length: 27 }, (_, index) => `A${String.fromCharCode(65 + index)}`);
    expect(said([lineOf()], { countries })[0]?.content).toStartWith(
      "We do not sell to this country (US). Ask",
    );
  });
});

const newest = requestsOf(wire20260417.version);

describe("a session beyond a limit", () => {
  test("waits until it is within, and can then be paid", async () => {
    await using shop = await openTestShop({ limits: { minimumOrder: minor(6000) } });
    const agent = agentOf(shop);
    const { json } = await agent.create([{ id: "shirt-small", quantity: 1 }]);
    expect(json.status).toBe("not_ready_for_payment");
    expect(json.messages).toMatchObject([{ type: "error", param: "$.line_items" }]);
    const refused = await agent.complete(json.id);
    expect(refused).toMatchObject({ status: 400, json: { code: "missing", param: "$.items" } });
    expect(refused.json.message).toContain("$12.00 more");
    await agent.update(json.id, { items: [{ id: "shirt-small", quantity: 2 }] });
    expect((await agent.complete(json.id)).json.status).toBe("completed");
  });

  test("is judged by the shop's quantity where the item has none of its own, and shows it", async () => {
    await using shop = await openTestShop({ limits: { maxQuantity: 3 } });
    const create = (quantity: number) =>
      shop.call(wire20260417, {
        operation: "create",
        idempotencyKey: crypto.randomUUID(),
        body: newest.create({ item: "shirt-small", quantity }),
      });
    expect((await create(3)).json).toMatchObject({
      status: "ready_for_payment",
      line_items: [{ max_quantity_per_order: 3 }],
    });
    expect((await create(4)).json).toMatchObject({
      status: "not_ready_for_payment",
      messages: [{ code: "quantity_exceeded", param: "$.line_items[0].quantity", resolution: "recoverable" }],
    });
  });

  test("is judged by the item's own quantity before the shop's", async () => {
    await using shop = await openTestShop({ limits: { maxQuantity: 1 } });
    const dozen = variantOf("dozen", "dozen", { maxQuantity: 4 });
    await shop.write(({ catalog }) =>
      catalog.put(productOf("dozen", { variants: [dozen] }), shop.clock.now()),
    );
    const { json } = await agentOf(shop).create([{ id: "dozen", quantity: 4 }]);
    expect(json.status).toBe("ready_for_payment");
  });

  test.each([wire20250929, wire20260417])(
    "holds goods of age back, in the words of $version",
    async (wire) => {
      await using shop = await openTestShop();
      const whisky = productOf("whisky", { title: "Whisky", merchantFields: { age_restriction: "21" } });
      await shop.write(({ catalog }) => catalog.put(whisky, shop.clock.now()));
      const { json } = await shop.call(wire, {
        operation: "create",
        idempotencyKey: crypto.randomUUID(),
        body: requestsOf(wire.version).create({ item: "whisky-small" }),
      });
      expect(json.status).toBe("not_ready_for_payment");
      expect(json.messages).toMatchObject([
        {
          type: "error",
          code: wire === wire20250929 ? "invalid" : "age_verification_required",
          param: "$.line_items[0]",
        },
      ]);
    },
  );

  test("to a country neither sold nor delivered to hears it once", async () => {
    await using shop = await openTestShop({ limits: { countries: ["US"] } });
    const agent = agentOf(shop);
    const id = await agent.ready();
    const address = {
      name: "J",
      line_one: "1",
      city: "Bonn",
      state: "",
      country: "DE",
      postal_code: "53111",
    };
    const { json } = await agent.update(asId<SessionId>(id), { fulfillment_address: address });
    expect(json.messages).toHaveLength(1);
    expect(json.messages[0].content).toContain("only to US");
  });
});
