import { CryptoHasher } from "bun";
import type { FulfillmentDetails } from "../address.ts";
import type { Buyer } from "../buyers/buyer.ts";
import { type ExemptionStanding, standingOf } from "../buyers/tax-exemption.ts";
import type { SellableVariant } from "../catalog/product.ts";
import type { VariantReader } from "../catalog/stores.ts";
import type { Instant } from "../clock.ts";
import type { VariantId } from "../ids.ts";
import type { CartToPrice } from "../pricing/cart.ts";
import { fail, type Outcome, type Problem, succeed } from "../problem.ts";
import type { Shop } from "../shop.ts";
import type { Clearable, CreateCommand, UpdateCommand } from "./command.ts";
import { destinationIdOf, destinationOf } from "./destination.ts";
import {
  beyondBilling,
  type Draft,
  type DraftItem,
  draftItemsOf,
  draftOf,
  readExisting,
  readRequested,
  wantedOf,
} from "./draft.ts";
import { type LinePrice, linePriceOf, type PriceTerms } from "./line-price.ts";
import { type Quotes, quotesFor } from "./quotes.ts";
import type { CheckoutSession } from "./session.ts";

/** A request put together with the catalogue and with what its session knows: all that computing needs, worked out once. */
export interface Plan {
  readonly draft: Draft;
  readonly lines: readonly PlannedLine[];
  readonly destination: CartToPrice["destination"];
  readonly exemption: ExemptionStanding | "untrusted" | undefined;
}

/** What was asked for, as it is sold, and what one unit costs. */
export interface PlannedLine {
  readonly item: DraftItem;
  readonly sellable: SellableVariant;
  readonly price: LinePrice;
}

/** The merchant's side of a plan. */
export interface PlanTerms extends PriceTerms {
  readonly shop: Shop;
  /** Whether a buyer's tax exemption is honoured on the agent's word. */
  readonly trustsTaxExemptions: boolean;
}

/** On what terms something is planned, and when. */
export interface PlanContext {
  readonly terms: PlanTerms;
  readonly now: Instant;
  /** What others were asked beforehand. */
  readonly quotes?: Quotes | undefined;
}

/** Plans a new session. Problems: `invalid` item, quantity or selection. */
export async function planCreate(
  catalog: VariantReader,
  command: CreateCommand,
  context: PlanContext,
): Promise<Outcome<Plan>> {
  const items = draftItemsOf(command.items, []);
  if (!items.ok) return items;
  const variants = await readRequested(catalog, items.value, command.items);
  if (!variants.ok) return variants;
  const tooMuch = beyondBilling(items.value, variants.value, command.items);
  if (tooMuch) return fail(tooMuch);
  const wanted = wantedOf(command.selections ?? [], items.value);
  if (!wanted.ok) return wanted;
  const draft: Draft = {
    items: items.value,
    buyer: command.buyer,
    unreachableBuyer: command.unreachableBuyer,
    buyerContext: command.buyerContext,
    fulfillmentDetails: command.fulfillmentDetails,
    severalDestinations: command.severalDestinations,
    discountCodes: command.discountCodes ?? [],
    interventions: command.interventions,
    selectedByAgent: wanted.value.length > 0,
    wanted: wanted.value.length > 0 ? wanted.value : undefined,
  };
  return succeed(planOf(draft, variants.value, context));
}

/** Plans a change of a session that may be changed. Problems: `invalid` item, quantity or selection. */
export async function planUpdate(
  catalog: VariantReader,
  session: CheckoutSession,
  command: UpdateCommand,
  context: PlanContext,
): Promise<Outcome<Plan>> {
  const before = withoutCleared(draftOf(session), command.clears);
  const elsewhere = namesAnother(before.fulfillmentDetails, command.fulfillmentDetails);
  if (elsewhere) return fail(elsewhere);
  const items = command.items ? draftItemsOf(command.items, session.lineItems) : succeed(before.items);
  if (!items.ok) return items;
  const variants = command.items
    ? await readRequested(catalog, items.value, command.items)
    : succeed(await readExisting(catalog, session.lineItems));
  if (!variants.ok) return variants;
  const tooMuch = beyondBilling(items.value, variants.value, command.items);
  if (tooMuch) return fail(tooMuch);
  const wanted = command.selections
    ? wantedOf(command.selections, items.value)
    : succeed(before.wanted ?? []);
  if (!wanted.ok) return wanted;
  const draft: Draft = {
    items: items.value,
    buyer: mergeBuyer(before.buyer, command.buyer),
    unreachableBuyer: command.unreachableBuyer ?? before.unreachableBuyer,
    buyerContext: command.buyerContext ?? before.buyerContext,
    fulfillmentDetails: mergeDetails(before.fulfillmentDetails, command.fulfillmentDetails),
    severalDestinations: command.severalDestinations ?? before.severalDestinations,
    discountCodes: command.discountCodes ?? before.discountCodes,
    interventions: before.interventions,
    selectedByAgent: wanted.value.length > 0,
    wanted: wanted.value.length > 0 ? wanted.value : undefined,
    quotes: before.quotes,
  };
  return succeed(planOf(draft, variants.value, context));
}

