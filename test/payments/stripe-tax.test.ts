import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { HOUR } from "../../src/clock.ts";
import { type Currency, minor } from "../../src/money.ts";
import { connectToStripe } from "../../src/payments/stripe/connection.ts";
import { createStripeProvider } from "../../src/payments/stripe/provider.ts";
import { createStripeTax } from "../../src/payments/stripe/tax.ts";
import { demoAddress } from "../../src/protocols/acp/words/examples.ts";
import { agentOf, totalOf } from "../checkout/requests.ts";
import { openTestShop, stoppedClock, testShop } from "../checkout/shop.ts";
import { type StripeStandIn, startStripeStandIn } from "../stripe/stand-in.ts";
import { grantToken, stripeSettings, testBudgets } from "./stripe.ts";

let standIn: StripeStandIn;
const clock = stoppedClock();
beforeEach(async () => {
  standIn = await startStripeStandIn(0, () => clock.now());
});
afterEach(() => standIn[Symbol.asyncDispose]());

/**
 * The test shop, with Stripe for money and tax: 8.5 % in California there, 8.25 % in our own table. It waits for a tax as
 * long as `deadline`, ms.
 */
async function openTaxedShop(currency?: Currency, deadline = 60_000) {
  const settings = stripeSettings(standIn.url);
  const connection = connectToStripe(settings, { tries: 2, firstWait: 2, leastTime: 20 });
  const reasons: string[] = [];
  const taxSource = createStripeTax(
    settings,
    { codes: { reduced: "txcd_20030000" } },
    { clock, origin: testShop.origin, failed: (why) => reasons.push(why), deadline, connection },
  );
  const provider = createStripeProvider(settings, clock, testBudgets, connection);
  const shop = await openTestShop({
    provider: () => provider,
    taxSource,
    clock,
    ...(currency && { currency }),
  });
  return { ...shop, agent: agentOf(shop), reasons };
}

const CALCULATE = "POST /v1/tax/calculations";
const asked = () => standIn.seen.filter(({ route }) => route === CALCULATE);
const newYork = { ...demoAddress, city: "New York", state: "NY", postal_code: "10001" };

test("where no question may go out, Stripe is not asked, and what it answered before still holds", async () => {
  const source = createStripeTax(
    stripeSettings(standIn.url),
    { codes: {} },
    { clock, origin: testShop.origin, failed: () => {}, deadline: 60_000 },
  );
  const question = {
    currency: "usd" as Currency,
    destination: { country: "US", state: "CA", city: "San Francisco", postalCode: "94102" },
    isExempt: false,
    lines: [{ amount: minor(4800), quantity: 1, taxClass: "standard" }],
    shipping: minor(500),
  };
  expect(await source.quote(question, () => false)).toBeUndefined();
  expect(asked()).toHaveLength(0);
  const answer = await source.quote(question);
  expect(await source.quote(question, () => false)).toEqual(answer);
  expect(asked()).toHaveLength(1);
});

