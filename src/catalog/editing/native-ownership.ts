import type { Instant } from "../../clock.ts";
import type { VariantId } from "../../ids.ts";
import type { Product, Variant } from "../product.ts";
import { stockOverrideOf } from "./merge-overrides.ts";
import { merchantFieldOverride, type Override, type VariantOverride } from "./override.ts";
import {
  fieldSpelled,
  productFields,
  productOverrideFrom,
  spelledField,
  variantFields,
  variantOverrideFrom,
} from "./override-fields.ts";
import type { Ownership } from "./take-from-source.ts";

/** What an export says beside a product's values, from which they can be told apart again. */
export interface OwnedProduct {
  /** What the source says; absent for a product that was made here or of which nothing was changed. */
  readonly source?: Product | undefined;
  readonly madeHere: boolean;
  readonly overrides: readonly Override[];
}

/** Names that stand in an export for a stock that was adjusted, and for one that is counted here. */
const STOCK = "stock";
const STOCK_COUNTED_HERE = "stock_counted_here";

/** The changed fields of a product, as a line of the native format names them. */
export function namedProductOverrides({ overrides }: OwnedProduct): readonly string[] {
  return overrides.flatMap((each) => (each.of === "product" ? [spelledField(each.change.field)] : []));
}

/** The changed fields of a variant, as a line of the native format names them. */
export function namedVariantOverrides({ overrides }: OwnedProduct, id: VariantId): readonly string[] {
  return overrides.flatMap((each) =>
    each.of === "variant" && each.id === id ? [nameOfVariantOverride(each.change)] : [],
  );
}

function nameOfVariantOverride(change: VariantOverride): string {
  if (change.field !== "stock") return spelledField(change.field);
  return change.value.kind === "counted_here" ? STOCK_COUNTED_HERE : STOCK;
}

/** What a line of the native format names, of the product and of each variant by id. */
export interface NamedOverrides {
  readonly madeHere: boolean;
  readonly product: readonly string[];
  readonly variants: ReadonlyMap<VariantId, readonly string[]>;
}

/**
 * Tells a line's values apart: the fields that it names are the merchant's, and what it lacks of its source's variants
 * is not sold. `unknown` are names that mean no field.
 */
export function readOwnership(
  line: Product,
  source: Product | undefined,
  named: NamedOverrides,
  changedAt: Instant,
): { readonly ownership: Ownership; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const overrides: Override[] = [];
  for (const name of named.product) {
    const change = productChange(line, name);
    if (change) overrides.push({ of: "product", id: line.id, change, changedAt });
    else unknown.push(name);
  }
  const kept = new Map<VariantId, number | null>();
  for (const variant of line.variants) {
    const listed = source?.variants.find(({ id }) => id === variant.id);
    for (const name of named.variants.get(variant.id) ?? []) {
      const change = variantChange(variant, listed, name);
      if (change) overrides.push({ of: "variant", id: variant.id, change, changedAt });
      else unknown.push(name);
      if (change && stockOverrideOf([change])?.kind === "counted_here") kept.set(variant.id, variant.stock);
    }
  }
  const sold = new Set(line.variants.map(({ id }) => id));
  for (const { id } of source?.variants ?? []) {
    if (!sold.has(id)) overrides.push(unlisted(id, changedAt));
  }
  return { ownership: { madeHere: named.madeHere, overrides, kept }, unknown };
}

function unlisted(id: VariantId, changedAt: Instant): Override {
  return { of: "variant", id, change: { field: "listed", value: false }, changedAt };
}

function productChange(line: Product, name: string) {
  const merchantField = /^merchant_fields\.(.+)$/s.exec(name)?.[1];
  if (merchantField !== undefined)
    return merchantFieldOverride(merchantField, line.merchantFields?.[merchantField] ?? "");
  const field = fieldSpelled(productFields, name);
  return field && productOverrideFrom(line, field);
}

function variantChange(
  variant: Variant,
  source: Variant | undefined,
  name: string,
): VariantOverride | undefined {
  if (name === STOCK_COUNTED_HERE) return { field: "stock", value: { kind: "counted_here" } };
  if (name === STOCK) {
    const units = (variant.stock ?? 0) - (source?.stock ?? 0);
    return { field: "stock", value: { kind: "adjusted", units } };
  }
  const field = fieldSpelled(variantFields, name);
  return field && variantOverrideFrom(variant, field);
}
