import { describe, expect, test } from "bun:test";
import { DAY, MINUTE } from "../../src/clock.ts";
import { asId, newId, type OrderId, type ProductId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import type { Order } from "../../src/orders/order.ts";
import type { PaymentProvider } from "../../src/payments/provider.ts";
import { setMerchantFields } from "../catalog/merchant-fields.ts";
import { discountOf } from "../discounts/discounts.ts";
import { billed, openDashboardShop } from "./dashboard-shop.ts";
import { given, quantitiesOf, refusalOf } from "./orders.ts";

describe("every change at the dashboard", () => {
  test("writes the order, tells the agent and leaves an audit row", async () => {
    await using at = await openDashboardShop();
    const { id } = await at.buy();
    at.shop.clock.advance(MINUTE);
    const { order } = given(
      await at.orderService.work(id, { kind: "ship", carrier: "UPS", trackingNumber: "1Z9" }, "admin_api"),
    );
    expect(await at.order(id)).toEqual(order);
    expect(order).toMatchObject({ status: "shipped", updatedAt: at.shop.clock.now() });
    expect(await at.told(id)).toEqual(["order_create", "order_update"]);
    expect(await at.audit(id)).toEqual([
      {
        at: at.shop.clock.now(),
        actor: "admin_api",
        action: "order.ship",
        subject: id,
        details: { carrier: "UPS", trackingNumber: "1Z9" },
      },
    ]);
  });

  test("names its actor and its action", async () => {
    await using at = await openDashboardShop();
    const { id, fulfillments } = await at.buy();
    const fulfillmentId = fulfillments[0]?.id ?? asId("");
    given(await at.orderService.work(id, { kind: "hold" }, "dashboard"));
    given(await at.orderService.work(id, { kind: "confirm" }, "dashboard"));
    given(await at.orderService.work(id, { kind: "ready" }, "command_line"));
    given(await at.orderService.work(id, { kind: "ship" }, "command_line"));
    given(
      await at.orderService.work(id, { kind: "track", fulfillmentId, type: "in_transit" }, "command_line"),
    );
    given(await at.orderService.work(id, { kind: "deliver" }, "command_line"));
    given(await at.orderService.work(id, { kind: "note", type: "credit", amount: minor(500) }, "dashboard"));
    expect((await at.audit(id)).map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      "dashboard order.hold",
      "dashboard order.confirm",
      "command_line order.ready_for_pickup",
      "command_line order.ship",
      "command_line order.track",
      "command_line order.deliver",
      "dashboard order.credit",
    ]);
    expect((await at.order(id)).adjustments).toMatchObject([{ type: "credit", amount: 500 }]);
  });

  test("that is refused changes nothing and tells nobody", async () => {
    await using at = await openDashboardShop();
    const before = await at.buy();
    const { id } = before;
    const tooMany = at.some(before, 3);
    expect(refusalOf(await at.orderService.work(id, { kind: "ship", lineItems: tooMany }, "dashboard"))).toBe(
      "too_many_units",
    );
    expect(
      refusalOf(await at.orderService.work(id, { kind: "cancel", lineItems: tooMany }, "dashboard")),
    ).toBe("too_many_units");
    expect(refusalOf(await at.orderService.work(id, { kind: "return" }, "dashboard"))).toBe("nothing_left");
    expect(
      refusalOf(await at.orderService.work(id, { kind: "cancel", money: minor(999_999) }, "dashboard")),
    ).toBe("more_than_left");
    expect(
      refusalOf(
        await at.orderService.work(
          id,
          { kind: "refund", of: { kind: "amount", amount: minor(0) }, restock: false },
          "dashboard",
        ),
      ),
    ).toBe("not_an_amount");
    expect(await at.order(id)).toEqual(before);
    expect(await at.told(id)).toEqual(["order_create"]);
    expect(await at.audit(id)).toEqual([]);
    expect(await at.shop.available("shirt-small")).toBe(8);
  });

  test("of an order that is not there says so", async () => {
    await using at = await openDashboardShop();
    const id = newId("OrderId");
    for (const change of [
      await at.orderService.work(id, { kind: "ship" }, "dashboard"),
      await at.orderService.work(id, { kind: "deliver" }, "dashboard"),
      await at.orderService.work(id, { kind: "cancel" }, "dashboard"),
      await at.orderService.work(id, { kind: "refund", of: { kind: "rest" }, restock: false }, "dashboard"),
    ])
      expect(refusalOf(change)).toBe("unknown_order");
  });
});

