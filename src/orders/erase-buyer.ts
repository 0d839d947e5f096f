import type { Actor, AuditStore } from "../audit/audit.ts";
import { comparableEmail } from "../buyers/comparable-email.ts";
import { type FoundDocument, findPerson } from "../buyers/find-person.ts";
import {
  bearingOn,
  blotted,
  isTextOn,
  mayBear,
  type Person,
  withoutMention,
  withoutPerson,
} from "../buyers/person.ts";
import {
  eachRecord,
  type PersonalPlace,
  type PersonalRecord,
  type PersonalRecords,
} from "../buyers/personal-records.ts";
import type { BuyerStore, KnownBuyer } from "../buyers/stores.ts";
import type { Clock } from "../clock.ts";
import { buyerKeyOf } from "../discounts/discount.ts";
import type { DiscountStore } from "../discounts/stores.ts";
import type { IdempotencyStore } from "../idempotency/stores.ts";
import type { AttemptStore } from "../payments/attempt.ts";
import { unreachable } from "../problem.ts";
import type { Write } from "../storage.ts";
import type { Order } from "./order.ts";
import type { OrderStore } from "./stores.ts";

/** What is read to export and erase a buyer. */
export interface BuyerReads {
  readonly buyers: Pick<BuyerStore, "byEmail">;
  readonly orders: Pick<OrderStore, "ofBuyer" | "find">;
  readonly attempts: Pick<AttemptStore, "open">;
  readonly personal: PersonalRecords;
}

/** What erasing a buyer writes. */
export interface EraseStores {
  readonly buyers: Pick<BuyerStore, "remove">;
  readonly orders: Pick<OrderStore, "forgetBuyer">;
  readonly discounts: Pick<DiscountStore, "forgetBuyer">;
  readonly audit: Pick<AuditStore, "append">;
  readonly personal: PersonalRecords;
  readonly idempotency: Pick<IdempotencyStore, "foresee">;
}

/** Everything the shop keeps of one buyer. */
export interface BuyerExport {
  readonly buyer: KnownBuyer | undefined;
  readonly orders: readonly unknown[];
  readonly sessions: readonly unknown[];
  readonly carts: readonly unknown[];
  readonly payments: readonly unknown[];
}

/** Gathers what the shop keeps of a buyer, for whoever asks for their data (GDPR, art. 15). */
export async function exportBuyer(reads: BuyerReads, email: string): Promise<BuyerExport | undefined> {
  const buyer = await reads.buyers.byEmail(email);
  const { documents } = await findPerson(reads.personal, email, await orderIds(reads, email));
  if (!buyer && documents.length === 0) return undefined;
  const from = (place: string) =>
    documents.filter((each) => each.place.name === place).map(({ document }) => document);
  return {
    buyer,
    orders: from("orders.document"),
    sessions: from("checkout_sessions.document"),
    carts: from("carts.document"),
    payments: from("payment_attempts.document").map(withoutToken),
  };
}

/** A payment as it may leave the shop: whoever has the token of an open one could pay with it. */
function withoutToken(payment: unknown): unknown {
  return typeof payment === "object" && payment !== null ? { ...payment, token: undefined } : payment;
}

/** A buyer who is gone, and how much they were found in. */
export interface Erased {
  readonly kind: "erased";
  readonly orders: number;
  readonly records: number;
}

/** What became of a wish to erase a buyer. */
export type Erasure =
  | Erased
  | { readonly kind: "unknown" }
  /** A payment of theirs is not decided yet, and will need their address. */
  | { readonly kind: "payment_under_way" }
  /** These orders have not ended, so that somebody will still ask for the address. */
  | { readonly kind: "orders_open"; readonly numbers: readonly number[] };

/** Says to the merchant why a buyer was not erased, and what to do. */
export function explainErasureRefusal(refusal: Exclude<Erasure, Erased>): string {
  switch (refusal.kind) {
    case "unknown":
      return "Nothing is kept of this address.";
    case "payment_under_way":
      return "A payment of theirs is not decided yet. Try again in an hour; a running server decides it.";
    case "orders_open":
      return `Not delivered yet: ${refusal.numbers.join(", ")}. Deliver or cancel these orders first, or say even_if_open.`;
    default:
      return unreachable(refusal);
  }
}

/**
 * Removes a buyer from everything the shop keeps (GDPR, art. 17). Orders stay for the books, without the person. Done in
 * jobs of a hundred records; broken off, it is done again from the start and finds what is left.
 *
 * The database file still holds the old text in parts it no longer uses until it is compacted, which is the caller's to
 * do. Backups made before hold everything, and so does the payment provider.
 *
 * @param evenIfOpen also while orders have not ended.
 * @param inSameTransaction written by the last of the jobs.
 */
