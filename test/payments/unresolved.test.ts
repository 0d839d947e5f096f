import { expect, test } from "bun:test";
import { DAY, MINUTE } from "../../src/clock.ts";
import { minor } from "../../src/money.ts";
import { unresolvedPayments } from "../../src/payments/unresolved.ts";
import { agentOf } from "../checkout/requests.ts";
import { openStripeShop } from "./stripe-shop.ts";

type StripeShop = Awaited<ReturnType<typeof openStripeShop>>;
const unresolved = (shop: StripeShop) => unresolvedPayments(shop.reads, shop.clock.now(), 100);

test("a charge nobody knows of is listed at once, and is overdue after two minutes", async () => {
  await using shop = await openStripeShop();
  shop.standIn.faults.add({ name: "cut_before", times: 9 });
  const agent = agentOf(shop);
  await agent.complete(await agent.ready(), await shop.token());
  expect(await unresolved(shop)).toMatchObject([{ kind: "charge", amount: 10892, isOverdue: false }]);
  shop.clock.advance(2 * MINUTE);
  expect(await unresolved(shop)).toMatchObject([{ kind: "charge", isOverdue: true }]);
});

test("a refund on its way and an authorisation to be captured are listed with their orders", async () => {
  await using shop = await openStripeShop({ stripe: { capture: "manual" } });
  const agent = agentOf(shop);
  await agent.complete(await agent.ready(), await shop.token());
  const [order] = await shop.ordersMade();
  if (!order) throw new Error("it was ordered");
  expect(await unresolved(shop)).toMatchObject([
    { kind: "authorization", orderId: order.id, captureBefore: expect.any(Number), isOverdue: false },
  ]);
  shop.clock.advance(6 * DAY);
  expect(await unresolved(shop)).toMatchObject([{ isOverdue: true }]);
  await shop.captures.capture(order.id);
  shop.standIn.refundsTakeTime = true;
  await shop.refunds.refund({
    orderId: order.id,
    of: { kind: "amount", amount: minor(500) },
    restock: false,
  });
  expect(await unresolved(shop)).toMatchObject([
    { kind: "refund", orderId: order.id, amount: 500, isOverdue: false },
  ]);
});

test("nothing is listed of what went well", async () => {
  await using shop = await openStripeShop();
  const agent = agentOf(shop);
  await agent.complete(await agent.ready(), await shop.token());
  expect(await unresolved(shop)).toEqual([]);
});