describe("canceling", () => {
  test("everything gives back the money, delivery included, the stock and the discount", async () => {
    await using at = await openDashboardShop();
    const discount = discountOf({ code: undefined });
    await at.shop.write(({ discounts }) => discounts.insert(discount));
    const { id } = await at.buy();
    const uses = async () => (await at.shop.reads.discounts.uses(discount.id, undefined)).total;
    expect(await uses()).toBe(1);
    const { order, refund } = given(
      await at.orderService.work(id, { kind: "cancel", description: "Sold out" }, "dashboard"),
    );
    expect(order.status).toBe("canceled");
    expect(refund).toMatchObject({ state: "succeeded", amount: billed(order, "total") });
    expect(billed(order, "amount_refunded")).toBe(billed(order, "total"));
    expect(order.adjustments).toMatchObject([
      { type: "cancellation", status: "completed", description: "Sold out" },
      { type: "refund", status: "completed", amount: billed(order, "total") },
    ]);
    expect(await at.shop.available("shirt-small")).toBe(10);
    expect(await uses()).toBe(0);
    expect(await at.told(id)).toEqual(["order_create", "order_update", "order_update"]);
    expect((await at.audit(id)).map(({ action }) => action)).toEqual([
      "order.cancel",
      "order.refund_settled",
    ]);
  });

  test("a part gives back what was paid for it, and keeps the discount used", async () => {
    await using at = await openDashboardShop();
    const before = await at.buy();
    const { order, refund } = given(
      await at.orderService.work(before.id, { kind: "cancel", lineItems: at.some(before, 1) }, "dashboard"),
    );
    // Half of two shirts at 48.00 with 8.25 % tax.
    expect(refund).toMatchObject({ state: "succeeded", amount: 5196 });
    expect(quantitiesOf(order)).toEqual(["2/1/0"]);
    expect(order.status).toBe("confirmed");
    expect(await at.shop.available("shirt-small")).toBe(9);
  });

  test("in parts gives back the whole payment in the end", async () => {
    await using at = await openDashboardShop();
    const before = await at.buy([{ id: "shirt-small", quantity: 3 }]);
    for (let count = 0; count < 3; count++)
      given(
        await at.orderService.work(before.id, { kind: "cancel", lineItems: at.some(before, 1) }, "dashboard"),
      );
    const after = await at.order(before.id);
    expect(after.status).toBe("canceled");
    expect(billed(after, "amount_refunded")).toBe(billed(before, "total"));
  });

  test("gives back nothing, or another amount, where the merchant says so", async () => {
    await using at = await openDashboardShop();
    const before = await at.buy();
    const lineItems = at.some(before, 1);
    const none = given(
      await at.orderService.work(before.id, { kind: "cancel", lineItems, money: "none" }, "dashboard"),
    );
    expect(none.refund).toBeUndefined();
    const some = given(
      await at.orderService.work(before.id, { kind: "cancel", lineItems, money: minor(1234) }, "dashboard"),
    );
    expect(some.order.status).toBe("canceled");
    expect(billed(some.order, "amount_refunded")).toBe(1234);
  });

  test("of what cost nothing needs no refund", async () => {
    await using at = await openDashboardShop();
    await at.shop.setPrice("voucher", 0);
    const { id } = await at.buy([{ id: "voucher", quantity: 1 }]);
    const { order, refund } = given(await at.orderService.work(id, { kind: "cancel" }, "dashboard"));
    expect(order.status).toBe("canceled");
    expect(refund).toBeUndefined();
  });

  test("after everything was refunded cancels without money", async () => {
    await using at = await openDashboardShop();
    const { id } = await at.buy();
    given(
      await at.orderService.work(id, { kind: "refund", of: { kind: "rest" }, restock: false }, "dashboard"),
    );
    const { order, refund } = given(await at.orderService.work(id, { kind: "cancel" }, "dashboard"));
    expect(order.status).toBe("canceled");
    expect(refund).toBeUndefined();
  });

  test("stands when the provider refuses the refund, and the merchant hears of it", async () => {
    const refuses = (sandbox: PaymentProvider): PaymentProvider => ({
      ...sandbox,
      refund: async () => ({ kind: "failed", detail: "the account is empty" }),
    });
    await using at = await openDashboardShop({ provider: refuses });
    const { id } = await at.buy();
    const { order, refund } = given(await at.orderService.work(id, { kind: "cancel" }, "dashboard"));
    expect(order.status).toBe("canceled");
    expect(refund?.state).toBe("failed");
    expect(at.shop.alerts.map(({ kind }) => kind)).toEqual(["refund_failed"]);
  });

  test("a crash before the money is asked for loses none of it: recovery asks", async () => {
    let isDown = true;
    const falters = (sandbox: PaymentProvider): PaymentProvider => ({
      ...sandbox,
      refund: (refund) =>
        isDown ? Promise.resolve({ kind: "unknown", detail: "no answer" }) : sandbox.refund(refund),
    });
    await using at = await openDashboardShop({ provider: falters });
    const { id } = await at.buy();
    expect(given(await at.orderService.work(id, { kind: "cancel" }, "dashboard")).refund?.state).toBe(
      "pending",
    );
    isDown = false;
    at.shop.clock.advance(DAY);
    await at.shop.refunds.recover(10);
    const order = await at.order(id);
    expect(billed(order, "amount_refunded")).toBe(billed(order, "total"));
  });

  test("the same unit twice at once succeeds once", async () => {
    await using at = await openDashboardShop();
    const before = await at.buy([{ id: "mug", quantity: 1 }]);
    const both = await Promise.all([
      at.orderService.work(before.id, { kind: "cancel" }, "dashboard"),
      at.orderService.work(before.id, { kind: "cancel" }, "command_line"),
    ]);
    // On a server whoever comes to the order first.
    expect(both.map(refusalOf).toSorted()).toEqual(["wrong_status", undefined]);
    expect(billed(await at.order(before.id), "amount_refunded")).toBe(billed(before, "total"));
    expect(await at.shop.available("mug")).toBe(1);
  });
});

