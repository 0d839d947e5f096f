import { toRfc3339 } from "../../clock.ts";
import { type Currency, formatMajor } from "../../money.ts";
import type { Description, Product, SalePrice } from "../product.ts";
import {
  merchantFieldNameOf,
  type Override,
  type ProductOverride,
  type VariantOverride,
} from "./override.ts";
import { productFields, productOverrideFrom, variantOverrideFrom } from "./override-fields.ts";

/** What the merchant says in a changed field, as one types it: `12.50`, `yes`, `240 g`; empty for nothing. */
export function showOverride(override: Override, currency: Currency): string {
  return override.of === "product"
    ? showProductChange(override.change)
    : showVariantChange(override.change, currency);
}

/** What the source says in a field that was changed, likewise; empty where it says nothing. */
export function showSourceOf(source: Product, override: Override, currency: Currency): string {
  if (override.of === "product") {
    const { field } = override.change;
    const name = merchantFieldNameOf(field);
    if (name !== undefined) return source.merchantFields?.[name] ?? source.attributes[name] ?? "";
    const known = productFields.find((each) => each === field);
    return known === undefined ? "" : showProductChange(productOverrideFrom(source, known));
  }
  const variant = source.variants.find(({ id }) => id === override.id);
  if (!variant) return "";
  const { field } = override.change;
  if (field === "stock") return variant.stock === null ? "not counted" : String(variant.stock);
  return showVariantChange(variantOverrideFrom(variant, field), currency);
}

/** A change of a product, as one types it. */
export function showProductChange(change: ProductOverride): string {
  switch (change.field) {
    case "title":
      return change.value;
    case "description":
      return showDescription(change.value);
    case "brand":
      return change.value ?? "";
    case "categories":
      return change.value.map(({ value }) => value).join("\n");
    case "media":
      return change.value.map(({ url }) => url).join("\n");
    case "published":
    case "listed":
      return yesOrNo(change.value);
    default:
      return change.value;
  }
}

/** A change of a variant, as one types it. */
export function showVariantChange(change: VariantOverride, currency: Currency): string {
  switch (change.field) {
    case "title":
    case "taxClass":
      return change.value;
    case "sku":
      return change.value ?? "";
    case "price":
      return formatMajor(change.value, currency);
    case "listPrice":
      return change.value === null ? "" : formatMajor(change.value, currency);
    case "sale":
      return change.value === null ? "" : showSale(change.value, currency);
    case "media":
      return change.value.map(({ url }) => url).join("\n");
    case "weight":
      return change.value === null ? "" : `${change.value.value} ${change.value.unit}`;
    case "maxQuantity":
      return change.value === null ? "" : String(change.value);
    case "backorder":
    case "requiresShipping":
    case "listed":
      return yesOrNo(change.value);
    case "stock":
      return change.value.kind === "counted_here"
        ? "counted here"
        : `${change.value.units > 0 ? "+" : ""}${change.value.units}`;
  }
}

/** A description as plain as it is kept. */
export function showDescription(description: Description | null | undefined): string {
  return description?.plain ?? description?.markdown ?? description?.html ?? "";
}

function showSale({ price, startsAt, endsAt }: SalePrice, currency: Currency): string {
  return [
    formatMajor(price, currency),
    ...(startsAt === undefined ? [] : [`from ${toRfc3339(startsAt)}`]),
    ...(endsAt === undefined ? [] : [`until ${toRfc3339(endsAt)}`]),
  ].join(" ");
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}
