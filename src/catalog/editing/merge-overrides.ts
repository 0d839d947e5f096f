import type { VariantId } from "../../ids.ts";
import { type Description, fullTitle, type Product, type Variant } from "../product.ts";
import {
  merchantFieldNameOf,
  type Override,
  type ProductOverride,
  type VariantOverride,
} from "./override.ts";

/** The stock of variants as it is kept here, where that goes before the source's. */
export type KeptStock = ReadonlyMap<VariantId, number | null>;

/**
 * A product as it is sold: what its source says with the merchant's changes upon it. A product that was deleted here has
 * no variants.
 *
 * @param overrides those of the product and its variants; others are left alone.
 * @param kept the stock of variants that are counted here, or of all where nothing was counted since.
 */
export function mergeOverrides(
  source: Product,
  overrides: readonly Override[],
  kept: KeptStock = new Map(),
): Product {
  const ofProduct = overrides.flatMap((each) =>
    each.of === "product" && each.id === source.id ? [each.change] : [],
  );
  const ofVariants = Map.groupBy(
    overrides.flatMap((each) => (each.of === "variant" ? [each] : [])),
    ({ id }) => id,
  );
  const product = ofProduct.reduce(withProductOverride, source);
  if (ofProduct.some(({ field, value }) => field === "listed" && value === false)) {
    return { ...product, variants: [] };
  }
  const variants = source.variants.flatMap((variant) => {
    const changes = ofVariants.get(variant.id)?.map(({ change }) => change) ?? [];
    if (changes.some(({ field, value }) => field === "listed" && value === false)) return [];
    const named = { ...variant, title: retitled(variant.title, source.title, product.title) };
    const stock = stockOf(variant, changes, kept);
    return [consistent({ ...changes.reduce(withVariantOverride, named), stock })];
  });
  return { ...product, variants };
}

/** What lies upon a stock, with what its source says: `undefined` where nothing does. */
export function stockOverrideOf(changes: readonly VariantOverride[]) {
  return changes.flatMap((change) => (change.field === "stock" ? [change.value] : []))[0];
}

function stockOf(variant: Variant, changes: readonly VariantOverride[], kept: KeptStock): number | null {
  const stored = kept.get(variant.id);
  if (stored !== undefined) return stored;
  const override = stockOverrideOf(changes);
  const isAdjusted = override?.kind === "adjusted" && variant.stock !== null;
  return isAdjusted ? (variant.stock ?? 0) + override.units : variant.stock;
}

/** The product with one field changed. */
export function withProductOverride(product: Product, change: ProductOverride): Product {
  switch (change.field) {
    case "title":
      return { ...product, title: change.value };
    case "description":
      return { ...product, description: change.value ?? undefined };
    case "brand":
      return { ...product, brand: change.value ?? undefined };
    case "categories":
      return { ...product, categories: change.value };
    case "media":
      return { ...product, media: change.value };
    case "published":
      return { ...product, published: change.value };
    case "listed":
      return product;
    default:
      return { ...product, merchantFields: withMerchantField(product.merchantFields ?? {}, change) };
  }
}

function withMerchantField(
  fields: Readonly<Record<string, string>>,
  { field, value }: { readonly field: string; readonly value: string },
): Readonly<Record<string, string>> {
  const name = merchantFieldNameOf(field) ?? "";
  const others = Object.entries(fields).filter(([each]) => each !== name);
  return Object.fromEntries(value === "" ? others : [...others, [name, value]]);
}

/** The variant with one field changed, but for its stock. */
export function withVariantOverride(variant: Variant, change: VariantOverride): Variant {
  switch (change.field) {
    case "title":
      return { ...variant, title: change.value };
    case "sku":
      return { ...variant, sku: change.value ?? undefined };
    case "price":
      return { ...variant, price: change.value };
    case "listPrice":
      return { ...variant, listPrice: change.value ?? undefined };
    case "sale":
      return { ...variant, sale: change.value ?? undefined };
    case "backorder":
      return { ...variant, backorder: change.value };
    case "media":
      return { ...variant, media: change.value };
    case "weight":
      return { ...variant, weight: change.value ?? undefined };
    case "requiresShipping":
      return { ...variant, requiresShipping: change.value };
    case "taxClass":
      return { ...variant, taxClass: change.value };
    case "maxQuantity":
      return { ...variant, maxQuantity: change.value ?? undefined };
    case "stock":
    case "listed":
      return variant;
  }
}

/** A variant's whole name begins or ends with its product's: it follows when that is another one. */
function retitled(title: string, from: string, to: string): string {
  if (from === to || from === "") return title;
  if (title === from) return to;
  if (title.startsWith(from)) return to + title.slice(from.length);
  return fullTitle(from, title) === title ? title.slice(0, -from.length) + to : title;
}

/** A lower price of the source is none beside a price that was changed to less, and no struck-through price is lower. */
export function consistent(variant: Variant): Variant {
  const { price, listPrice, sale } = variant;
  return {
    ...variant,
    listPrice: listPrice !== undefined && listPrice > price ? listPrice : undefined,
    sale: sale !== undefined && sale.price <= price ? sale : undefined,
  };
}

/** Text that a person typed, as a description; `null` for none. */
export function descriptionFrom(text: string): Description | null {
  return text.trim() === "" ? null : { plain: text.trim() };
}