describe("goods that come back", () => {
  test("give back what was paid for them, and go back on sale only when asked", async () => {
    await using at = await openDashboardShop();
    const before = await at.buy();
    given(await at.orderService.work(before.id, { kind: "ship" }, "dashboard"));
    const lineItems = at.some(before, 1);
    const kept = given(
      await at.orderService.work(before.id, { kind: "return", lineItems, reason: "defective" }, "dashboard"),
    );
    expect(kept.refund?.amount).toBe(minor(5196));
    expect(await at.shop.available("shirt-small")).toBe(8);
    const restocked = given(
      await at.orderService.work(before.id, { kind: "return", lineItems, restock: true }, "dashboard"),
    );
    expect(quantitiesOf(restocked.order)).toEqual(["2/0/0"]);
    expect(restocked.order.status).toBe("completed");
    expect(await at.shop.available("shirt-small")).toBe(9);
    // Delivery was not refunded: it took place.
    expect(billed(restocked.order, "amount_refunded")).toBe(10_392);
  });
});

describe("refunding", () => {
  test("units takes them out of the order, those that have not left first", async () => {
    await using at = await openDashboardShop();
    const before = await at.buy();
    given(
      await at.orderService.work(before.id, { kind: "ship", lineItems: at.some(before, 1) }, "dashboard"),
    );
    const of = { kind: "lines", lines: at.some(before, 2) } as const;
    const { order } = given(
      await at.orderService.work(before.id, { kind: "refund", of, restock: true }, "admin_api"),
    );
    expect(quantitiesOf(order)).toEqual(["2/0/0"]);
    expect(order.fulfillments.map(({ status }) => status)).toEqual(["shipped", "canceled"]);
    expect(billed(order, "amount_refunded")).toBe(10_392);
    expect((await at.audit(before.id)).map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      "dashboard order.ship",
      "admin_api order.refund",
      "payment_provider order.refund_settled",
    ]);
  });

  test("everything of an order that has not left cancels it", async () => {
    await using at = await openDashboardShop();
    const { id } = await at.buy();
    const { order } = given(
      await at.orderService.work(id, { kind: "refund", of: { kind: "rest" }, restock: true }, "dashboard"),
    );
    expect(order.status).toBe("canceled");
    expect(await at.shop.available("shirt-small")).toBe(10);
  });

  test("never gives back more than was paid, however many ask at once", async () => {
    await using at = await openDashboardShop();
    const before = await at.buy();
    const of = { kind: "amount", amount: minor(3000) } as const;
    const asked = await Promise.all(
      Array.from({ length: 6 }, () =>
        at.orderService.work(before.id, { kind: "refund", of, restock: false }, "dashboard"),
      ),
    );
    // 109 dollars hold three times thirty.
    expect(asked.map(refusalOf).filter((kind) => kind === "more_than_left")).toHaveLength(3);
    expect(billed(await at.order(before.id), "amount_refunded")).toBe(9000);
  });
});

