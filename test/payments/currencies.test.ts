import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { MINUTE } from "../../src/clock.ts";
import { type Currency, decimalsOf, minor } from "../../src/money.ts";
import {
  fromStripe,
  isWholeForUs,
  toStripe,
  whyNotThroughStripe,
} from "../../src/payments/stripe/amounts.ts";
import { agentOf, totalOf } from "../checkout/requests.ts";
import { disputeCharge, refundCharge } from "../stripe/refunds.ts";
import { chargeOf19, grantToken, openStripe } from "./stripe.ts";
import { openStripeShop } from "./stripe-shop.ts";

/** What one of our minor units is in Stripe's amounts: docs.stripe.com/currencies, "Special cases". */
const currencies = [
  ["usd", 1],
  ["huf", 1],
  ["jpy", 1],
  ["isk", 100],
  ["ugx", 100],
] as const;

/** A shirt of 4807 with 8.25 % on it, 396.58, and the standard way at 500: 5704. */
const TOTAL = 5704;

async function openShop(code: string, capture: "automatic" | "manual" = "automatic") {
  const currency = code as Currency;
  const shop = await openStripeShop({ currency, stripe: { capture } });
  await shop.setPrice("shirt", 4807);
  const agent = agentOf(shop);
  return {
    ...shop,
    agent,
    ready: () => agent.ready([{ id: "shirt-small", quantity: 1 }]),
    granted: (maxAmount: number) => grantToken(shop.standIn, "pm_card_visa", { currency: code, maxAmount }),
    order: async () => {
      const [order] = await shop.ordersMade();
      if (!order) throw new Error("it was ordered");
      return order;
    },
  };
}

describe.each(currencies)("in %s, a minor unit of which is %i at Stripe,", (code, units) => {
  test("a sale, its refunds and its dispute are the same money here, there and to the agent", async () => {
    await using shop = await openShop(code);
    const { json } = await shop.agent.complete(await shop.ready(), await shop.granted(TOTAL * units));
    expect([json.status, json.currency, totalOf(json, "total")]).toEqual(["completed", code, TOTAL]);
    expect(shop.standIn.paid()).toMatchObject([{ amount: TOTAL * units, currency: code }]);

    const { id: orderId } = await shop.order();
    const of = { kind: "amount", amount: minor(1001) } as const;
    expect(await shop.refunds.refund({ orderId, of, restock: false })).toMatchObject({ kind: "begun" });
    const [charge] = shop.standIn.books.charges.values();
    if (!charge) throw new Error("it was charged");
    refundCharge(shop.standIn, charge, 703 * units);
    disputeCharge(shop.standIn, charge, 4000 * units);
    await shop.hear(...shop.told(/refund|dispute/));
    expect([...shop.standIn.books.refunds.values()].map(({ amount }) => amount)).toEqual([
      1001 * units,
      703 * units,
    ]);
    const { adjustments, totals } = await shop.order();
    expect(adjustments).toMatchObject([
      { type: "refund", status: "completed", amount: 1001 },
      { type: "refund", status: "completed", amount: 703 },
      { type: "dispute", status: "pending", amount: 4000 },
    ]);
    expect(totals.at(-1)).toMatchObject({ type: "amount_refunded", amount: 1704 });

    const rest = await shop.refunds.refund({ orderId, of: { kind: "rest" }, restock: false });
    expect(rest).toMatchObject({ refund: { state: "succeeded", amount: TOTAL - 1704 } });
    expect(charge.amountRefunded).toBe(TOTAL * units);
  });

  test("a charge whose answer was lost is found again by what it is for", async () => {
    await using shop = await openShop(code);
    const id = await shop.ready();
    const token = await shop.granted(TOTAL * units);
    shop.standIn.faults.add({ name: "cut_after", times: 9 });
    expect((await shop.agent.complete(id, token)).status).toBe(503);
    shop.standIn.faults.clear();
    shop.clock.advance(11 * MINUTE);
    await shop.settlement.recover(10);
    expect((await shop.agent.get(id)).json.status).toBe("completed");
    expect(shop.standIn.paid()).toMatchObject([{ amount: TOTAL * units }]);
  });

  test("a token for the least less than the total is too little, by looking at it and by charging it", async () => {
    await using shop = await openStripe();
    const currency = code as Currency;
    const least = { currency: code, maxAmount: TOTAL * units - 1 };
    const charge = chargeOf19(await shop.token("pm_card_visa", least), { currency, amount: minor(TOTAL) });
    expect(await shop.provider.inspect(charge)).toMatchObject({ kind: "unusable", reason: "over_limit" });
    expect(await shop.provider.charge(charge)).toMatchObject({ kind: "declined", reason: "over_limit" });
  });

  test("money that was authorised is taken, less what was refunded before", async () => {
    await using shop = await openShop(code, "manual");
    await shop.agent.complete(await shop.ready(), await shop.granted(TOTAL * units));
    const { id: orderId } = await shop.order();
    const of = { kind: "amount", amount: minor(704) } as const;
    await shop.refunds.refund({ orderId, of, restock: false });
    expect(await shop.captures.capture(orderId)).toEqual({ kind: "captured" });
    expect(shop.standIn.paid()).toMatchObject([{ amountReceived: 5000 * units }]);
  });
});

describe("Stripe's amounts", () => {
  const sellable = Intl.supportedValuesOf("currency")
    .map((code) => code.toLowerCase() as Currency)
    .filter((currency) => whyNotThroughStripe(currency) === undefined);

  test("for ours, and ours for them, are the same money again", () => {
    fc.assert(
      fc.property(fc.constantFrom(...sellable), fc.integer({ min: -1e12, max: 1e12 }), (currency, amount) => {
        const sent = toStripe(minor(amount), currency);
        expect(fromStripe(sent, currency)).toBe(minor(amount));
        expect(isWholeForUs(sent, currency)).toBe(true);
      }),
    );
  });

  test("with fractions that our currency lacks are told, and rounded", () => {
    expect([isWholeForUs(4010, "isk"), isWholeForUs(4010, "usd")]).toEqual([false, true]);
    expect([4049, 4050, -4050].map((amount) => fromStripe(amount, "ugx"))).toEqual([40, 41, -41].map(minor));
  });

  test.each(["bhd", "iqd", "jod", "kwd", "lyd", "omr", "tnd", "clf", "mga"])(
    "cannot be had for all of %s",
    (code) => {
      expect(whyNotThroughStripe(code as Currency)).toStartWith("Stripe ");
      expect(decimalsOf(code as Currency)).toBeGreaterThan(1);
    },
  );
});
