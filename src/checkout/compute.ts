import { priceAt, type SellableVariant } from "../catalog/product.ts";
import type { Instant } from "../clock.ts";
import { buyerKeyOf } from "../discounts/discount.ts";
import { type Grants, grantDiscounts } from "../discounts/grant.ts";
import type { DiscountReader } from "../discounts/stores.ts";
import type { LineItemId, VariantId } from "../ids.ts";
import { formatForPeople } from "../money.ts";
import type { DownloadLinks } from "../orders/download-link.ts";
import type {
  CartToPrice,
  FulfillmentTrouble,
  LineToPrice,
  PricedCart,
  WantedSelection,
} from "../pricing/cart.ts";
import type { RejectedDiscount } from "../pricing/discount.ts";
import { type Place, unreachable } from "../problem.ts";
import type { Shop } from "../shop.ts";
import type { CheckoutSession, LineAvailability, LineItem, Message } from "./session.ts";

/** What the agent has asked for so far, with nothing computed yet. */
export interface Draft
  extends Pick<
    CheckoutSession,
    "buyer" | "fulfillmentDetails" | "discountCodes" | "selectedByAgent" | "interventions"
  > {
  readonly items: readonly DraftItem[];
  readonly wanted?: readonly WantedSelection[] | undefined;
}

export interface DraftItem {
  readonly lineItemId: LineItemId;
  readonly variantId: VariantId;
  readonly quantity: number;
  /** The price the agent last saw, minor units, when it said so. */
  readonly seenUnitAmount?: number | undefined;
}

/** The merchant's side of a computation. */
export interface Terms {
  readonly shop: Shop;
  /** Pricing with the merchant's rules already in it. */
  readonly price: (cart: CartToPrice) => PricedCart;
  /** How long a session lives after the agent last touched it, ms. */
  readonly sessionLifetimeMs: number;
  /** Makes the links under which digital goods are handed over with the order. */
  readonly downloads: DownloadLinks;
}

/** What is computed of a session: everything a buyer would see change. */
export type Computed = Pick<
  CheckoutSession,
  | "status"
  | "lineItems"
  | "options"
  | "selections"
  | "totals"
  | "messages"
  | "appliedDiscounts"
  | "rejectedDiscounts"
>;

/** At or below this many units the buyer is told that few are left. */
const LOW_STOCK = 5;

/**
 * Computes a session from what was asked, the catalogue as it stands, the discounts granted and the merchant's terms.
 * Pure: the same give the same answer. `variants` must hold every variant of the draft.
 *
 * The status is `ready_for_payment` exactly when no message is an error.
 */
export function compute(
  draft: Draft,
  variants: ReadonlyMap<VariantId, SellableVariant>,
  { granted, rejected }: Grants,
  terms: Terms,
  now: Instant,
): Computed {
  const asked = draft.items.map((item) => ({ item, sellable: sellableOf(variants, item.variantId) }));
  const priced = terms.price({
    currency: terms.shop.currency,
    lines: asked.map(({ item, sellable }) => lineToPrice(item, sellable, now)),
    destination: destinationOf(draft),
    discounts: granted,
    wanted: draft.wanted,
    now,
  });
  const lineItems = asked.map(({ item, sellable }, index) => {
    const line = priced.lines[index];
    if (!line) throw new Error("pricing answers every line it is asked");
    return lineItem(item, sellable, line, now);
  });
  const messages: Message[] = [
    ...lineItems.flatMap((line, index) => stockMessages(line, index)),
    ...draft.items.flatMap((item, index) => priceMessages(item, lineItems[index], index, terms.shop)),
    ...fulfillmentMessages(priced.trouble),
    ...interventionMessages(draft, terms.shop),
    ...rejected.map((each) => rejectedMessage(each, draft.discountCodes)),
  ];
  return {
    status: messages.some((message) => message.type === "error")
      ? "not_ready_for_payment"
      : "ready_for_payment",
    lineItems,
    options: priced.options,
    selections: priced.selections,
    totals: priced.totals,
    messages,
    appliedDiscounts: priced.appliedDiscounts,
    rejectedDiscounts: rejected,
  };
}

