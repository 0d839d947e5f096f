import type { VariantId } from "../../ids.ts";
import { type CatalogChange, refuseCatalogChange } from "./catalog-refusal.ts";
import { type CatalogEditStores, type EditContext, overriddenBy } from "./edit-product.ts";
import { mergeOverrides, stockOverrideOf } from "./merge-overrides.ts";
import type { Override, StockOverride } from "./override.ts";
import { type ProductInShop, productInShop } from "./owned-product.ts";

/** How a stock is to change. Units are those that can still be sold, which is what people count. */
export type StockEdit =
  /** So many more, or less. */
  | { readonly kind: "by"; readonly units: number; readonly reason: string }
  /**
   * So many now. `seen` is how many there were when somebody looked: what was sold since stays sold. Absent: nobody
   * looked before.
   */
  | {
      readonly kind: "to";
      readonly units: number;
      readonly seen?: number | undefined;
      /** What was counted then: another count since is somebody else's, and theirs is kept. Absent: it does not matter. */
      readonly counted?: number | null | undefined;
      readonly reason: string;
    }
  /** The source's counts no longer count, from what there is now on. */
  | { readonly kind: "count_here"; readonly units?: number | undefined; readonly reason: string };

const LONGEST_REASON = 200;
/** More units than any shop has of anything. */
const MOST_UNITS = 1_000_000_000;

/**
 * Changes a variant's stock, and keeps why. What its source counts is adjusted by the difference, from this count on and
 * through later ones, until it is given back; what is counted here is counted anew. Sales go on being subtracted either
 * way. In a write job; nothing is changed where it is refused.
 */
export async function adjustStock(
  stores: CatalogEditStores,
  id: VariantId,
  edit: StockEdit,
  context: Omit<EditContext, "currency">,
): Promise<CatalogChange<ProductInShop>> {
  const { catalog, audit } = stores;
  const reason = edit.reason.trim();
  if (reason === "" || reason.length > LONGEST_REASON) return refuseCatalogChange({ kind: "no_reason" });
  if (edit.units !== undefined && !isUnits(edit)) return refuseCatalogChange({ kind: "not_units" });
  const owner = await catalog.variantOwner(id);
  const found = owner && (await productInShop(catalog, owner.productId));
  const before = found?.stored.get(id);
  const isListed = found?.product.variants.some((variant) => variant.id === id) === true;
  if (!found || !before || !isListed) return refuseCatalogChange({ kind: "unknown_variant", id });

  if (edit.kind === "to" && edit.counted !== undefined && edit.counted !== before.stock)
    return refuseCatalogChange({ kind: "changed_meanwhile" });
  const override = stockOverrideOf(variantChanges(found, id));
  const isCountedHere = found.madeHere || override?.kind === "counted_here";
  const next = nextStock(before, edit);
  if (next === undefined) return refuseCatalogChange({ kind: "not_counted" });
  const isCountedFromNow = !isCountedHere && (edit.kind === "count_here" || before.stock === null);
  const wanted: StockOverride | undefined = isCountedFromNow
    ? { kind: "counted_here" }
    : isCountedHere
      ? undefined
      : adjusted(override, next - (before.stock ?? 0));
  await write(stores, found, { id, stock: next, override: wanted }, context);
  await audit.append({
    at: context.now,
    actor: context.actor,
    action: "catalog.stock",
    subject: found.source.id,
    details: {
      variant: id,
      from: before.stock,
      to: next,
      counted_here: isCountedFromNow || isCountedHere,
      reason,
    },
  });
  const changed = await productInShop(catalog, found.source.id);
  if (!changed) throw new Error(`the product ${found.source.id} is gone after it was written`);
  return { ok: true, value: changed };
}

function isUnits({ kind, units = 0 }: StockEdit): boolean {
  const isWhole = Number.isSafeInteger(units) && Math.abs(units) <= MOST_UNITS;
  return isWhole && (kind === "by" ? units !== 0 : units >= 0);
}

/** What is to be stored, from which reserved units are subtracted; `undefined` where there is nothing to add to. */
function nextStock(
  { stock, reserved }: { readonly stock: number | null; readonly reserved: number },
  edit: StockEdit,
): number | undefined {
  switch (edit.kind) {
    case "by":
      return stock === null ? undefined : stock + edit.units;
    case "to":
      return stock === null ? edit.units + reserved : stock + edit.units - (edit.seen ?? stock - reserved);
    case "count_here":
      return edit.units === undefined ? (stock ?? undefined) : edit.units + reserved;
  }
}

function adjusted(before: StockOverride | undefined, units: number): StockOverride {
  return { kind: "adjusted", units: (before?.kind === "adjusted" ? before.units : 0) + units };
}

function variantChanges({ overrides }: ProductInShop, id: VariantId) {
  return overrides.flatMap((each) => (each.of === "variant" && each.id === id ? [each.change] : []));
}

async function write(
  { catalog }: CatalogEditStores,
  found: ProductInShop,
  wanted: { readonly id: VariantId; readonly stock: number; readonly override: StockOverride | undefined },
  { now }: Pick<EditContext, "now">,
): Promise<void> {
  const { id, stock, override: value } = wanted;
  const override: Override | undefined = value && {
    of: "variant",
    id,
    change: { field: "stock", value },
    changedAt: now,
  };
  const { source, overrides } = overriddenBy(found, override ? [override] : []);
  const kept = new Map([...found.stored.values()].map((variant) => [variant.id, variant.stock]));
  kept.set(id, stock);
  const isNone = value?.kind === "adjusted" && value.units === 0;
  if (override && !isNone) await catalog.putOverride(override);
  if (isNone) await catalog.removeOverride({ of: "variant", id, field: "stock" });
  if (overrides.length > 0) await catalog.putSource(source);
  const merged = mergeOverrides(source, overrides, kept);
  await catalog.put({ ...merged, merchantFields: merged.merchantFields ?? {} }, now);
}
