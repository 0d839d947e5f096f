import { describe, expect, test } from "bun:test";
import { DAY, MINUTE, SECOND } from "../../src/clock.ts";
import { minor } from "../../src/money.ts";
import type { RefundRequest } from "../../src/payments/begin-refund.ts";
import { buyerOf } from "../checkout/buyer.ts";
import { payOnPage, sessionOfAttempt } from "../stripe/checkout-sessions.ts";
import { type FaultName, faults } from "../stripe/faults.ts";
import { endRefund, refundCharge } from "../stripe/refunds.ts";
import { bookedAmount } from "../stripe/tax-transactions.ts";
import { openStripeShop } from "./stripe-shop.ts";

type StripeShop = Awaited<ReturnType<typeof openStripeShop>>;

const BOOK = "POST /v1/tax/transactions/create_from_calculation";
const REVERSE = "POST /v1/tax/transactions/create_reversal";

/** Two small shirts, 96.00, and 5.00 for delivery; Stripe's tax is 8.16. */
const TOTAL = 10_916;

/** Does something until it has come to what is wanted: where answers are waited for shortly, any may come too late. */
async function until(shop: StripeShop, act: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await act()) return;
    shop.clock.advance(5 * SECOND);
  }
  throw new Error("it never came to what is wanted");
}

/** An order of two shirts, paid by hand, whose tax Stripe computed. */
async function paid(shop: StripeShop) {
  const buyer = await buyerOf(shop, "shirt-small", 2);
  // The first press shows the tax that Stripe computed for the whole address.
  await until(shop, async () => (await buyer.pay()).kind === "redirect");
  const attempt = await buyer.attempt();
  const page = attempt && sessionOfAttempt(shop.standIn.books, attempt.id);
  if (!attempt || !page) throw new Error("a page is open");
  payOnPage(shop.standIn, page.id);
  await until(shop, async () => (await buyer.returned()).kind === "completed");
  const orderId = attempt.orderId;
  return {
    orderId,
    attempt: async () => {
      const found = await shop.reads.attempts.find(attempt.id);
      if (!found) throw new Error("attempts are kept");
      return found;
    },
    refund: (of: RefundRequest["of"]) => shop.refunds.refund({ orderId, of, restock: false }),
  };
}

const amountOf = (amount: number) => ({ kind: "amount", amount: minor(amount) }) as const;
const bookings = (shop: StripeShop) => [...shop.standIn.books.taxTransactions.values()];
/** What Stripe's books say was sold, one number a sale, with what went back taken off. */
const booked = (shop: StripeShop) =>
  bookings(shop)
    .filter(({ original }) => original === undefined)
    .map((sale) => bookedAmount(shop.standIn.books, sale));

