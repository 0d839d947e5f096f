import { fullTitle, gramsOf, isWithdrawalExcluded, type SellableVariant } from "../catalog/product.ts";
import type { Instant } from "../clock.ts";
import { type Grants, grantDiscounts } from "../discounts/grant.ts";
import type { DiscountReader } from "../discounts/stores.ts";
import type { DownloadLinks } from "../orders/download-link.ts";
import type { CartToPrice, LineToPrice, PricedCart } from "../pricing/cart.ts";
import {
  type TaxQuestion,
  taxQuestionFingerprint,
  taxQuestionOf,
  withQuotedTax,
} from "../pricing/tax-quote.ts";
import { type Limits, limitMessages } from "./limits.ts";
import {
  destinationMessages,
  exemptionMessages,
  fulfillmentMessages,
  interventionMessages,
  priceMessages,
  promotionMessages,
  provisionalMessages,
  rejectedMessage,
  saleMessages,
  stockMessages,
  taxMessages,
} from "./messages.ts";
import type { Plan, PlannedLine, PlanTerms } from "./plan.ts";
import type { CheckoutSession, LineAvailability, LineItem, Message } from "./session.ts";

/** The merchant's side of a computation. */
export interface Terms extends PlanTerms {
  /** Pricing with the merchant's rules already in it. */
  readonly price: (cart: CartToPrice) => PricedCart;
  readonly limits: Limits;
  /** The least age in years a product is sold at; `undefined` when anybody may buy it. */
  readonly ageRestrictionOf: (product: SellableVariant["product"]) => number | undefined;
  /** Whether somebody else is asked for the tax; our own table stands in where there is no answer. */
  readonly asksForTax?: boolean | undefined;
  /** Makes the links under which digital goods are handed over with the order. */
  readonly downloads: DownloadLinks;
}

/** On what terms a plan is computed, and when. */
export interface ComputeContext {
  readonly terms: Terms;
  readonly now: Instant;
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
 * Computes all that a buyer sees of a plan from the catalogue as it stood when it was planned, the discounts it gets and
 * the merchant's terms. The same give the same answer; nothing but `discounts` is read.
 */
export async function compute(
  plan: Plan,
  discounts: DiscountReader,
  { terms, now }: ComputeContext,
): Promise<Computed> {
  const { draft, destination, exemption } = plan;
  const { shop, limits } = terms;
  const { priced, rejected, tax } = await pricePlan(plan, discounts, { terms, now });
  const lines = plan.lines.map((planned, index) => {
    const line = priced.lines[index];
    if (!line) throw new Error("pricing answers every line it is asked");
    return { ...planned, lineItem: lineItem(planned, line, limits) };
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
    ...provisionalMessages(
      draft.fulfillmentDetails?.address,
      destination,
      lines.some(({ lineItem }) => lineItem.requiresShipping),
    ),
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

/** What a plan comes to, and which of its codes bring nothing. */
export interface PricedPlan {
  readonly priced: PricedCart;
  readonly rejected: Grants["rejected"];
  readonly tax: TaxOrigin;
}

/** Prices a plan with the discounts it gets, and with the tax somebody else computed where asked about this very cart. */
export async function pricePlan(
  plan: Plan,
  discounts: DiscountReader,
  { terms, now }: ComputeContext,
): Promise<PricedPlan> {
  const { draft, lines, destination, exemption } = plan;
  const { granted, rejected } = await grantsFor(discounts, plan, terms, now);
  const cart: CartToPrice = {
    currency: terms.shop.currency,
    lines: lines.map(lineToPrice),
    destination,
    discounts: granted,
    wanted: draft.wanted,
    quotedRates: draft.quotes?.shipping?.rates,
    taxExempt: exemption === "holds",
    now,
  };
  const priced = terms.price(cart);
  const lineOne = draft.fulfillmentDetails?.address?.lineOne;
  const question = terms.asksForTax ? taxQuestionOf(cart, priced, lineOne) : undefined;
  if (!question) return { priced, rejected, tax: { kind: "table" } };
  const answer = draft.quotes?.tax;
  return answer?.question === taxQuestionFingerprint(question)
    ? {
        priced: withQuotedTax(priced, answer.quote),
        rejected,
        tax: { kind: "answered", calculation: answer.quote.calculation },
      }
    : { priced, rejected, tax: { kind: "unanswered", question } };
}

function grantsFor(
  discounts: DiscountReader,
  { draft, lines }: Plan,
  { shop }: Pick<Terms, "shop">,
  now: Instant,
): Promise<Grants> {
  const cart = {
    lines: lines.map(({ item, sellable: { product }, price }) => ({
      id: item.lineItemId,
      productId: product.id,
      categories: product.categories,
      unitPrice: price.unitPrice,
      quantity: item.quantity,
    })),
    currency: shop.currency,
    email: draft.buyer?.email ?? draft.fulfillmentDetails?.email,
  };
  return grantDiscounts(discounts, draft.discountCodes, cart, now);
}

function lineToPrice({ item, sellable: { variant }, price }: PlannedLine): LineToPrice {
  return {
    id: item.lineItemId,
    unitPrice: price.unitPrice,
    quantity: item.quantity,
    taxClass: variant.taxClass,
    requiresShipping: variant.requiresShipping,
    weightGrams: variant.weight && gramsOf(variant.weight),
  };
}

function lineItem(
  { item, sellable: { variant, product, available }, price }: PlannedLine,
  priced: PricedCart["lines"][number],
  limits: Limits,
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
    isWithdrawalExcluded: isWithdrawalExcluded(product) || undefined,
    taxClass: variant.taxClass,
    maxQuantity: variant.maxQuantity ?? limits.maxQuantity,
    availability: availabilityOf(item.quantity, available, variant.backorder, variant.stock),
    unitPrice: price.unitPrice,
    promise: price.promise,
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
