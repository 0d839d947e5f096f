import type { SellableVariant } from "../catalog/product.ts";
import type { VariantReader } from "../catalog/stores.ts";
import { type LineItemId, newId, type VariantId } from "../ids.ts";
import type { WantedSelection } from "../pricing/cart.ts";
import { fail, type Outcome, type Problem, succeed } from "../problem.ts";
import type { RequestedItem, RequestedSelection } from "./command.ts";
import type { PriceWish } from "./line-price.ts";
import type { Quotes } from "./quotes.ts";
import type { CheckoutSession, LineItem } from "./session.ts";
import { unknownItem } from "./unknown-item.ts";

/** What the agent has asked for so far, with nothing computed yet. */
export interface Draft
  extends Pick<
    CheckoutSession,
    | "buyer"
    | "unreachableBuyer"
    | "buyerContext"
    | "fulfillmentDetails"
    | "severalDestinations"
    | "discountCodes"
    | "selectedByAgent"
    | "interventions"
  > {
  readonly items: readonly DraftItem[];
  readonly wanted?: readonly WantedSelection[] | undefined;
  /** What others were asked about these very goods and this address. */
  readonly quotes?: Quotes | undefined;
}

export interface DraftItem extends PriceWish {
  readonly lineItemId: LineItemId;
  readonly variantId: VariantId;
  readonly quantity: number;
  /** The price the agent last saw, minor units: what it says, else what it was last told. */
  readonly seenUnitAmount?: number | undefined;
}

/** No order holds more units of one variant than this; beyond it, sums of money would stop being exact. */
const MAX_UNITS = 1_000_000;

/**
 * What the goods of one order may come to at their listed prices, minor units: more than any payment provider charges,
 * and so far below where sums stop being exact that tax and delivery have room.
 */
const MAX_GOODS_VALUE = 10_000_000_000_000;

/**
 * Turns requested items into draft items: repeated ids are added up (quantity cannot be said
 * from 2026-01-30 on), and a variant already on the session keeps its line item id.
 */
export function draftItemsOf(
  requested: readonly RequestedItem[],
  existing: readonly LineItem[],
): Outcome<readonly DraftItem[]> {
  const known = new Map(existing.map((line) => [line.variantId, line]));
  const items = new Map<VariantId, DraftItem>();
  for (const { id, quantity, seenUnitAmount, suggestedPrice, index } of requested) {
    const before = items.get(id);
    const line = known.get(id);
    const together = quantity + (before?.quantity ?? 0);
    if (together > MAX_UNITS) {
      return fail({
        kind: "invalid",
        place: { at: "line_item", index, field: "quantity" },
        detail: `at most ${MAX_UNITS} units of one item can be ordered`,
      });
    }
    items.set(id, {
      lineItemId: before?.lineItemId ?? line?.id ?? newId("LineItemId"),
      variantId: id,
      quantity: together,
      seenUnitAmount: seenUnitAmount ?? suggestedPrice?.amount ?? before?.seenUnitAmount ?? line?.unitPrice,
      suggestedPrice: suggestedPrice ?? before?.suggestedPrice,
      promise: line?.promise,
    });
  }
  return succeed([...items.values()]);
}

/**
 * The problem with goods that come to more than can be billed exactly, at the first item that is too much; `undefined`
 * for others. `requested` tells where the request named each.
 */
export function beyondBilling(
  items: readonly DraftItem[],
  variants: ReadonlyMap<VariantId, SellableVariant>,
  requested: readonly RequestedItem[] = [],
): Problem | undefined {
  let value = 0;
  for (const [position, { variantId, quantity }] of items.entries()) {
    value += (variants.get(variantId)?.variant.price ?? 0) * quantity;
    if (value <= MAX_GOODS_VALUE) continue;
    const index = requested.findLast(({ id }) => id === variantId)?.index ?? position;
    return {
      kind: "invalid",
      place: { at: "line_item", index },
      detail: "these goods come to more than one order can be billed for; ask for fewer",
    };
  }
  return undefined;
}

