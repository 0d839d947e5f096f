import { type ExemptionStanding, standingOf } from "../buyers/tax-exemption.ts";
import { fullTitle, gramsOf, type SellableVariant } from "../catalog/product.ts";
import type { Instant } from "../clock.ts";
import type { CodeGuesses } from "../discounts/code-guesses.ts";
import { buyerKeyOf } from "../discounts/discount.ts";
import { type Grants, grantDiscounts } from "../discounts/grant.ts";
import type { DiscountReader } from "../discounts/stores.ts";
import type { LineItemId, VariantId } from "../ids.ts";
import type { DownloadLinks } from "../orders/download-link.ts";
import type { CartToPrice, LineToPrice, PricedCart, WantedSelection } from "../pricing/cart.ts";
import {
  type TaxQuestion,
  taxQuestionFingerprint,
  taxQuestionOf,
  withQuotedTax,
} from "../pricing/tax-quote.ts";
import type { Shop } from "../shop.ts";
import { type Limits, limitMessages } from "./limits.ts";
import { type LinePrice, linePriceOf, type PriceTerms, type PriceWish } from "./line-price.ts";
import {
  destinationMessages,
  exemptionMessages,
  fulfillmentMessages,
  interventionMessages,
  priceMessages,
  promotionMessages,
  rejectedMessage,
  saleMessages,
  stockMessages,
  taxMessages,
} from "./messages.ts";
import type { Quotes } from "./quotes.ts";
import type { CheckoutSession, LineAvailability, LineItem, Message } from "./session.ts";

/** What the agent has asked for so far, with nothing computed yet. */
export interface Draft
  extends Pick<
    CheckoutSession,
    | "buyer"
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

/** The merchant's side of a computation. */
export interface Terms extends PriceTerms {
  readonly shop: Shop;
  /** Pricing with the merchant's rules already in it. */
  readonly price: (cart: CartToPrice) => PricedCart;
  readonly limits: Limits;
  /** The least age in years a product is sold at; `undefined` when anybody may buy it. */
  readonly ageRestrictionOf: (product: SellableVariant["product"]) => number | undefined;
  /** Remembers who tries discount codes at random. */
  readonly codeGuesses: CodeGuesses;
  /** Whether a buyer's tax exemption is honoured on the agent's word. */
  readonly trustsTaxExemptions: boolean;
  /** Whether somebody else is asked for the tax; our own table stands in where there is no answer. */
  readonly asksForTax?: boolean | undefined;
  /** Makes the links under which digital goods are handed over with the order. */
  readonly downloads: DownloadLinks;
}

/** What is computed of a session: everything a buyer would see change. */
export type Computed = Pick<
  CheckoutSession,
  | "lineItems"
  | "options"
  | "selections"
  | "totals"
  | "messages"
  | "appliedDiscounts"
  | "rejectedDiscounts"
  | "taxCalculation"
>;

/** At or below this many units the buyer is told that few are left. */
const LOW_STOCK = 5;

/**
 * Computes a session from what was asked, the catalogue as it stands, the discounts granted and the merchant's terms.
 * Pure: the same give the same answer. `variants` must hold every variant of the draft.
 */
export function compute(
  draft: Draft,
  variants: ReadonlyMap<VariantId, SellableVariant>,
  { granted, rejected }: Grants,
  terms: Terms,
  now: Instant,
): Computed {
  const asked = draft.items.map((item) => {
    const sellable = sellableOf(variants, item.variantId);
    return { item, sellable, price: linePriceOf(item, sellable, terms, now) };
  });
  const { shop, limits } = terms;
  const destination = destinationOf(draft);
  const exemption = exemptionOf(draft, destination, terms, now);
  const { priced, tax } = priceDraft(draft, variants, granted, terms, now);
  const lines = asked.map(({ item, sellable, price }, index) => {
    const line = priced.lines[index];
    if (!line) throw new Error("pricing answers every line it is asked");
    return { item, sellable, lineItem: lineItem(item, sellable, line, limits, price) };
  });
  const limited = limitMessages(
    lines.map(({ lineItem, sellable }) => ({
      ...lineItem,
      ageRestriction: terms.ageRestrictionOf(sellable.product),
    })),
    destination,
    limits,
    shop.currency,
  );
  const messages: Message[] = [
    ...lines.flatMap(({ lineItem }, index) => stockMessages(lineItem, index)),
    ...limited,
    ...lines.flatMap(({ item, lineItem }, index) =>
      priceMessages(lineItem, index, item.seenUnitAmount, shop.currency),
    ),
    ...lines.flatMap(({ sellable, lineItem }, index) =>
      saleMessages(lineItem, index, sellable, shop.timezone, now),
    ),
    ...promotionMessages(priced.appliedDiscounts, shop.timezone, now),
    // A country not sold to is not delivered to either: said once.
    ...(limited.some(({ place }) => place?.at === "fulfillment_address")
      ? []
      : fulfillmentMessages(priced.reason, draft.quotes?.shipping)),
    ...destinationMessages(draft.severalDestinations),
    ...interventionMessages(draft.interventions, shop),
    ...exemptionMessages(exemption),
    ...taxMessages(tax),
    ...rejected.map((each) => rejectedMessage(each, draft.discountCodes)),
  ];
  return {
    lineItems: lines.map(({ lineItem }) => lineItem),
    options: priced.options,
    selections: priced.selections,
    totals: priced.totals,
    messages,
    appliedDiscounts: priced.appliedDiscounts,
    rejectedDiscounts: rejected,
    taxCalculation: tax.kind === "answered" ? tax.calculation : undefined,
  };
}