/** Asks which discounts the draft gets. `variants` must hold every variant of it. */
export function grantsFor(
  discounts: DiscountReader,
  draft: Draft,
  variants: ReadonlyMap<VariantId, SellableVariant>,
  { shop }: Pick<Terms, "shop">,
  now: Instant,
): Promise<Grants> {
  const email = draft.buyer?.email ?? draft.fulfillmentDetails?.email;
  const lines = draft.items.map(({ lineItemId, variantId, quantity }) => {
    const { product, variant } = sellableOf(variants, variantId);
    return {
      id: lineItemId,
      productId: product.id,
      categories: product.categories,
      unitPrice: priceAt(variant, now),
      quantity,
    };
  });
  const cart = { lines, currency: shop.currency, buyer: email === undefined ? undefined : buyerKeyOf(email) };
  return grantDiscounts(discounts, draft.discountCodes, cart, now);
}

function sellableOf(variants: ReadonlyMap<VariantId, SellableVariant>, id: VariantId): SellableVariant {
  const sellable = variants.get(id);
  if (!sellable) throw new Error("every variant of a draft is read before it is computed");
  return sellable;
}

function lineToPrice(item: DraftItem, { variant }: SellableVariant, now: Instant): LineToPrice {
  return {
    id: item.lineItemId,
    unitPrice: priceAt(variant, now),
    quantity: item.quantity,
    taxClass: variant.taxClass,
    requiresShipping: variant.requiresShipping,
    weightGrams: variant.weight && toGrams(variant.weight),
  };
}

const gramsIn = { g: 1, kg: 1000, oz: 28.349523125, lb: 453.59237 } as const;

function toGrams(weight: { readonly value: number; readonly unit: keyof typeof gramsIn }): number {
  return weight.value * gramsIn[weight.unit];
}

function destinationOf(draft: Draft): CartToPrice["destination"] {
  const address = draft.fulfillmentDetails?.address;
  return (
    address && {
      country: address.country,
      state: address.state,
      city: address.city,
      postalCode: address.postal_code,
    }
  );
}

function lineItem(
  item: DraftItem,
  { variant, product, available }: SellableVariant,
  priced: PricedCart["lines"][number],
  now: Instant,
): LineItem {
  return {
    id: item.lineItemId,
    variantId: variant.id,
    productId: product.id,
    quantity: item.quantity,
    title: titleOf(product.title, variant.title),
    description: variant.description ?? product.description,
    media: variant.media.length > 0 ? variant.media : product.media,
    options: variant.options,
    sku: variant.sku,
    category: product.categories[0]?.value,
    tags: product.tags,
    weight: variant.weight,
    dimensions: variant.dimensions,
    url: variant.url ?? product.url,
    requiresShipping: variant.requiresShipping,
    taxClass: variant.taxClass,
    maxQuantity: variant.maxQuantity,
    availability: availabilityOf(item.quantity, available, variant.backorder, variant.stock),
    unitPrice: priceAt(variant, now),
    listPrice: variant.listPrice,
    amounts: priced.amounts,
    taxes: priced.taxes,
    discountDetails: priced.discountDetails,
  };
}

/** "Shirt - Small", whether the variant is called that, as in our imports, or just "Small"; "Shirt" when it has no name. */
function titleOf(product: string, variant: string): string {
  if (variant === "" || variant === "Default Title") return product;
  return variant.startsWith(product) ? variant : `${product} - ${variant}`;
}

function availabilityOf(
  quantity: number,
  available: number | null,
  backorder: boolean,
  stock: number | null,
): LineAvailability {
  if (available === null) {
    return { status: backorder && stock !== null && stock < quantity ? "backorder" : "in_stock" };
  }
  const units = Math.max(0, available);
  if (units < quantity) return { status: "out_of_stock", available: units };
  return { status: units <= LOW_STOCK ? "low_stock" : "in_stock", available: units };
}