/** A draft without what an update takes back. */
function withoutCleared(draft: Draft, clears: UpdateCommand["clears"] = []): Draft {
  if (clears.length === 0) return draft;
  const isCleared = new Set<Clearable>(clears);
  return {
    ...draft,
    buyer: isCleared.has("buyer") ? undefined : draft.buyer,
    unreachableBuyer: isCleared.has("buyer") ? undefined : draft.unreachableBuyer,
    buyerContext: isCleared.has("buyerContext") ? undefined : draft.buyerContext,
    fulfillmentDetails: isCleared.has("fulfillmentDetails") ? undefined : draft.fulfillmentDetails,
    severalDestinations: isCleared.has("fulfillmentDetails") ? undefined : draft.severalDestinations,
    discountCodes: isCleared.has("discountCodes") ? [] : draft.discountCodes,
    wanted: isCleared.has("selections") ? undefined : draft.wanted,
  };
}

/** Plans a session as it stands: what was asked for before, at today's prices. */
export async function planAgain(
  catalog: VariantReader,
  session: CheckoutSession,
  context: PlanContext,
): Promise<Plan> {
  return planOf(draftOf(session), await readExisting(catalog, session.lineItems), context);
}

/**
 * Works out what everything that is computed of a draft begins with. Pure. `variants` must hold every variant of it.
 *
 * Quotes that are about another shipment are left out.
 */
export function planOf(
  draft: Draft,
  variants: ReadonlyMap<VariantId, SellableVariant>,
  { terms, now, quotes }: PlanContext,
): Plan {
  const lines = draft.items.map((item) => {
    const sellable = variants.get(item.variantId);
    if (!sellable) throw new Error("every variant of a draft is read before it is planned");
    return { item, sellable, price: linePriceOf(item, sellable, terms, now) };
  });
  const destination = destinationOf(draft);
  const plan = { draft, lines, destination, exemption: exemptionOf(draft, destination, terms, now) };
  return withQuotes(plan, quotes);
}

/** A plan with what others were asked about it, beside what its session knows already. */
export function withQuotes(plan: Plan, asked: Quotes | undefined): Plan {
  const { draft } = plan;
  // Most shops ask nobody: then the shipment needs no name.
  if (!asked && !draft.quotes) return plan;
  const quotes = quotesFor(shipmentFingerprint(plan), asked, draft.quotes);
  return { ...plan, draft: { ...draft, quotes } };
}

/**
 * Names what a plan has to send where: the same goods to the same place have the same name. A hash, so that keeping it
 * keeps nobody's address. Absent before there is an address.
 */
export function shipmentFingerprint({
  draft,
  destination,
}: Pick<Plan, "draft" | "destination">): string | undefined {
  if (!destination) return undefined;
  const goods = draft.items.map(({ variantId, quantity }) => [variantId, quantity]);
  return new CryptoHasher("sha256").update(JSON.stringify([destination, goods])).digest("hex");
}

/** What the buyer's certificate is worth here; absent without one, and before there is a place to be exempt in. */
function exemptionOf(
  { buyer }: Draft,
  destination: CartToPrice["destination"],
  { shop, trustsTaxExemptions }: PlanTerms,
  now: Instant,
): ExemptionStanding | "untrusted" | undefined {
  if (!buyer?.taxExemption || !destination) return undefined;
  return trustsTaxExemptions
    ? standingOf(buyer.taxExemption, destination, shop.origin.country, now)
    : "untrusted";
}

/** What the request says of the buyer is added to what is known; a field said again is replaced. */
export function mergeBuyer(known: Buyer | undefined, said: Buyer | undefined): Buyer | undefined {
  return known && said ? { ...known, ...definedOf(said) } : (said ?? known);
}

/**
 * The problem of an update that names a destination without its address, which is then to be the known one; `undefined`
 * where it is. Goods must not go where nobody sends them.
 */
function namesAnother(
  known: FulfillmentDetails | undefined,
  said: FulfillmentDetails | undefined,
): Problem | undefined {
  if (!known?.address || !said || said.address || said.destinationId === undefined) return undefined;
  if (said.destinationId === destinationIdOf(known)) return undefined;
  const detail = `there is no destination “${said.destinationId}”; send the address that is meant`;
  return { kind: "invalid", place: { at: "fulfillment_details" }, detail };
}

/** As {@link mergeBuyer}, for who receives the goods. An address is replaced whole, and with it what it is called. */
export function mergeDetails(
  known: FulfillmentDetails | undefined,
  said: FulfillmentDetails | undefined,
): FulfillmentDetails | undefined {
  if (!known || !said) return said ?? known;
  const kept = said.address ? { ...known, destinationId: undefined } : known;
  return { ...kept, ...definedOf(said) };
}

/** As {@link mergeBuyer}, for the buyer's wishes: empty ones take back what was said. */
export function mergeNotes(known: string | undefined, said: string | undefined): string | undefined {
  return said === "" ? undefined : (said ?? known);
}

/** Leaves out the fields that say nothing, so that spreading the rest over what is known erases nothing. */
function definedOf<Shape extends object>(value: Shape): Partial<Shape> {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as Partial<Shape>;
}
