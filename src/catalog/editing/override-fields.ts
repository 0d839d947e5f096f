import type { Product, Variant } from "../product.ts";
import type { ProductOverride, ProductValues, VariantOverride, VariantValues } from "./override.ts";

/** Every field of a product that can be changed here, but those of the feed. */
export const productFields = [
  "title",
  "description",
  "brand",
  "categories",
  "media",
  "published",
  "listed",
] as const satisfies readonly (keyof ProductValues)[];

/** Every field of a variant that can be changed here, but its stock. */
export const variantFields = [
  "title",
  "sku",
  "price",
  "listPrice",
  "sale",
  "backorder",
  "media",
  "weight",
  "requiresShipping",
  "taxClass",
  "maxQuantity",
  "listed",
] as const satisfies readonly (keyof VariantValues)[];

/** What a product has in a field, as if the merchant had set it. */
export function productOverrideFrom(product: Product, field: keyof ProductValues): ProductOverride {
  switch (field) {
    case "title":
      return { field, value: product.title };
    case "description":
      return { field, value: product.description ?? null };
    case "brand":
      return { field, value: product.brand ?? null };
    case "categories":
      return { field, value: product.categories };
    case "media":
      return { field, value: product.media };
    case "published":
      return { field, value: product.published };
    case "listed":
      return { field, value: product.variants.length > 0 };
  }
}

/** What a variant has in a field, as if the merchant had set it. */
export function variantOverrideFrom(variant: Variant, field: keyof VariantValues): VariantOverride {
  switch (field) {
    case "title":
      return { field, value: variant.title };
    case "sku":
      return { field, value: variant.sku ?? null };
    case "price":
      return { field, value: variant.price };
    case "listPrice":
      return { field, value: variant.listPrice ?? null };
    case "sale":
      return { field, value: variant.sale ?? null };
    case "backorder":
      return { field, value: variant.backorder };
    case "media":
      return { field, value: variant.media };
    case "weight":
      return { field, value: variant.weight ?? null };
    case "requiresShipping":
      return { field, value: variant.requiresShipping };
    case "taxClass":
      return { field, value: variant.taxClass };
    case "maxQuantity":
      return { field, value: variant.maxQuantity ?? null };
    case "listed":
      return { field, value: true };
  }
}

/** A field by the name that files and the API have for it: `list_price`, `merchant_fields.return_window`. */
export function spelledField(field: string): string {
  const [name = "", ...rest] = field.split(".");
  return [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), ...rest].join(".");
}

/** The field of a list that is spelled like this in files and in the API. */
export function fieldSpelled<Field extends string>(
  fields: readonly Field[],
  spelled: string,
): Field | undefined {
  return fields.find((field) => spelledField(field) === spelled);
}