function stockMessages(line: LineItem, index: number): Message[] {
  const place: Place = { at: "line_item", index };
  const { maxQuantity, availability, quantity, title } = line;
  if (maxQuantity !== undefined && quantity > maxQuantity) {
    return [
      {
        type: "error",
        code: "quantity_exceeded",
        place: { ...place, field: "quantity" },
        content: `At most ${maxQuantity} of “${title}” can be ordered at once. Update with ${maxQuantity} or fewer.`,
        contentType: "plain",
        severity: "high",
        resolution: "recoverable",
      },
    ];
  }
  switch (availability.status) {
    case "out_of_stock": {
      const left = availability.available ?? 0;
      return [
        {
          type: "error",
          code: "out_of_stock",
          place,
          content:
            left === 0
              ? `“${title}” is out of stock. Update without it.`
              : `Only ${left} of “${title}” ${left === 1 ? "is" : "are"} left. Update with ${left} or fewer.`,
          contentType: "plain",
          severity: "high",
          resolution: "recoverable",
        },
      ];
    }
    case "low_stock":
      return [
        {
          type: "warning",
          code: "low_stock",
          place,
          content: `Only ${availability.available} of “${title}” left.`,
          contentType: "plain",
          severity: "low",
        },
      ];
    case "in_stock":
    case "backorder":
      return [];
    default:
      return unreachable(availability.status);
  }
}

function priceMessages(item: DraftItem, line: LineItem | undefined, index: number, shop: Shop): Message[] {
  if (!line || item.seenUnitAmount === undefined || item.seenUnitAmount === line.unitPrice) return [];
  return [
    {
      type: "warning",
      code: "price_change",
      place: { at: "line_item", index },
      content: `“${line.title}” costs ${formatForPeople(line.unitPrice, shop.currency)} now. Show the buyer the new price before completing.`,
      contentType: "plain",
      severity: "medium",
      resolution: "requires_buyer_review",
    },
  ];
}

function fulfillmentMessages(trouble: FulfillmentTrouble | undefined): Message[] {
  switch (trouble?.kind) {
    case undefined:
      return [];
    case "address_needed":
      return [
        {
          type: "error",
          code: "missing",
          place: { at: "fulfillment_address" },
          content: "A delivery address is needed. Ask the buyer for it and update the session with it.",
          contentType: "plain",
          severity: "high",
          resolution: "requires_buyer_input",
        },
      ];
    case "destination_not_served":
      return [
        {
          type: "error",
          code: "region_restricted",
          place: { at: "fulfillment_address", field: "country" },
          content: `We do not deliver to this address (${trouble.country}). Ask the buyer for another one and update the session with it.`,
          contentType: "plain",
          severity: "high",
          resolution: "requires_buyer_input",
        },
      ];
    case "option_not_offered":
      return [
        {
          type: "info",
          place: { at: "fulfillment_option" },
          content: `The fulfillment option “${trouble.optionId}” is not offered for this order; the cheapest one is selected instead. Update the session to choose another.`,
          contentType: "plain",
        },
      ];
    case "split_not_offered":
      return [
        {
          type: "info",
          place: { at: "fulfillment_option" },
          content: `One fulfillment option serves the whole order here: “${trouble.optionIds[0]}” is selected for all of it. Update the session to choose another.`,
          contentType: "plain",
        },
      ];
    default:
      return unreachable(trouble);
  }
}

/** Said from the start: an agent that cannot show what every payment here needs would find out only when it pays. */
function interventionMessages({ interventions }: Draft, { payment }: Shop): Message[] {
  if (payment.threeDSecure !== "always" || !interventions || interventions.supported.includes("3ds"))
    return [];
  return [
    {
      type: "error",
      code: "intervention_required",
      place: { at: "interventions" },
      content:
        "Every payment here is authenticated by 3D Secure, which this agent has not said it can show. Create a new session that names 3ds in capabilities.interventions.supported, or send the buyer to the shop's own pages.",
      contentType: "plain",
      severity: "critical",
      resolution: "recoverable",
    },
  ];
}

function rejectedMessage(rejected: RejectedDiscount, codes: readonly string[]): Message {
  return {
    type: "warning",
    code: rejected.reason,
    place: { at: "discount_code", index: codes.indexOf(rejected.code) },
    content: rejected.message,
    contentType: "plain",
    severity: "medium",
    resolution: "requires_buyer_input",
  };
}
