import { MINUTE, SECOND } from "../../../src/clock.ts";
import { buyerOf } from "../../checkout/buyer.ts";
import { openStripeShop } from "../../payments/stripe-shop.ts";
import { payOnPage } from "../../stripe/checkout-sessions.ts";
import type { FaultName } from "../../stripe/faults.ts";
import type { FaultRow } from "./faulty-stripe.ts";

/** What of a page meets the fault. */
const routes = [
  "POST /v1/checkout/sessions",
  "GET /v1/checkout/sessions/:id",
  "POST /v1/checkout/sessions/:id/expire",
] as const;

/** The most a buyer presses a button. */
const MOST_TRIES = 100;

/**
 * Has buyers pay by hand in a shop whose every request about a page meets the fault, as often as the shop itself tries
 * again. Each turns back once before they pay, and comes back after it.
 */
export async function payThrough(fault: FaultName, completes: number): Promise<FaultRow> {
  const isWaitedFor = fault.startsWith("timeout");
  await using shop = await openStripeShop({ budgets: isWaitedFor ? { other: 100 } : {} });
  let requests = 0;
  let retried = 0;
  let completed = 0;

  /** Does something until it comes to what is wanted, letting time pass as people do. */
  async function until<Answer extends { readonly kind: string }>(
    wanted: Answer["kind"],
    act: () => Promise<Answer>,
  ): Promise<Answer> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      requests += 1;
      const answer = await act();
      if (answer.kind === wanted) return answer;
      retried += 1;
      shop.clock.advance(5 * SECOND);
    }
    throw new Error(`${fault}: gave up after ${MOST_TRIES} tries`);
  }

  async function press(buyer: Awaited<ReturnType<typeof buyerOf>>): Promise<string> {
    const pressed = await until("redirect", () => buyer.pay());
    if (pressed.kind !== "redirect") throw new Error("it leads somewhere");
    return pressed.url;
  }

  for (let count = 0; count < completes; count++) {
    const buyer = await buyerOf(shop);
    // A try that is waited for uses up the time of them all; a refusal ends the attempt at once.
    const isOnce = isWaitedFor || /^(rate_limit|lock_timeout|wrong_)/.test(fault);
    for (const on of routes) shop.standIn.faults.add({ name: fault, on, times: isOnce ? 1 : 3 });
    await press(buyer);
    await until("free", buyer.back);
    const url = await press(buyer);
    payOnPage(shop.standIn, url.split("/").at(-1) ?? "");
    await until("completed", buyer.returned);
    completed += 1;
    shop.clock.advance(MINUTE);
  }
  const paid = shop.standIn.paid();
  return {
    fault: `by hand, ${fault}`,
    completes,
    requests,
    retried,
    charges: paid.length,
    orders: (await shop.ordersMade()).length,
    completedSessions: completed,
    doubles: paid.length - new Set(paid.map(({ metadata }) => metadata["checkout_session_id"])).size,
  };
}
