import { attemptDocument, orderDocument } from "../../../db/documents.ts";
import { type Clock, MINUTE } from "../../../src/clock.ts";
import type { Row } from "../../shop-database.ts";
import type { Heard } from "./agent.ts";
import { type SimulatedDatabase, tablesToClear } from "./database.ts";
import { leftOf, type SimulatedProvider } from "./provider.ts";

/**
 * What must hold when everything has come to rest, whatever happened before.
 *
 * @throws Error that says what does not.
 */
export async function checkInvariants(
  database: SimulatedDatabase,
  provider: SimulatedProvider,
  waitFor: readonly Heard[],
  clock: Clock,
): Promise<void> {
  const rows = (query: string) => database.rows(query);
  const orders = await rows("SELECT session_id, attempt_id, document FROM orders");
  const sessions = await rows("SELECT id, status, document FROM checkout_sessions");
  const attempts = await rows("SELECT id, session_id, state, amount FROM payment_attempts");

  hold(
    "no payment is left open",
    attempts.filter(({ state }) => state === "open" || state === "refund_due"),
  );
  hold("no refund is left pending", await rows("SELECT id FROM refunds WHERE state <> 'succeeded'"));

  const sold = new Set(orders.map(({ session_id }) => session_id));
  hold(
    "a session is completed exactly when it has an order",
    sessions.filter(({ id, status }) => (status === "completed") !== sold.has(id ?? "")),
  );
  const sessionOf = new Map(sessions.map(({ id, document }) => [id, document]));
  hold(
    "an order holds what its session shows",
    orders.filter(({ session_id, document }) => goodsOf(document) !== goodsOf(sessionOf.get(session_id))),
  );
  hold(
    "no session is left in progress",
    sessions.filter(({ status }) => status === "in_progress" || status === "requires_escalation"),
  );

  hold(
    "no key is held by a request that ended",
    await rows(`SELECT fingerprint FROM idempotency_records WHERE held_until > ${clock.now()}`),
  );

  const kept = [...provider.charges.values()].filter(
    (booked) => booked.status === "paid" && leftOf(booked) > 0,
  );
  const free = attempts.filter(({ state, amount }) => state === "succeeded" && amount === 0);
  hold(
    "there are as many orders as charges that were kept",
    [kept.length + free.length - orders.length].filter(Boolean),
  );
  const timely = [...provider.charges.values()].filter(
    ({ status, at, charge, isByHand }) =>
      status === "paid" && (isByHand || at - charge.openedAt < 10 * MINUTE),
  );
  hold(
    "nobody is charged twice for a session, by request or by hand, even to be refunded, but by a request that came after all was given up",
    [...Map.groupBy(timely, ({ charge }) => charge.sessionId).values()].filter(({ length }) => length > 1),
  );
  hold(
    "nobody who paid by hand has their money back",
    [...provider.charges.values()].filter(({ isByHand, refunds }) => isByHand && refunds.length > 0),
  );
  const paidFor = new Set(orders.map(({ attempt_id }) => attempt_id));
  hold(
    "every charge that was kept is its order's",
    kept.filter(({ charge }) => !paidFor.has(charge.attemptId)).map(({ charge }) => charge.attemptId),
  );
  hold(
    "every order costs what was charged for it",
    orders.filter(({ attempt_id, document }) => {
      const { totals } = orderDocument.read(String(document));
      const total = totals.find(({ type }) => type === "total")?.amount ?? 0;
      const charge = kept.find(({ charge }) => charge.attemptId === attempt_id);
      return total > 0 && (charge === undefined || leftOf(charge) !== total);
    }),
  );
  const documents = (await rows("SELECT document FROM payment_attempts")).map(({ document }) =>
    attemptDocument.read(String(document)),
  );
  hold(
    "an attempt that is over keeps nothing that it was paid with",
    documents.filter(({ state, credential }) => state !== "open" && credential !== undefined),
  );
  hold("nothing else ever has what somebody paid with", await credentialsIn(rows));
  hold(
    "the tax of what was sold by hand is booked once, by the calculation that was charged, and no other",
    documents.filter(({ id, state, hosted, taxCalculation }) => {
      const isOwed = state === "succeeded" && hosted !== undefined && taxCalculation !== undefined;
      return (provider.taxes.get(id) ?? []).join() !== (isOwed ? taxCalculation : "");
    }),
  );
  hold(
    "whoever heard of a completed session has an order",
    waitFor.filter(({ sessionId, completed }) => completed && !sold.has(sessionId)),
  );

  hold(
    "units are reserved exactly for what was sold",
    (
      await rows(`SELECT v.id, v.reserved, (SELECT cast(coalesce(sum(quantity), 0) AS bigint) FROM reservations r WHERE r.variant_id = v.id) AS held,
      (SELECT count(*) FROM reservations r WHERE r.variant_id = v.id AND r.attempt_id NOT IN (SELECT attempt_id FROM orders)) AS stray,
      v.stock FROM variants v`)
    ).filter(
      ({ reserved, held, stray, stock }) =>
        reserved !== held || stray !== 0 || (stock !== null && Number(reserved) > Number(stock)),
    ),
  );
  hold(
    "what was sold counts as sold, so that the merchant's next count takes it into account",
    await rows("SELECT attempt_id FROM reservations WHERE NOT sold"),
  );
  hold(
    "each order was told once",
    await rows(
      "SELECT order_id FROM outbox_events WHERE type = 'order_create' GROUP BY order_id HAVING count(*) <> 1",
    ),
  );
  const [told] = await rows("SELECT count(*) AS told FROM outbox_events WHERE type = 'order_create'");
  hold("every order was told", [Number(told?.["told"]) - orders.length].filter(Boolean));
}

/** What an agent of these stories pays with. */
const credential = /(good|declined|slow_good|slow_bad|wants_3ds|unknown)-(twin-)?cs_/;

/** The tables in which there is a credential, whatever column it is in. */
async function credentialsIn(rows: SimulatedDatabase["rows"]): Promise<readonly string[]> {
  const tables = [...tablesToClear, "audit_entries", "mails", "buyers"];
  const found = await Promise.all(
    tables.map(async (table) =>
      (await rows(`SELECT * FROM ${table}`)).some(holdsCredential) ? [table] : [],
    ),
  );
  return found.flat();
}

function holdsCredential(row: Row): boolean {
  return Object.values(row).some((cell) => credential.test(textOf(cell)));
}

function textOf(cell: Row[string] | undefined): string {
  return cell instanceof Uint8Array ? new TextDecoder().decode(cell) : String(cell);
}

/** What is sold, in words. An order counts what was ordered, a session what is asked for. */
function goodsOf(document: Row[string] | undefined): string {
  const { lineItems }: { lineItems: { variantId: string; quantity: number | { ordered: number } }[] } =
    JSON.parse(String(document)).data;
  return lineItems
    .map(
      ({ variantId, quantity }) =>
        `${typeof quantity === "number" ? quantity : quantity.ordered} ${variantId}`,
    )
    .join();
}

function hold(what: string, exceptions: readonly unknown[]): void {
  if (exceptions.length > 0) throw new Error(`it must hold that ${what}, but: ${JSON.stringify(exceptions)}`);
}
