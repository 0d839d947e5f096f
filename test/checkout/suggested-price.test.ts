import { describe, expect, test } from "bun:test";
import { HOUR, instant, MINUTE, toRfc3339 } from "../../src/clock.ts";
import { asId, type ProductId, type SessionId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import { wireUnreleased } from "../../src/protocols/acp/unreleased/wire.ts";
import { demoAddress } from "../../src/protocols/acp/words/examples.ts";
import { openTestShop } from "./shop.ts";

type TestShop = Awaited<ReturnType<typeof openTestShop>>;

const openShop = () => openTestShop({ suggestedPriceWindowMs: HOUR });

/** Asks for a shirt at a price seen some time ago. */
async function ask(shop: TestShop, amount: number, ago: number) {
  const observed_at = toRfc3339(instant(shop.clock.now() - ago));
  const suggested_price = { amount, source: { feed_id: "feed_1" }, observed_at };
  const body = {
    line_items: [{ id: "shirt-small", suggested_price }],
    currency: "usd",
    capabilities: {},
    fulfillment_details: { email: "jane@example.com", address: demoAddress },
  };
  return (await shop.call(wireUnreleased, { operation: "create", body })).json;
}

async function update(shop: TestShop, id: string, body: object = {}) {
  return (await shop.call(wireUnreleased, { operation: "update", sessionId: asId<SessionId>(id), body }))
    .json;
}

const priceOf = (session: { line_items: { unit_amount: number }[] }) => session.line_items[0]?.unit_amount;
const codesOf = (session: { messages: { code: string }[] }) => session.messages.map(({ code }) => code);

describe("a price the agent saw", () => {
  test("is kept to within the window, though it has gone up since", async () => {
    await using shop = await openShop();
    shop.clock.advance(MINUTE);
    await shop.setPrice("shirt", 5000);
    shop.clock.advance(MINUTE);
    const session = await ask(shop, 4800, 2 * MINUTE);
    expect([priceOf(session), codesOf(session)]).toEqual([4800, []]);
  });

  test.each([
    ["one that was never ours", 100, 30 * MINUTE],
    ["one seen after it had changed", 4800, 5 * MINUTE],
    ["one seen before the window", 4800, HOUR + MINUTE],
    ["one from the future", 4800, -MINUTE],
  ])("is not kept to: %s", async (_, amount, ago) => {
    await using shop = await openShop();
    shop.clock.advance(2 * HOUR);
    await shop.setPrice("shirt", 5000);
    shop.clock.advance(10 * MINUTE);
    const session = await ask(shop, amount, ago);
    expect([priceOf(session), codesOf(session)]).toEqual([5000, ["price_change"]]);
  });

  test("gives way to a lower one", async () => {
    await using shop = await openShop();
    shop.clock.advance(MINUTE);
    await shop.setPrice("shirt", 4000);
    expect(priceOf(await ask(shop, 4800, MINUTE + 1))).toBe(4000);
  });

  test("may be a sale's that has ended", async () => {
    await using shop = await openShop();
    const product = await shop.reads.catalog.product(asId<ProductId>("shirt"));
    if (!product) throw new Error("no shirt");
    const sale = { price: minor(3000), endsAt: instant(shop.clock.now() + MINUTE) };
    const variants = product.variants.map((variant) => ({ ...variant, sale }));
    await shop.write(({ catalog }) => catalog.put({ ...product, variants }, shop.clock.now()));
    shop.clock.advance(5 * MINUTE);
    expect(priceOf(await ask(shop, 3000, 4.5 * MINUTE))).toBe(3000);
  });

  test("is not kept to where the merchant has set no window", async () => {
    await using shop = await openTestShop();
    shop.clock.advance(MINUTE);
    await shop.setPrice("shirt", 5000);
    expect(priceOf(await ask(shop, 4800, MINUTE + 1))).toBe(5000);
  });
});

describe("a promised price", () => {
  test("outlives the window while the session is worked on, and is what is charged", async () => {
    await using shop = await openShop();
    shop.clock.advance(MINUTE);
    await shop.setPrice("shirt", 5000);
    const { id } = await ask(shop, 4800, HOUR - MINUTE);
    shop.clock.advance(10 * MINUTE);
    expect(priceOf(await update(shop, id, { line_items: [{ id: "shirt-small" }, { id: "mug" }] }))).toBe(
      4800,
    );
    const instrument = { type: "card", credential: { type: "spt", token: "spt_1" } };
    const body = { payment_data: { handler_id: "card_tokenized", instrument } };
    const { json } = await shop.call(wireUnreleased, {
      operation: "complete",
      sessionId: asId<SessionId>(id),
      body,
    });
    expect([json.status, priceOf(json)]).toEqual(["completed", 4800]);
  });

  test("is not held for ever by updating over and over", async () => {
    await using shop = await openShop();
    shop.clock.advance(MINUTE);
    await shop.setPrice("shirt", 5000);
    const { id } = await ask(shop, 4800, MINUTE + 1);
    shop.clock.advance(10 * MINUTE);
    expect(priceOf(await update(shop, id))).toBe(4800);
    shop.clock.advance(10 * MINUTE);
    const late = await update(shop, id);
    expect([priceOf(late), codesOf(late)]).toEqual([5000, ["price_change"]]);
    expect(codesOf(await update(shop, id))).toEqual([]);
  });
});