describe("a payment by hand whose tax Stripe computed", () => {
  test("is booked once, under the attempt's id and with the calculation that was charged", async () => {
    await using shop = await openStripeShop({ hasTax: true });
    const { attempt } = await paid(shop);
    const { id, taxCalculation } = await attempt();
    await shop.recover(10);
    await shop.recover(10);
    expect(bookings(shop)).toMatchObject([{ reference: id, calculation: taxCalculation, amount: TOTAL }]);
    expect((await attempt()).tax).toMatchObject({ state: "booked", transaction: bookings(shop)[0]?.id });
  });

  test("is taken out of the books with each refund, for what the buyer got back", async () => {
    await using shop = await openStripeShop({ hasTax: true });
    const { refund } = await paid(shop);
    await shop.recover(10);
    await refund(amountOf(1_000));
    await shop.recover(10);
    expect(booked(shop)).toEqual([TOTAL - 1_000]);
    await refund({ kind: "rest" });
    await shop.recover(10);
    await shop.recover(10);
    expect(booked(shop)).toEqual([0]);
    expect(bookings(shop)).toHaveLength(3);
  });

  test("is taken out as a whole where all of it goes back at once", async () => {
    await using shop = await openStripeShop({ hasTax: true });
    const { refund } = await paid(shop);
    await shop.recover(10);
    await refund({ kind: "rest" });
    await shop.recover(10);
    const asked = shop.standIn.seen.filter(({ route }) => route === REVERSE);
    expect(asked.map(({ parameters }) => parameters["mode"])).toEqual(["full"]);
    expect(booked(shop)).toEqual([0]);
  });

  test("is booked, then taken out, where it was refunded before the booking came through", async () => {
    await using shop = await openStripeShop({ hasTax: true });
    const { refund } = await paid(shop);
    shop.standIn.faults.add({ name: "rate_limit", on: BOOK });
    await shop.recover(10);
    await refund(amountOf(1_000));
    shop.clock.advance(MINUTE);
    await shop.recover(10);
    await shop.recover(10);
    expect(booked(shop)).toEqual([TOTAL - 1_000]);
  });

  test("waits with the reversal until a refund that takes its time is through, and none is made for one that fails", async () => {
    await using shop = await openStripeShop({ hasTax: true });
    shop.standIn.refundsTakeTime = true;
    const { refund } = await paid(shop);
    await shop.recover(10);
    await refund(amountOf(1_000));
    await refund(amountOf(2_000));
    await shop.recover(10);
    expect(booked(shop)).toEqual([TOTAL]);
    const [first, second] = [...shop.standIn.books.refunds.values()];
    endRefund(shop.standIn, first?.id ?? "", "succeeded");
    endRefund(shop.standIn, second?.id ?? "", "failed");
    await shop.hear(...shop.told(/^refund\./));
    await shop.recover(10);
    expect(booked(shop)).toEqual([TOTAL - 1_000]);
  });

  test("is taken out for a refund made at Stripe's dashboard", async () => {
    await using shop = await openStripeShop({ hasTax: true });
    await paid(shop);
    await shop.recover(10);
    const [charge] = shop.standIn.books.charges.values();
    if (!charge) throw new Error("it was charged");
    refundCharge(shop.standIn, charge, 500);
    await shop.hear(...shop.told(/^refund\.created$/));
    await shop.recover(10);
    expect(booked(shop)).toEqual([TOTAL - 500]);
  });

  test("is booked when its money is taken, where that is later, less what went back before", async () => {
    await using shop = await openStripeShop({ hasTax: true, stripe: { capture: "manual" } });
    const { orderId, refund } = await paid(shop);
    await refund(amountOf(1_000));
    await shop.recover(10);
    expect(bookings(shop)).toEqual([]);
    await shop.captures.capture(orderId);
    await shop.recover(10);
    await shop.recover(10);
    expect(booked(shop)).toEqual([TOTAL - 1_000]);
  });

  test("is never booked where the authorisation is let go", async () => {
    await using shop = await openStripeShop({ hasTax: true, stripe: { capture: "manual" } });
    const { refund } = await paid(shop);
    await refund({ kind: "rest" });
    await shop.recover(10);
    expect(bookings(shop)).toEqual([]);
  });

  test("is booked after the shop died before it was", async () => {
    const shop = await openStripeShop({ hasTax: true });
    await using _standIn = shop.standIn;
    await paid(shop);
    await using reopened = await shop.reopen();
    await reopened.recover(10);
    expect(booked(shop)).toEqual([TOTAL]);
  });

  test("is booked although the clock was set back since", async () => {
    await using shop = await openStripeShop({ hasTax: true });
    await paid(shop);
    shop.clock.advance(-300 * DAY);
    await shop.recover(10);
    expect(booked(shop)).toEqual([TOTAL]);
  });
});

const lost = Object.keys(faults).filter((name): name is FaultName => name in faults && !/^wrong_/.test(name));

describe.each(lost)("an answer of Stripe's books that is lost by %s", (name) => {
  const budgets = { other: name.startsWith("timeout") ? 100 : 60_000 };
  // What Stripe is not asked for again at once is met once.
  const times = /^(timeout|rate_limit|lock)/.test(name) ? 1 : 3;

  test("is asked for again, and books the sale once and the refund once", async () => {
    await using shop = await openStripeShop({ hasTax: true, budgets });
    const { refund } = await paid(shop);
    const recoverTo = (amount: number) =>
      until(shop, async () => {
        await shop.recover(10);
        return booked(shop)[0] === amount;
      });
    shop.standIn.faults.add({ name, on: BOOK, times });
    await recoverTo(TOTAL);
    shop.standIn.faults.add({ name, on: REVERSE, times });
    await refund(amountOf(1_000));
    await recoverTo(TOTAL - 1_000);
    shop.clock.advance(MINUTE);
    await shop.recover(10);
    expect(booked(shop)).toEqual([TOTAL - 1_000]);
    expect(bookings(shop)).toHaveLength(2);
    expect(shop.alerts).toEqual([]);
  });
});

test("a tax that Stripe refuses to book is the merchant's to correct: they hear of it once, and no reversal is asked for", async () => {
  await using shop = await openStripeShop({ hasTax: true });
  const { attempt, refund } = await paid(shop);
  shop.standIn.books.taxCalculations.clear();
  await shop.recover(10);
  await refund(amountOf(1_000));
  shop.clock.advance(DAY);
  await shop.recover(10);
  expect(shop.alerts.map(({ kind }) => kind)).toEqual(["tax_not_booked"]);
  expect((await attempt()).tax).toMatchObject({ state: "refused" });
  expect(shop.standIn.seen.filter(({ route }) => route === REVERSE)).toEqual([]);
});

test("a payment by hand whose tax is the shop's own is none of Stripe's books", async () => {
  await using shop = await openStripeShop();
  const buyer = await buyerOf(shop, "shirt-small");
  await buyer.pay();
  const attempt = await buyer.attempt();
  const page = attempt && sessionOfAttempt(shop.standIn.books, attempt.id);
  payOnPage(shop.standIn, page?.id ?? "");
  await buyer.returned();
  await shop.recover(10);
  expect(bookings(shop)).toEqual([]);
});