describe("money that was only authorised", () => {
  const authorised =
    (capture: PaymentProvider["capture"]) =>
    (sandbox: PaymentProvider): PaymentProvider => ({
      ...sandbox,
      async charge(charge) {
        const outcome = await sandbox.charge(charge);
        return outcome.kind === "paid" ? { ...outcome, captured: false } : outcome;
      },
      capture,
    });

  test("is taken before the goods leave", async () => {
    await using at = await openDashboardShop({ provider: authorised(async () => ({ kind: "captured" })) });
    const { id } = await at.buy();
    expect(given(await at.orderService.work(id, { kind: "ship" }, "dashboard")).capture).toEqual({
      kind: "captured",
    });
  });

  test("that can no longer be had keeps them here", async () => {
    await using at = await openDashboardShop({ provider: authorised(async () => ({ kind: "lapsed" })) });
    const { id } = await at.buy();
    expect(refusalOf(await at.orderService.work(id, { kind: "ship" }, "dashboard"))).toBe("not_paid");
    expect((await at.order(id)).status).toBe("confirmed");
  });

  const taking = (taken: number[]) =>
    authorised(async ({ amount }) => {
      taken.push(amount);
      return { kind: "captured" };
    });
  const attemptOf = (at: Awaited<ReturnType<typeof openDashboardShop>>, order: Order) =>
    at.shop.reads.attempts.find(order.attemptId);

  test("is taken by hand, once, with nothing leaving", async () => {
    const taken: number[] = [];
    await using at = await openDashboardShop({ provider: taking(taken) });
    const { id } = await at.buy();
    expect(given(await at.orderService.work(id, { kind: "capture" }, "dashboard")).capture).toEqual({
      kind: "captured",
    });
    expect(given(await at.orderService.work(id, { kind: "capture" }, "dashboard")).capture).toEqual({
      kind: "captured",
    });
    expect(taken).toEqual([10_892]);
    expect((await at.order(id)).status).toBe("confirmed");
    expect(given(await at.orderService.work(id, { kind: "ship" }, "dashboard")).capture).toEqual({
      kind: "captured",
    });
    expect(taken).toEqual([10_892]);
  });

  test("is taken when the merchant hands over digital goods", async () => {
    const taken: number[] = [];
    await using at = await openDashboardShop({ provider: taking(taken) });
    const { id, fulfillments } = await at.buy([{ id: "voucher", quantity: 1 }]);
    const [waiting] = fulfillments;
    const delivery = { fulfillmentId: waiting?.id, digital: { licenseKey: "KEY-1" } };
    const delivered = await at.orderService.work(id, { kind: "deliver", ...delivery }, "dashboard");
    expect(given(delivered).capture).toEqual({ kind: "captured" });
    expect(taken).toEqual([2500]);
  });

  test("is taken when goods were handed over with the order itself", async () => {
    const taken: number[] = [];
    await using at = await openDashboardShop({ provider: taking(taken) });
    const fields = { license_key: "KEY-1" };
    await at.shop.write(({ catalog }) =>
      setMerchantFields(catalog, asId<ProductId>("voucher"), fields, at.shop.clock.now()),
    );
    const order = await at.buy([{ id: "voucher", quantity: 1 }]);
    expect(order.status).toBe("completed");
    expect(await at.shop.captures.recover(10)).toBe(1);
    expect(taken).toEqual([2500]);
    expect((await attemptOf(at, order))?.capture).toMatchObject({ state: "captured", amount: 2500 });
  });

  test("that the provider refuses to take is told the merchant, who has sent the goods", async () => {
    await using at = await openDashboardShop({
      provider: authorised(async () => ({ kind: "unknown", detail: "403", isRefused: true })),
    });
    const { id } = await at.buy();
    expect(given(await at.orderService.work(id, { kind: "ship" }, "dashboard")).capture).toEqual({
      kind: "under_way",
    });
    expect(at.shop.alerts).toMatchObject([{ kind: "capture_refused", orderId: id }]);
  });

  test("does not keep a parcel's arrival from being noted", async () => {
    await using at = await openDashboardShop({
      provider: authorised(async () => ({ kind: "unknown", detail: "no answer" })),
    });
    const order = await at.buy();
    expect(given(await at.orderService.work(order.id, { kind: "ship" }, "dashboard")).capture).toEqual({
      kind: "under_way",
    });
    const attempt = await attemptOf(at, order);
    if (!attempt) throw new Error("it was paid");
    await at.shop.captures.hear(attempt, { kind: "declined", reason: "declined" });
    expect(given(await at.orderService.work(order.id, { kind: "deliver" }, "dashboard")).order.status).toBe(
      "completed",
    );
  });

  test("is not taken for a parcel that cannot be sent", async () => {
    let captures = 0;
    const counting = authorised(async () => {
      captures += 1;
      return { kind: "captured" };
    });
    await using at = await openDashboardShop({ provider: counting });
    const before = await at.buy();
    expect(
      refusalOf(
        await at.orderService.work(before.id, { kind: "ship", lineItems: at.some(before, 3) }, "dashboard"),
      ),
    ).toBe("too_many_units");
    expect(captures).toBe(0);
  });
});

test("an unknown order's id is an id like any other", async () => {
  await using at = await openDashboardShop();
  expect(
    refusalOf(
      await at.orderService.work(asId<OrderId>("ord_'; drop table orders"), { kind: "hold" }, "dashboard"),
    ),
  ).toBe("unknown_order");
});
