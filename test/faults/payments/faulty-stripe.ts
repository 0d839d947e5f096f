import { SECOND } from "../../../src/clock.ts";
import { servedWires } from "../../../src/protocols/acp/versions.ts";
import { openStripeShop } from "../../payments/stripe-shop.ts";
import { ucpAgent, ucpWays } from "../../payments/ucp-agent.ts";
import { versionAgent } from "../../payments/version-agent.ts";
import type { FaultName } from "../../stripe/faults.ts";
import { googlePayPayload } from "../../stripe/payment-methods.ts";

/** What went on while agents bought through one fault, and what there was in the end. */
export interface FaultRow {
  readonly fault: string;
  readonly completes: number;
  /** Requests to complete, retries included. */
  readonly requests: number;
  /** Of these, answered with an error that says to try again. */
  readonly retried: number;
  readonly charges: number;
  readonly orders: number;
  readonly completedSessions: number;
  /** Charges beyond one a session, at any time. */
  readonly doubles: number;
}

type Answer = Awaited<ReturnType<ReturnType<typeof versionAgent>["complete"]>>;

/** How agents pay, and the request to Stripe that goes wrong. */
export const faultyWays = {
  /** By a shared payment token, in every version of ACP. */
  "the charge": { by: "shared_payment_token", on: "POST /v1/payment_intents" },
  /** By Google Pay, in every version of UCP. */
  "the making of a payment method": { by: "google_pay", on: "POST /v1/payment_methods" },
  "the charge of a payment method": { by: "google_pay", on: "POST /v1/payment_intents" },
} as const;
export type FaultyWay = keyof typeof faultyWays;

/** The most an agent retries before it gives up, which none should have to, on whatever machine. */
const MOST_RETRIES = 100;

/**
 * Has agents of every version buy from a shop whose every charge meets the fault, as often as the shop itself tries
 * again, so that the agent has to.
 *
 * @param fault one of the stand-in's; or `refused`: nobody listens.
 */
export async function buyThrough(
  fault: FaultName | "refused",
  completes: number,
  way: FaultyWay = "the charge",
): Promise<FaultRow> {
  const { by, on } = faultyWays[way];
  await using shop = await openStripeShop({ budgets: budgetsFor(fault) });
  await stock(shop, completes);
  // A refusal ends the attempt, so that the next try comes with another key: these are met once a purchase.
  const isRefusal = fault === "rate_limit" || fault === "lock_timeout";
  if (!isRefusal && fault !== "refused") shop.standIn.faults.add({ name: fault, on, times: 3, perKey: true });
  let requests = 0;
  let retried = 0;
  let completed = 0;

  async function request(send: () => Promise<Answer>, isFirst: boolean): Promise<Answer> {
    requests += 1;
    if (!isFirst || fault !== "refused") return send();
    await shop.standIn.refuse();
    const answer = await send();
    await shop.standIn.listen();
    return answer;
  }

  async function buy(count: number): Promise<void> {
    const agent = agentOf(shop, by, count);
    const id = await agent.ready();
    const token = by === "google_pay" ? googlePayPayload(shop.standIn.books) : await shop.token();
    if (isRefusal) shop.standIn.faults.add({ name: fault, on, times: 1 });
    for (let tries = 0; tries < MOST_RETRIES; tries++) {
      const answer = await request(() => agent.complete(id, token, `key-${count}`), tries === 0);
      if (answer.status < 300 && answer.json.status === "completed") {
        completed += 1;
        return;
      }
      if (answer.status < 500) throw new Error(`${fault}: ${answer.status} ${answer.body}`);
      retried += 1;
      shop.clock.advance(5 * SECOND);
    }
    throw new Error(`${fault}: gave up after ${MOST_RETRIES} tries`);
  }

  // A few at a time, except where one would meet another's fault.
  const together = fault === "refused" || isRefusal ? 1 : 4;
  for (let first = 0; first < completes; first += together) {
    const batch = Math.min(together, completes - first);
    await Promise.all(Array.from({ length: batch }, (_, index) => buy(first + index)));
  }

  const orders = await shop.ordersMade();
  const paid = shop.standIn.paid();
  return {
    fault: way === "the charge" ? fault : `${fault}, at ${way}`,
    completes,
    requests,
    retried,
    charges: paid.length,
    orders: orders.length,
    completedSessions: completed,
    doubles: paid.length - new Set(paid.map(({ metadata }) => metadata["checkout_session_id"])).size,
  };
}

/** An agent of one of the versions in which somebody pays so. */
function agentOf(
  shop: Awaited<ReturnType<typeof openStripeShop>>,
  by: "shared_payment_token" | "google_pay",
  count: number,
): Pick<ReturnType<typeof versionAgent>, "ready" | "complete"> {
  if (by === "google_pay") {
    const ways = ucpWays.filter(({ kind }) => kind === by);
    const way = ways[count % ways.length];
    if (way) return ucpAgent(shop, way);
  }
  const wires = servedWires();
  const wire = wires[count % wires.length];
  if (!wire) throw new Error("some version is served");
  return versionAgent(shop, wire);
}

/** A lost answer is waited for: not long, where every one is lost. */
function budgetsFor(fault: string) {
  return fault.startsWith("timeout") ? { charge: 100, inspection: 100 } : {};
}

async function stock(shop: Awaited<ReturnType<typeof openStripeShop>>, units: number): Promise<void> {
  const stored = (await shop.reads.catalog.page(undefined, 100)).find(({ id }) => id === "shirt");
  if (!stored) throw new Error("the test shop sells shirts");
  const variants = stored.variants.map((variant) => ({ ...variant, stock: units }));
  await shop.write(({ catalog }) => catalog.put({ ...stored, variants }, shop.clock.now()));
}