describe("a shop that Stripe computes the tax for", () => {
  test("shows Stripe's tax, line by line, and asks with what it depends on", async () => {
    await using shop = await openTaxedShop();
    const { json } = await shop.agent.create([
      { id: "shirt-small", quantity: 2 },
      { id: "voucher", quantity: 1 },
    ]);
    // 8.5 % of 96.00; the voucher is exempt, and California does not tax shipping there.
    expect(json.line_items.map((line: { tax: number }) => line.tax)).toEqual([816, 0]);
    expect([totalOf(json, "tax"), totalOf(json, "total")]).toEqual([816, 9600 + 2500 + 500 + 816]);
    expect(json.messages).toEqual([]);
    expect(asked().map(({ parameters }) => parameters)).toEqual([
      {
        currency: "usd",
        line_items: [
          { amount: "9600", quantity: "2", reference: "0", tax_behavior: "exclusive" },
          {
            amount: "2500",
            quantity: "1",
            reference: "1",
            tax_behavior: "exclusive",
            tax_code: "txcd_00000000",
          },
        ],
        shipping_cost: { amount: "500", tax_behavior: "exclusive" },
        customer_details: {
          address: {
            line1: "555 Golden Gate Avenue",
            city: "San Francisco",
            state: "CA",
            postal_code: "94102",
            country: "US",
          },
          address_source: "shipping",
        },
        ship_from_details: { address: { city: "Oakland", state: "CA", postal_code: "94607", country: "US" } },
        expand: ["line_items"],
      },
    ]);
  });

  test("asks again only when amounts or address change", async () => {
    await using shop = await openTaxedShop();
    const { json } = await shop.agent.create([{ id: "shirt-small", quantity: 1 }]);
    await shop.agent.update(json.id, { buyer: { first_name: "A", last_name: "B", email: "a@example.com" } });
    await shop.agent.get(json.id);
    expect(asked()).toHaveLength(1);
    const moved = await shop.agent.update(json.id, { fulfillment_address: newYork });
    expect(asked()).toHaveLength(2);
    // New York taxes shipping, too: 8.875 % of 48.00 and of 5.00.
    expect(totalOf(moved.json, "tax")).toBe(426 + 44);
    await shop.agent.update(json.id, { fulfillment_address: demoAddress });
    expect(asked()).toHaveLength(2);
  });

  test("taxes the way that is chosen; the others show an estimate", async () => {
    await using shop = await openTaxedShop();
    const { json } = await shop.agent.create([{ id: "shirt-small", quantity: 1 }], {
      fulfillment_address: newYork,
    });
    const taxOf = (id: string) =>
      json.fulfillment_options.find((option: { id: string }) => option.id === id)?.tax;
    expect([taxOf("standard"), taxOf("express")]).toEqual([44, 132]);
    const chosen = await shop.agent.update(json.id, { fulfillment_option_id: "express" });
    expect(totalOf(chosen.json, "tax")).toBe(426 + 133);
  });

  test("books Stripe's calculation with the payment", async () => {
    await using shop = await openTaxedShop();
    const id = await shop.agent.ready();
    const paid = await shop.agent.complete(id, await grantToken(standIn));
    expect(paid.json.status).toBe("completed");
    const charge = standIn.seen.find(({ route }) => route === "POST /v1/payment_intents");
    const [calculation] = standIn.books.taxCalculations.keys();
    expect(charge?.parameters).toMatchObject({ hooks: { inputs: { tax: { calculation } } } });
    expect(asked()).toHaveLength(1);
  });

  test("speaks Stripe's amounts where they are not its own", async () => {
    await using shop = await openTaxedShop("isk" as Currency);
    await shop.setPrice("shirt", 4807);
    const { json } = await shop.agent.create([{ id: "shirt-small", quantity: 1 }]);
    expect(asked().map(({ parameters }) => parameters)).toMatchObject([
      { currency: "isk", line_items: [{ amount: "480700" }], shipping_cost: { amount: "50000" } },
    ]);
    // 8.5 % of 4807 are 408.595.
    expect([totalOf(json, "tax"), totalOf(json, "total")]).toEqual([409, 4807 + 500 + 409]);
    expect(shop.reasons).toEqual([]);
  });

  test("takes no tax with fractions that its currency lacks: its own table stands in", async () => {
    standIn.taxesHaveFractions = true;
    await using shop = await openTaxedShop("isk" as Currency);
    await shop.setPrice("shirt", 4807);
    const { json } = await shop.agent.create([{ id: "shirt-small", quantity: 1 }]);
    // 8.25 % of 4807 are 396.5775; Stripe says 408.60.
    expect(totalOf(json, "tax")).toBe(397);
    expect(json.messages).toMatchObject([{ content: expect.stringContaining("estimate") }]);
    expect(shop.reasons).toEqual(["the answer does not fit the question"]);
  });

  test("asks nothing before there is an address", async () => {
    await using shop = await openTaxedShop();
    await shop.agent.create([{ id: "shirt-small", quantity: 1 }], {});
    expect(asked()).toHaveLength(0);
  });

  test("asks equal questions at the same time once", async () => {
    await using shop = await openTaxedShop();
    await Promise.all(
      Array.from({ length: 5 }, () => shop.agent.create([{ id: "shirt-small", quantity: 1 }])),
    );
    expect(asked()).toHaveLength(1);
  });

  test("forgets an answer after some hours", async () => {
    await using shop = await openTaxedShop();
    await shop.agent.create([{ id: "shirt-small", quantity: 1 }]);
    shop.clock.advance(7 * HOUR);
    await shop.agent.create([{ id: "shirt-small", quantity: 1 }]);
    expect(asked()).toHaveLength(2);
  });
});

describe("while Stripe is away", () => {
  const faults = [
    "timeout_before",
    "cut_before",
    "error_500_before",
    "html_502_before",
    "empty_200_before",
    "rate_limit",
  ] as const;
  test.each(faults)(
    "(%s) the shop's own table stands in, with a warning, and the order can be paid",
    async (name) => {
      await using shop = await openTaxedShop(undefined, name === "timeout_before" ? 200 : undefined);
      standIn.faults.add({ name, on: CALCULATE, times: 99 });
      const { json } = await shop.agent.create([{ id: "shirt-small", quantity: 1 }]);
      expect(totalOf(json, "tax")).toBe(396);
      expect(json.status).toBe("ready_for_payment");
      expect(json.messages).toMatchObject([{ content: expect.stringContaining("estimate") }]);
      expect(shop.reasons.length).toBeGreaterThan(0);
      const paid = await shop.agent.complete(json.id, await grantToken(standIn));
      expect(paid.json.status).toBe("completed");
      const charge = standIn.seen.find(({ route }) => route === "POST /v1/payment_intents");
      expect(charge?.parameters).not.toHaveProperty("hooks");
    },
  );

  test("and back at completion, the agent is shown the new total before anything is charged", async () => {
    await using shop = await openTaxedShop();
    standIn.faults.add({ name: "error_500_before", on: CALCULATE, times: 99 });
    const { json } = await shop.agent.create([{ id: "shirt-small", quantity: 1 }]);
    standIn.faults.clear();
    const token = await grantToken(standIn);
    const changed = await shop.agent.complete(json.id, token);
    expect(changed.json.status).toBe("ready_for_payment");
    expect(totalOf(changed.json, "tax")).toBe(408);
    expect(standIn.paid()).toHaveLength(0);
    expect((await shop.agent.complete(json.id, token)).json.status).toBe("completed");
    expect(standIn.paid()).toMatchObject([{ amount: totalOf(changed.json, "total") }]);
  });
});
