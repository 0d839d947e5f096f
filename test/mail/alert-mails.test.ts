import { expect, test } from "bun:test";
import { after, DAY, instant, MINUTE } from "../../src/clock.ts";
import { type AttemptId, asId, type SessionId } from "../../src/ids.ts";
import { deliveryFailureMail, feedFailureMail, paymentAlertMail } from "../../src/mail/alert-mails.ts";
import { paymentFailedMail } from "../../src/mail/payment-mails.ts";
import { type Currency, minor } from "../../src/money.ts";
import type { DueEvent } from "../../src/outbox/event.ts";
import type { MerchantAlert } from "../../src/payments/alert.ts";
import type { PaymentAttempt } from "../../src/payments/attempt.ts";
import { testAgent, testShop } from "../checkout/shop.ts";
import { eventOf, orderOf } from "../outbox/orders.ts";

const jane = { email: "jane@example.com", locale: undefined };

const now = instant(Date.parse("2026-06-01T12:00:00Z"));
const terms = { shop: testShop, ordersTo: "owner@harbour.example" };
const event: DueEvent = {
  ...eventOf(orderOf()),
  state: "pending",
  attempts: 0,
  failures: 0,
  content: { body: "" },
};
const alert: MerchantAlert = {
  kind: "refund_failed",
  words: "a refund did not go through: the card is closed",
  attemptId: asId<AttemptId>("pay_1"),
};

const endpoint = { agent: testAgent, url: "https://agent.example/orders" };

for (const kind of ["event_given_up", "endpoint_gone"] as const) {
  test(`${kind}: the merchant hears of it once a day, and what to do`, () => {
    const mail = deliveryFailureMail({ kind, endpoint, event }, now, terms);
    expect(mail?.to).toBe("owner@harbour.example");
    expect(mail?.text).toContain(`checkstand webhooks`);
    expect(mail?.text).toContain(event.id);
    const later = deliveryFailureMail({ kind, endpoint, event }, after(now, MINUTE), terms);
    expect(later?.key).toBe(mail?.key ?? "");
    const nextDay = deliveryFailureMail({ kind, endpoint, event }, after(now, DAY), terms);
    expect(nextDay?.key).not.toBe(mail?.key ?? "");
  });
}

test("a payment that needs a person: the merchant hears what it is about", () => {
  const mail = paymentAlertMail(alert, now, terms);
  expect(mail?.text).toContain("A refund did not go through: the card is closed.");
  expect(mail?.text).toContain("pay_1");
});

test("a feed that cannot be pushed: the merchant hears of each kind once a day, and where to look", () => {
  const reason = { destination: "openai", kind: "failing", detail: "openai answered 403: closed" } as const;
  const mail = feedFailureMail(reason, now, terms);
  expect(mail?.text).toContain("openai answered 403: closed");
  expect(mail?.text).toContain("checkstand feed push --history");
  expect(feedFailureMail(reason, after(now, MINUTE), terms)?.key).toBe(mail?.key ?? "");
  expect(feedFailureMail({ ...reason, kind: "drifted" }, now, terms)?.key).not.toBe(mail?.key ?? "");
});

test("a merchant who gave no address is not written to", () => {
  const silent = { shop: testShop };
  expect(paymentAlertMail(alert, now, silent)).toBeUndefined();
  expect(deliveryFailureMail({ kind: "endpoint_gone", endpoint, event }, now, silent)).toBeUndefined();
});

const attempt: PaymentAttempt = {
  id: asId<AttemptId>("pay_1"),
  sessionId: asId<SessionId>("cs_1"),
  agentId: testAgent.id,
  state: "failed",
  provider: "sandbox",
  amount: minor(13_392),
  currency: "usd" as Currency,
  openedAt: now,
  orderId: orderOf().id,
  allowAuthentication: false,
  description: "Harbour Goods order",
};

test("a payment that fails after the agent has gone: the buyer hears of it", () => {
  const mail = paymentFailedMail(attempt, jane, after(now, MINUTE), terms);
  expect(mail?.key).toBe("payment_failed:pay_1");
  expect(mail?.text).toContain("We could not take $133.92");
});

test("who left the provider's page without paying is told nothing", () => {
  const left = { ...attempt, result: { kind: "expired" } } as const;
  expect(paymentFailedMail(left, jane, after(now, 41 * MINUTE), terms)).toBeUndefined();
});

test("a decline at the counter is the agent's to tell", () => {
  expect(paymentFailedMail(attempt, jane, after(now, 20_000), terms)).toBeUndefined();
});
