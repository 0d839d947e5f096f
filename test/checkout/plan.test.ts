import { afterAll, afterEach, describe, expect, spyOn, test } from "bun:test";
import * as taxExemption from "../../src/buyers/tax-exemption.ts";
import { type CartCommand, createCart, updateCart } from "../../src/carts/carts.ts";
import { type CallContext, createSession, updateSession } from "../../src/checkout/checkout.ts";
import { beginCompletion } from "../../src/checkout/complete.ts";
import type { Terms } from "../../src/checkout/compute.ts";
import * as destination from "../../src/checkout/destination.ts";
import * as linePrice from "../../src/checkout/line-price.ts";
import { planOf } from "../../src/checkout/plan.ts";
import * as grant from "../../src/discounts/grant.ts";
import { asId, type LineItemId, type VariantId } from "../../src/ids.ts";
import { decodeAddress } from "../../src/protocols/acp/words/address.ts";
import { decodeBuyerSince20260130 } from "../../src/protocols/acp/words/buyer-since-20260130.ts";
import { demoAddress, demoBuyer } from "../../src/protocols/acp/words/examples.ts";
import { sharedToken } from "../payments/credentials.ts";
import { openTestShop, testAgent } from "./shop.ts";

const spies = {
  linePrices: spyOn(linePrice, "linePriceOf"),
  destinations: spyOn(destination, "destinationOf"),
  exemptions: spyOn(taxExemption, "standingOf"),
  grants: spyOn(grant, "grantDiscounts"),
};
afterEach(() => {
  for (const spy of Object.values(spies)) spy.mockClear();
});

afterAll(() => {
  for (const spy of Object.values(spies)) spy.mockRestore();
});

const [shirts, vouchers] = ["shirt-small", "voucher"].map((id, index) => ({
  id: asId<VariantId>(id),
  quantity: 2,
  index,
}));
if (!shirts || !vouchers) throw new Error("two items are asked for");
const items = [shirts, vouchers];
const buyer = {
  ...decodeBuyerSince20260130(demoBuyer),
  taxExemption: {
    certificateType: "resale",
    certificateId: "CA-1",
    exemptRegions: ["US-CA"],
  },
} as const;

/** A shop that counts what is worked out for one request. */
async function countingShop() {
  const shop = await openTestShop({ trustsTaxExemptions: true, runsJobsOnce: true });
  let prices = 0;
  const terms: Terms = {
    ...shop.terms,
    price(cart) {
      prices += 1;
      return shop.terms.price(cart);
    },
  };
  return {
    shop,
    context: (): CallContext => ({ agent: testAgent, terms, now: shop.clock.now() }),
    /** How often each was worked out since it was last asked. */
    counts() {
      const counted = Object.entries(spies).map(([name, spy]) => [name, spy.mock.calls.length]);
      const all = { ...Object.fromEntries(counted), prices };
      for (const spy of Object.values(spies)) spy.mockClear();
      prices = 0;
      return all;
    },
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

const once = { linePrices: items.length, destinations: 1, exemptions: 1, grants: 1, prices: 1 };

describe("everything is worked out once a request", () => {
  test("when a session is created, updated and completed", async () => {
    await using counting = await countingShop();
    const { shop, context, counts } = counting;
    const command = { items, buyer, fulfillmentDetails: { address: decodeAddress(demoAddress, "$") } };
    const created = await shop.write((stores) =>
      createSession(stores, command, { name: "acp", version: "2026-04-17" }, context()),
    );
    if (!created.ok) throw new Error(created.problem.kind);
    const { id } = created.value.session;
    expect(counts()).toEqual(once);

    await shop.write((stores) => updateSession(stores, id, { items }, context()));
    expect(counts()).toEqual(once);

    const payment = { credential: sharedToken("spt_approved") };
    const payments = { provider: shop.sandbox.name, offersAuthentication: false };
    const begun = await shop.write((stores) =>
      beginCompletion(stores, id, { payment }, undefined, payments, context()),
    );
    expect(begun.kind).toBe("opened");
    expect(counts()).toEqual(once);
  });

  test("when a cart is made and replaced, which has no address to be exempt at", async () => {
    await using counting = await countingShop();
    const { shop, context, counts } = counting;
    const command: CartCommand = { items, buyer };
    const cart = await shop.write((stores) => createCart(stores, command, context()));
    if (!cart.ok) throw new Error(cart.problem.kind);
    expect(counts()).toEqual({ ...once, exemptions: 0 });
    await shop.write((stores) => updateCart(stores, cart.value.id, command, context()));
    expect(counts()).toEqual({ ...once, exemptions: 0 });
  });
});

test("a plan is the same for the same draft, and leaves what it is made of alone", async () => {
  await using shop = await openTestShop();
  const sellable = await shop.reads.catalog.sellable(shirts.id);
  if (!sellable) throw new Error("no shirt");
  const draft = {
    items: [{ lineItemId: asId<LineItemId>("li_1"), variantId: shirts.id, quantity: 2 }],
    fulfillmentDetails: { address: decodeAddress(demoAddress, "$") },
    discountCodes: [],
    selectedByAgent: false,
  };
  const variants = new Map([[shirts.id, sellable]]);
  const before = structuredClone({ draft, variants });
  const plan = () => planOf(draft, variants, { terms: shop.terms, now: shop.clock.now() });
  expect(plan()).toEqual(plan());
  expect({ draft, variants }).toEqual(before);
});