export async function eraseBuyer(
  { write, reads, clock }: { write: Write<EraseStores>; reads: BuyerReads; clock: Clock },
  email: string,
  actor: Actor,
  evenIfOpen: boolean,
  inSameTransaction?: (stores: Pick<EraseStores, "idempotency">, done: Erased) => Promise<void>,
): Promise<Erasure> {
  const buyer = await reads.buyers.byEmail(email);
  const { person, documents, mentions } = await findPerson(
    reads.personal,
    email,
    await orderIds(reads, email),
  );
  const all = [...documents, ...mentions];
  if (!buyer && all.length === 0) return { kind: "unknown" };
  const orders = await ordersOf(reads, documents);
  if (await isBeingPaid(reads, all)) return { kind: "payment_under_way" };
  // A present that somebody else has given them needs their address, too.
  const open = (await ordersOf(reads, all)).filter(
    ({ status }) => status !== "completed" && status !== "canceled",
  );
  if (open.length > 0 && !evenIfOpen)
    return { kind: "orders_open", numbers: open.map(({ number }) => number) };

  let records = 0;
  for (const place of reads.personal.places) {
    await eachRecord(reads.personal, place, async (page) => {
      const found = page.filter(({ text }) => withoutThem(person, reads.personal, place, text) !== text);
      records += found.length;
      if (found.length > 0) await write(({ personal }) => eraseIn(personal, place, found, person));
    });
  }
  const done: Erased = { kind: "erased", orders: orders.length, records };
  await write(async (stores) => {
    const { buyers, orders: orderStore, discounts, audit } = stores;
    if (buyer) {
      // First: an order that is just being made has the buyer until its job is committed, and only then is found.
      await buyers.remove(buyer.id);
      await orderStore.forgetBuyer(buyer.id);
    }
    await discounts.forgetBuyer(buyerKeyOf(comparableEmail(email)));
    await audit.append({
      at: clock.now(),
      actor,
      action: "buyer.erase",
      subject: buyer?.id ?? "buyer",
      details: { orders: orders.length, records },
    });
    await inSameTransaction?.(stores, done);
  });
  return done;
}

/** Each record as it is now: a running shop may have changed it since it was found. */
async function eraseIn(
  personal: PersonalRecords,
  place: PersonalPlace,
  records: readonly PersonalRecord[],
  person: Person,
): Promise<void> {
  for (const { row } of records) {
    const text = await personal.read(place, row);
    if (text === undefined) continue;
    const left = withoutThem(person, personal, place, text);
    if (left === undefined) await personal.remove(place, row);
    else if (left !== text) await personal.rewrite(place, row, left);
  }
}

/** A record's text without the person: as it is where it has nothing of them; `undefined` where nothing is left of it. */
function withoutThem(
  person: Person,
  records: Pick<PersonalRecords, "parse" | "serialize">,
  place: PersonalPlace,
  text: string,
): string | undefined {
  if (!mayBear(person, text)) return text;
  if (place.holds === "text") return isTextOn(person, text) ? blotted(person, text) : text;
  const document = records.parse(place, text);
  if (place.holds === "letter") return bearingOn(person, document) === "none" ? text : undefined;
  switch (bearingOn(person, document)) {
    case "own":
      return records.serialize(place, withoutPerson(person, document));
    case "told_of":
      return records.serialize(place, withoutMention(person, document));
    case "none":
      return text;
  }
}

/** More orders than a buyer can have. */
const ALL_ORDERS = 1_000_000;

async function orderIds({ orders }: BuyerReads, email: string): Promise<readonly string[]> {
  const found = await orders.ofBuyer(email, ALL_ORDERS);
  return found.flatMap(({ id, sessionId, attemptId }) => [id, sessionId, attemptId]);
}

async function ordersOf(
  { orders }: BuyerReads,
  documents: readonly FoundDocument[],
): Promise<readonly Order[]> {
  const ids = documents
    .filter(({ place }) => place.name === "orders.document")
    // What the column holds is an order: nothing else is ever written there.
    .map(({ document }) => (document as Order).id);
  const found = await Promise.all(ids.map((id) => orders.find(id)));
  return found.flatMap((order) => order ?? []);
}

/** The session that a document is, or pays for. */
function sessionIn({ place, document }: FoundDocument): readonly Order["sessionId"][] {
  switch (place.name) {
    case "checkout_sessions.document":
      // As above, for sessions, which say what an open payment sells; and for payments, one of which may say it itself.
      return [(document as { readonly id: Order["sessionId"] }).id];
    case "payment_attempts.document":
      return [(document as { readonly sessionId: Order["sessionId"] }).sessionId];
    default:
      return [];
  }
}

async function isBeingPaid({ attempts }: BuyerReads, documents: readonly FoundDocument[]): Promise<boolean> {
  for (const sessionId of documents.flatMap(sessionIn)) if (await attempts.open(sessionId)) return true;
  return false;
}