/** What a session was asked for, taken back from its own lines. */
export function draftOf(session: CheckoutSession): Draft {
  return {
    items: session.lineItems.map((line) => ({
      lineItemId: line.id,
      variantId: line.variantId,
      quantity: line.quantity,
      seenUnitAmount: line.unitPrice,
      promise: line.promise,
    })),
    buyer: session.buyer,
    unreachableBuyer: session.unreachableBuyer,
    buyerContext: session.buyerContext,
    fulfillmentDetails: session.fulfillmentDetails,
    severalDestinations: session.severalDestinations,
    discountCodes: session.discountCodes,
    interventions: session.interventions,
    selectedByAgent: session.selectedByAgent,
    wanted: session.selectedByAgent ? session.selections : undefined,
    quotes: session.quotes,
  };
}

/**
 * Translates the agent's selections: item ids become line item ids (the schema names lines, the examples items; both
 * are accepted). Fails when one names neither.
 */
export function wantedOf(
  requested: readonly RequestedSelection[],
  items: readonly DraftItem[],
): Outcome<readonly WantedSelection[]> {
  const lines = new Map<string, LineItemId>();
  for (const item of items) lines.set(item.variantId, item.lineItemId).set(item.lineItemId, item.lineItemId);
  const wanted: WantedSelection[] = [];
  for (const { optionId, type, itemIds } of requested) {
    const lineItemIds = itemIds?.map((id) => lines.get(id));
    const missing = lineItemIds?.indexOf(undefined) ?? -1;
    if (missing >= 0) {
      return fail({
        kind: "invalid",
        place: { at: "fulfillment_option" },
        detail: `item_ids[${missing}] names no line item of this session`,
      });
    }
    wanted.push({ optionId, type, lineItemIds: lineItemIds?.filter((id) => id !== undefined) });
  }
  return succeed(wanted);
}

/**
 * Reads the variants of newly requested items. Fails at the first that is not sold here, where the request named it.
 */
export async function readRequested(
  catalog: VariantReader,
  items: readonly DraftItem[],
  requested: readonly RequestedItem[],
): Promise<Outcome<ReadonlyMap<VariantId, SellableVariant>>> {
  const variants = await readKnown(catalog, items);
  const unknown = requested.find((item) => !variants.has(item.id));
  return unknown
    ? fail({
        kind: "unknown_item",
        place: { at: "line_item", index: unknown.index, field: "id" },
        detail: await unknownItem(catalog, unknown.id),
      })
    : succeed(variants);
}

/** Reads the variants of items; those not sold here are left out. */
export async function readKnown(
  catalog: VariantReader,
  items: readonly DraftItem[],
): Promise<ReadonlyMap<VariantId, SellableVariant>> {
  // All at once: a database on a server answers each as late as the first.
  const found = await Promise.all(
    items.map(async ({ variantId }) => [variantId, await catalog.sellable(variantId)] as const),
  );
  const variants = new Map<VariantId, SellableVariant>();
  for (const [variantId, sellable] of found) if (sellable) variants.set(variantId, sellable);
  return variants;
}

/**
 * Reads the variants of lines already on a session. One that has left the catalogue since counts as out of stock, so
 * that the agent hears of it the way it hears of every shortage.
 */
export async function readExisting(
  catalog: VariantReader,
  lines: readonly LineItem[],
): Promise<ReadonlyMap<VariantId, SellableVariant>> {
  return new Map(
    await Promise.all(
      lines.map(
        async (line) => [line.variantId, (await catalog.sellable(line.variantId)) ?? gone(line)] as const,
      ),
    ),
  );
}

function gone(line: LineItem): SellableVariant {
  return {
    available: 0,
    product: {
      id: line.productId,
      title: line.title,
      categories: line.category === undefined ? [] : [{ value: line.category }],
      tags: line.tags,
      media: line.media,
      published: false,
      attributes: {},
    },
    variant: {
      id: line.variantId,
      productId: line.productId,
      title: "",
      barcodes: [],
      price: line.unitPrice,
      stock: 0,
      backorder: false,
      options: line.options,
      media: line.media,
      weight: line.weight,
      requiresShipping: line.requiresShipping,
      taxClass: line.taxClass,
      condition: [],
      description: line.description,
    },
  };
}