/** Where a draft's tax comes from: from our own table, because that is whose it is or because nobody answered. */
export type TaxOrigin =
  | { readonly kind: "table" }
  | { readonly kind: "answered"; readonly calculation: string }
  | { readonly kind: "unanswered"; readonly question: TaxQuestion };

/** Prices a draft, with the tax somebody else computed where it was asked about this very cart. Pure. */
export function priceDraft(
  draft: Draft,
  variants: ReadonlyMap<VariantId, SellableVariant>,
  granted: Grants["granted"],
  terms: Terms,
  now: Instant,
): { readonly priced: PricedCart; readonly tax: TaxOrigin } {
  const destination = destinationOf(draft);
  const cart: CartToPrice = {
    currency: terms.shop.currency,
    lines: draft.items.map((item) => {
      const sellable = sellableOf(variants, item.variantId);
      return lineToPrice(item, sellable, linePriceOf(item, sellable, terms, now));
    }),
    destination,
    discounts: granted,
    wanted: draft.wanted,
    quotedRates: draft.quotes?.shipping?.rates,
    taxExempt: exemptionOf(draft, destination, terms, now) === "holds",
    now,
  };
  const priced = terms.price(cart);
  const lineOne = draft.fulfillmentDetails?.address?.line_one;
  const question = terms.asksForTax ? taxQuestionOf(cart, priced, lineOne) : undefined;
  if (!question) return { priced, tax: { kind: "table" } };
  const answer = draft.quotes?.tax;
  return answer?.question === taxQuestionFingerprint(question)
    ? {
        priced: withQuotedTax(priced, answer.quote),
        tax: { kind: "answered", calculation: answer.quote.calculation },
      }
    : { priced, tax: { kind: "unanswered", question } };
}

/** Asks which discounts the draft gets. `variants` must hold every variant of it. */
export function grantsFor(
  discounts: DiscountReader,
  draft: Draft,
  variants: ReadonlyMap<VariantId, SellableVariant>,
  terms: Terms,
  now: Instant,
): Promise<Grants> {
  const email = draft.buyer?.email ?? draft.fulfillmentDetails?.email;
  const lines = draft.items.map((item) => {
    const sellable = sellableOf(variants, item.variantId);
    return {
      id: item.lineItemId,
      productId: sellable.product.id,
      categories: sellable.product.categories,
      unitPrice: linePriceOf(item, sellable, terms, now).unitPrice,
      quantity: item.quantity,
    };
  });
  const cart = {
    lines,
    currency: terms.shop.currency,
    buyer: email === undefined ? undefined : buyerKeyOf(email),
  };
  return grantDiscounts(discounts, draft.discountCodes, cart, now);
}

function sellableOf(variants: ReadonlyMap<VariantId, SellableVariant>, id: VariantId): SellableVariant {
  const sellable = variants.get(id);
  if (!sellable) throw new Error("every variant of a draft is read before it is computed");
  return sellable;
}

function lineToPrice(item: DraftItem, { variant }: SellableVariant, { unitPrice }: LinePrice): LineToPrice {
  return {
    id: item.lineItemId,
    unitPrice,
    quantity: item.quantity,
    taxClass: variant.taxClass,
    requiresShipping: variant.requiresShipping,
    weightGrams: variant.weight && gramsOf(variant.weight),
  };
}

/** Where the goods go, as pricing wants it; absent before there is an address. */
export function destinationOf(draft: Pick<Draft, "fulfillmentDetails">): CartToPrice["destination"] {
  const address = draft.fulfillmentDetails?.address;
  return (
    address && {
      country: address.country,
      // Rules have states in upper case, and only some countries' come as codes for sure.
      state: address.state.trim().toUpperCase(),
      city: address.city,
      postalCode: address.postal_code,
    }
  );
}

/** What the buyer's certificate is worth here; absent without one, and before there is a place to be exempt in. */
function exemptionOf(
  { buyer }: Draft,
  destination: CartToPrice["destination"],
  { shop, trustsTaxExemptions }: Pick<Terms, "shop" | "trustsTaxExemptions">,
  now: Instant,
): ExemptionStanding | "untrusted" | undefined {
  if (!buyer?.tax_exemption || !destination) return undefined;
  return trustsTaxExemptions
    ? standingOf(buyer.tax_exemption, destination, shop.origin.country, now)
    : "untrusted";
}

function lineItem(
  item: DraftItem,
  { variant, product, available }: SellableVariant,
  priced: PricedCart["lines"][number],
  limits: Limits,
  { unitPrice, promise }: LinePrice,
): LineItem {
  return {
    id: item.lineItemId,
    variantId: variant.id,
    productId: product.id,
    quantity: item.quantity,
    title: fullTitle(product.title, variant.title),
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
    maxQuantity: variant.maxQuantity ?? limits.maxQuantity,
    availability: availabilityOf(item.quantity, available, variant.backorder, variant.stock),
    unitPrice,
    promise,
    listPrice: variant.listPrice,
    amounts: priced.amounts,
    taxes: priced.taxes,
    discountDetails: priced.discountDetails,
  };
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
