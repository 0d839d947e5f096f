import type { FulfillmentDetails } from "../address.ts";
import type { Buyer } from "../buyers/buyer.ts";
import type { SellableVariant } from "../catalog/product.ts";
import type { VariantReader } from "../catalog/stores.ts";
import type { VariantId } from "../ids.ts";
import { fail, type Outcome, succeed } from "../problem.ts";
import type { CreateCommand, UpdateCommand } from "./command.ts";
import type { Draft } from "./compute.ts";
import {
  beyondBilling,
  draftOf,
  itemsOf,
  readExisting,
  readRequested,
  shipmentFingerprint,
  wantedOf,
} from "./draft.ts";
import { type Quotes, quotesFor } from "./quotes.ts";
import type { CheckoutSession } from "./session.ts";

/** A request put together with the catalogue and with what its session knows: all that computing needs. */
export interface Plan {
  readonly draft: Draft;
  /** Every variant of the draft. */
  readonly variants: ReadonlyMap<VariantId, SellableVariant>;
}

/** Plans a new session. Problems: `invalid` item, quantity or selection. */
export async function planCreate(
  catalog: VariantReader,
  command: CreateCommand,
  quotes?: Quotes,
): Promise<Outcome<Plan>> {
  const items = itemsOf(command.items, []);
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
    fulfillmentDetails: command.fulfillmentDetails,
    severalDestinations: command.severalDestinations,
    discountCodes: command.discountCodes ?? [],
    interventions: command.interventions,
    selectedByAgent: wanted.value.length > 0,
    wanted: wanted.value.length > 0 ? wanted.value : undefined,
  };
  return succeed(planOf(draft, variants.value, quotes));
}

/** Plans a change of a session that may be changed. Problems: `invalid` item, quantity or selection. */
export async function planUpdate(
  catalog: VariantReader,
  session: CheckoutSession,
  command: UpdateCommand,
  quotes?: Quotes,
): Promise<Outcome<Plan>> {
  const before = draftOf(session);
  const items = command.items ? itemsOf(command.items, session.lineItems) : succeed(before.items);
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
    fulfillmentDetails: mergeDetails(before.fulfillmentDetails, command.fulfillmentDetails),
    severalDestinations: command.severalDestinations ?? before.severalDestinations,
    discountCodes: command.discountCodes ?? before.discountCodes,
    interventions: before.interventions,
    selectedByAgent: wanted.value.length > 0,
    wanted: wanted.value.length > 0 ? wanted.value : undefined,
    quotes: before.quotes,
  };
  return succeed(planOf(draft, variants.value, quotes));
}

function planOf(draft: Draft, variants: Plan["variants"], asked: Quotes | undefined): Plan {
  const known = draft.quotes;
  // Most shops ask nobody: then the shipment needs no name.
  if (!asked && !known) return { draft, variants };
  return { draft: { ...draft, quotes: quotesFor(shipmentFingerprint(draft), asked, known) }, variants };
}

/** What the request says of the buyer is added to what is known; a field said again is replaced. */
export function mergeBuyer(known: Buyer | undefined, said: Buyer | undefined): Buyer | undefined {
  return known && said ? { ...known, ...definedOf(said) } : (said ?? known);
}

/** As {@link mergeBuyer}, for who receives the goods. An address is replaced whole. */
export function mergeDetails(
  known: FulfillmentDetails | undefined,
  said: FulfillmentDetails | undefined,
): FulfillmentDetails | undefined {
  return known && said ? { ...known, ...definedOf(said) } : (said ?? known);
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
