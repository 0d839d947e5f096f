import { describe, expect, test } from "bun:test";
import { DAY, HOUR, MINUTE } from "../../src/clock.ts";
import { asId, type LineItemId, type OrderId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import { noNotifications } from "../../src/orders/record-order-event.ts";
import type { RefundRequest } from "../../src/payments/begin-refund.ts";
import type { RefundOutcome } from "../../src/payments/provider.ts";
import { settleRefund } from "../../src/payments/settle-refund.ts";
import { agentOf } from "../checkout/requests.ts";
import { endRefund } from "../stripe/refunds.ts";
import { openStripeShop } from "./stripe-shop.ts";

type StripeShop = Awaited<ReturnType<typeof openStripeShop>>;

/** Three small shirts and a voucher, paid: 144.00 + 11.88 tax, 25.00, 5.00 shipping. */
async function sold(shop: StripeShop) {
  const agent = agentOf(shop);
  await agent.complete(
    await agent.ready([
      { id: "shirt-small", quantity: 3 },
      { id: "voucher", quantity: 1 },
    ]),
    await shop.token(),
  );
  const [order] = await shop.ordersMade();
  const [shirts, voucher] = order?.lineItems ?? [];
  if (!order || !shirts || !voucher) throw new Error("it was ordered");
  return {
    order,
    shirts,
    voucher,
    refund: (of: RefundRequest["of"], more: Partial<RefundRequest> = {}) =>
      shop.refunds.refund({ orderId: order.id, of, restock: false, ...more }),
    now: async () => (await shop.ordersMade())[0] ?? order,
  };
}

const TOTAL = 18588;
const rest = { kind: "rest" } as const;
const amountOf = (amount: number) => ({ kind: "amount", amount: minor(amount) }) as const;
const unitsOf = (id: LineItemId, quantity: number) => ({ kind: "lines", lines: [{ id, quantity }] }) as const;
const given = (shop: StripeShop) => [...shop.standIn.books.refunds.values()].map(({ amount }) => amount);

describe("a refund", () => {
  test("of everything goes once, and then nothing is left", async () => {
    await using shop = await openStripeShop();
    const { refund, now } = await sold(shop);
    expect(await refund(rest, { reason: "Arrived broken" })).toMatchObject({
      kind: "begun",
      refund: { state: "succeeded", amount: TOTAL },
    });
    expect(await refund(rest)).toEqual({ kind: "nothing_left" });
    expect(given(shop)).toEqual([TOTAL]);
    const order = await now();
    expect(order.adjustments).toMatchObject([
      { type: "refund", status: "completed", amount: TOTAL, description: "Arrived broken" },
    ]);
    expect(order.totals.slice(-2)).toMatchObject([
      { type: "total", amount: TOTAL },
      { type: "amount_refunded", amount: TOTAL },
    ]);
  });

  test("by amount takes no units back, and never goes beyond what is left", async () => {
    await using shop = await openStripeShop();
    const { refund, now } = await sold(shop);
    await refund(amountOf(8588));
    expect(await refund(amountOf(10001))).toEqual({ kind: "more_than_left", left: minor(10000) });
    expect(await refund(amountOf(10000))).toMatchObject({ kind: "begun" });
    expect(given(shop)).toEqual([8588, 10000]);
    expect((await now()).lineItems.map(({ quantity }) => quantity.current)).toEqual([3, 1]);
  });

  test("by line gives back what the units cost with tax, takes them off the order and back to stock if asked", async () => {
    await using shop = await openStripeShop();
    const { refund, shirts, now } = await sold(shop);
    expect(await shop.available("shirt-small")).toBe(7);
    await refund(unitsOf(shirts.id, 1), { restock: true });
    expect(await shop.available("shirt-small")).toBe(8);
    await refund(unitsOf(shirts.id, 2));
    expect(await shop.available("shirt-small")).toBe(8);
    expect(given(shop)).toEqual([5196, 10392]);
    expect((await now()).lineItems[0]?.quantity).toEqual({ ordered: 3, current: 0, fulfilled: 0 });
    expect(await refund(unitsOf(shirts.id, 1))).toMatchObject({
      kind: "more_units_than_left",
      line: { id: shirts.id },
      left: 0,
    });
  });

  test("by line may be for less than the units cost", async () => {
    await using shop = await openStripeShop();
    const { refund, shirts } = await sold(shop);
    await refund(
      { kind: "lines", lines: [{ id: shirts.id, quantity: 3 }], amount: minor(1000) },
      { restock: true },
    );
    expect(given(shop)).toEqual([1000]);
    expect(await shop.available("shirt-small")).toBe(10);
  });

  test("of the rest with its goods takes every unit back", async () => {
    await using shop = await openStripeShop();
    const { refund, shirts, now } = await sold(shop);
    await refund(unitsOf(shirts.id, 1), { restock: true });
    await refund(rest, { restock: true });
    expect(await shop.available("shirt-small")).toBe(10);
    expect((await now()).lineItems.map(({ quantity }) => quantity.current)).toEqual([0, 0]);
    expect(given(shop)).toEqual([5196, TOTAL - 5196]);
  });

  const refused = [
    ["of an order nobody knows", { orderId: asId<OrderId>("ord_nothing") }, rest, { kind: "no_such_order" }],
    ["of nothing", {}, amountOf(0), { kind: "not_an_amount" }],
    ["of less than nothing", {}, amountOf(-500), { kind: "not_an_amount" }],
    [
      "of a line the order has not",
      {},
      unitsOf(asId("li_x"), 1),
      { kind: "no_such_line", line: asId("li_x") },
    ],
  ] as const;
  test.each(refused)("%s is refused", async (_, more, of, refusal) => {
    await using shop = await openStripeShop();
    const { refund } = await sold(shop);
    expect(await refund(of, more)).toEqual(refusal as never);
    expect(given(shop)).toEqual([]);
  });

  test("of half a unit, or of more units than were sold, is refused", async () => {
    await using shop = await openStripeShop();
    const { refund, shirts } = await sold(shop);
    for (const quantity of [0.5, 0, -1, 4, Number.NaN]) {
      expect(await refund(unitsOf(shirts.id, quantity))).toMatchObject({
        kind: "more_units_than_left",
        left: 3,
      });
    }
    const twice = {
      kind: "lines",
      lines: [
        { id: shirts.id, quantity: 2 },
        { id: shirts.id, quantity: 2 },
      ],
    } as const;
    expect(await refund(twice)).toMatchObject({ kind: "more_units_than_left", left: 3 });
  });

  test("asked for many times at once gives back no more than was paid", async () => {
    await using shop = await openStripeShop();
    const { refund } = await sold(shop);
    const answers = await Promise.all(Array.from({ length: 10 }, () => refund(amountOf(5000))));
    expect(answers.filter(({ kind }) => kind === "begun")).toHaveLength(3);
    expect(given(shop)).toEqual([5000, 5000, 5000]);
  });

  test("tells the agent once", async () => {
    await using shop = await openStripeShop();
    const { refund } = await sold(shop);
    await refund(amountOf(100));
    await shop.hear(...shop.told(/refund/));
    const events = await shop.reads.outbox.page({}, undefined, 10);
    expect(events.map(({ type }) => type)).toEqual(["order_update", "order_create"]);
  });
});

describe("a refund whose answer is lost", () => {
  test("is pending, counts against what is left, and recovery finds that it went", async () => {
    await using shop = await openStripeShop();
    const { refund, now } = await sold(shop);
    shop.standIn.faults.add({ name: "cut_after", on: "POST /v1/refunds", times: 9 });
    expect(await refund(amountOf(TOTAL))).toMatchObject({ kind: "begun", refund: { state: "pending" } });
    expect((await now()).adjustments).toMatchObject([{ status: "pending" }]);
    expect(await refund(amountOf(1))).toEqual({ kind: "nothing_left" });
    shop.standIn.faults.clear();
    shop.standIn.forgetKeys();
    shop.clock.advance(2 * MINUTE);
    expect(await shop.refunds.recover(10)).toBe(1);
    expect(given(shop)).toEqual([TOTAL]);
    expect((await now()).adjustments).toMatchObject([{ status: "completed" }]);
  });

  test("is asked for again when it never arrived", async () => {
    await using shop = await openStripeShop();
    const { refund } = await sold(shop);
    shop.standIn.faults.add({ name: "cut_before", on: "POST /v1/refunds", times: 9 });
    await refund(rest);
    shop.standIn.faults.clear();
    shop.clock.advance(2 * MINUTE);
    await shop.refunds.recover(10);
    expect(given(shop)).toEqual([TOTAL]);
    expect(await shop.refunds.recover(10)).toBe(0);
  });

  test("is asked for again at once when the clock was set back meanwhile", async () => {
    await using shop = await openStripeShop();
    const { refund } = await sold(shop);
    shop.standIn.faults.add({ name: "cut_before", on: "POST /v1/refunds", times: 9 });
    await refund(rest);
    shop.standIn.faults.clear();
    shop.clock.advance(-DAY);
    expect(await shop.refunds.recover(10)).toBe(1);
    expect(given(shop)).toEqual([TOTAL]);
  });

  test("because the process died is finished by the next one", async () => {
    const shop = await openStripeShop();
    const { refund } = await sold(shop);
    shop.standIn.faults.add({ name: "timeout_after", on: "POST /v1/refunds" });
    refund(amountOf(500)).catch(() => {});
    while (given(shop).length === 0) await Bun.sleep(2);
    await using restarted = await shop.reopen();
    restarted.clock.advance(2 * MINUTE);
    await restarted.refunds.recover(10);
    expect(given(shop)).toEqual([500]);
    expect((await restarted.ordersMade())[0]?.adjustments).toMatchObject([
      { status: "completed", amount: 500 },
    ]);
    await shop.standIn[Symbol.asyncDispose]();
  });
});

describe("a refund that the bank takes its time with", () => {
  test("is shown as pending, gives the goods back at once, and is completed by Stripe's event", async () => {
    await using shop = await openStripeShop();
    shop.standIn.refundsTakeTime = true;
    const { refund, shirts, now } = await sold(shop);
    await refund(unitsOf(shirts.id, 3), { restock: true });
    const [made] = shop.standIn.books.refunds.values();
    expect((await now()).adjustments).toMatchObject([{ status: "pending" }]);
    expect(await shop.available("shirt-small")).toBe(10);
    endRefund(shop.standIn, made?.id ?? "", "succeeded");
    await shop.hear(...shop.told(/refund.updated/));
    expect((await now()).adjustments).toMatchObject([{ status: "completed" }]);
    expect(await shop.available("shirt-small")).toBe(10);
  });

  test("is looked at by recovery where no event comes", async () => {
    await using shop = await openStripeShop();
    shop.standIn.refundsTakeTime = true;
    const { refund, now } = await sold(shop);
    await refund(amountOf(700));
    const [made] = shop.standIn.books.refunds.values();
    endRefund(shop.standIn, made?.id ?? "", "failed");
    shop.clock.advance(HOUR);
    await shop.refunds.recover(10);
    expect((await now()).adjustments).toMatchObject([{ status: "failed", amount: 700 }]);
    expect(shop.alerts).toMatchObject([{ kind: "refund_failed" }]);
    expect(await refund(rest)).toMatchObject({ kind: "begun", refund: { amount: TOTAL } });
  });
});

test("a refund that has failed stays failed, whatever an older question is answered later", async () => {
  await using shop = await openStripeShop();
  shop.standIn.refundsTakeTime = true;
  const { refund } = await sold(shop);
  await refund(amountOf(700));
  const [made] = shop.standIn.books.refunds.values();
  endRefund(shop.standIn, made?.id ?? "", "failed");
  await shop.hear(...shop.told(/refund.failed/));
  const [failed] = await shop.reads.refunds.ofAttempt((await shop.ordersMade())[0]?.attemptId ?? asId(""));
  if (failed?.state !== "failed") throw new Error("it failed");
  const late: readonly RefundOutcome[] = [
    { kind: "pending", reference: "re_1" },
    { kind: "refunded", reference: "re_1" },
    { kind: "unknown", detail: "no answer" },
  ];
  for (const outcome of late) {
    const settled = await shop.write((stores) =>
      settleRefund(stores, failed.id, outcome, shop.clock.now(), noNotifications),
    );
    expect(settled.refund).toEqual(failed);
  }
});

test("a refund that Stripe refuses at once is told to the merchant and to nobody else", async () => {
  await using shop = await openStripeShop();
  const { refund, order, now } = await sold(shop);
  const charge = [...shop.standIn.books.charges.values()].find(({ paid }) => paid);
  if (!charge) throw new Error("it was charged");
  charge.amountRefunded = charge.amountCaptured;
  expect(await refund(rest)).toMatchObject({ kind: "begun", refund: { state: "failed" } });
  expect(await now()).toEqual(order);
  expect(shop.alerts).toMatchObject([{ kind: "refund_failed" }]);
});

test("an order that cost nothing has nothing to refund", async () => {
  await using shop = await openStripeShop();
  await shop.setPrice("voucher", 0);
  const agent = agentOf(shop);
  await agent.complete(await agent.ready([{ id: "voucher", quantity: 1 }]), "spt_nothing_to_pay");
  const [order] = await shop.ordersMade();
  if (!order) throw new Error("it was ordered");
  expect(await shop.refunds.refund({ orderId: order.id, of: rest, restock: false })).toEqual({
    kind: "nothing_left",
  });
});

test("units that the merchant's source has counted since are added to its count", async () => {
  await using shop = await openStripeShop();
  const { refund, order, shirts } = await sold(shop);
  await shop.write(({ catalog }) => catalog.acknowledge([order.attemptId], shop.clock.now()));
  const stored = await shop.reads.catalog.product(asId("shirt"));
  if (!stored) throw new Error("it is in the catalogue");
  shop.clock.advance(MINUTE);
  const pluralize = { ...stored, variants: stored.variants.map((variant) => ({ ...variant, stock: 7 })) };
  await shop.write(({ catalog }) => catalog.put(pluralize, shop.clock.now(), shop.clock.now()));
  expect(await shop.available("shirt-small")).toBe(7);
  await refund(unitsOf(shirts.id, 2), { restock: true });
  expect(await shop.available("shirt-small")).toBe(9);
});
