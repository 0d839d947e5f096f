import type { Actor, AuditStore } from "../../audit/audit.ts";
import { type Instant, instant } from "../../clock.ts";
import type { ProductId, VariantId } from "../../ids.ts";
import type { Currency } from "../../money.ts";
import { readNative, writeNative } from "../native.ts";
import type { Product } from "../product.ts";
import type { ProductStore } from "../stores.ts";
import { type CatalogChange, refuseCatalogChange } from "./catalog-refusal.ts";
import { mergeOverrides, withProductOverride, withVariantOverride } from "./merge-overrides.ts";
import {
  isSameOverride,
  keyOfOverride,
  type Override,
  type OverrideKey,
  type ProductOverride,
  type VariantOverride,
} from "./override.ts";
import { spelledField } from "./override-fields.ts";
import { type ProductInShop, productInShop } from "./owned-product.ts";
import { countedHere } from "./take-from-source.ts";

/** What changing the catalogue reads and writes. */
export interface CatalogEditStores {
  readonly catalog: ProductStore;
  readonly audit: Pick<AuditStore, "append">;
}

/** Who changes something, when, and in which currency the shop sells. */
export interface EditContext {
  readonly actor: Actor;
  readonly now: Instant;
  readonly currency: Currency;
}

/** A variant's change but of its stock: see adjust-stock.ts. */
export type VariantEdit = Exclude<VariantOverride, { readonly field: "stock" }>;

/** What is to be changed of a product. */
export interface ProductEdit {
  /** Under which {@link ProductInShop.version} it was seen; absent where nobody looked before. */
  readonly version?: string | undefined;
  readonly product: readonly ProductOverride[];
  readonly variants: readonly { readonly id: VariantId; readonly changes: readonly VariantEdit[] }[];
}

/**
 * Changes a product: what its source lists by overrides, what was made here itself. Values that are no others change
 * nothing. In a write job; nothing is changed where it is refused.
 */
export async function editProduct(
  stores: CatalogEditStores,
  id: ProductId,
  edit: ProductEdit,
  context: EditContext,
): Promise<CatalogChange<ProductInShop>> {
  const found = await productInShop(stores.catalog, id);
  if (!found) return refuseCatalogChange({ kind: "unknown_product" });
  if (edit.version !== undefined && edit.version !== found.version)
    return refuseCatalogChange({ kind: "changed_meanwhile" });
  const stranger = edit.variants.find(
    (each) => !found.source.variants.some((variant) => variant.id === each.id),
  );
  if (stranger) return refuseCatalogChange({ kind: "unknown_variant", id: stranger.id });
  const dearer = edit.variants.find((each) => isSaleDearer(found, each));
  if (dearer) {
    const reason = "must not be above the price";
    return refuseCatalogChange({ kind: "invalid_value", field: `sale price of ${dearer.id}`, reason });
  }

  const wanted = overridesFrom(id, edit, context.now).filter((override) => isAnother(found, override));
  if (wanted.length === 0) return { ok: true, value: found };
  const next = found.madeHere ? madeAnew(found, wanted) : overriddenBy(found, wanted);
  return store(stores, found, next, context, {
    action: "catalog.edit",
    details: { fields: wanted.map(describeOverride) },
  });
}

/** Gives fields back to the source: they say again what it does. Those of a product that was made here have none. */
export async function giveBack(
  stores: CatalogEditStores,
  id: ProductId,
  keys: readonly OverrideKey[],
  context: EditContext & { readonly version?: string | undefined },
): Promise<CatalogChange<ProductInShop>> {
  const found = await productInShop(stores.catalog, id);
  if (!found) return refuseCatalogChange({ kind: "unknown_product" });
  if (context.version !== undefined && context.version !== found.version)
    return refuseCatalogChange({ kind: "changed_meanwhile" });
  const known = found.overrides.map(keyOfOverride);
  const unknown = keys.find((key) => !known.some((each) => isSameOverride(each, key)));
  if (unknown) return refuseCatalogChange({ kind: "not_overridden", field: spelledField(unknown.field) });
  const [given, kept] = partition(found.overrides, (override) =>
    keys.some((key) => isSameOverride(keyOfOverride(override), key)),
  );
  return store(stores, found, { source: found.source, overrides: kept, given }, context, {
    action: "catalog.give_back",
    details: { fields: given.map(describeOverride) },
  });
}

/** How a product is to be kept. */
export interface NextProduct {
  readonly source: Product;
  readonly overrides: readonly Override[];
  /** Overrides that are no longer. */
  readonly given: readonly Override[];
}

/** Writes a product as it is to be, once all of it is as the native format has it, and keeps who did what. */
export async function store(
  { catalog, audit }: CatalogEditStores,
  found: ProductInShop,
  { source, overrides, given }: NextProduct,
  { actor, now, currency }: EditContext,
  done: { readonly action: string; readonly details: Readonly<Record<string, unknown>> },
): Promise<CatalogChange<ProductInShop>> {
  const kept = keptStockOf(found, given, source);
  const merged = mergeOverrides(source, overrides, kept);
  const mistake = merged.variants.length > 0 ? mistakeIn(merged, currency) : undefined;
  if (mistake) return refuseCatalogChange({ kind: "invalid_value", ...mistake });
  for (const override of given) await catalog.removeOverride(keyOfOverride(override));
  for (const override of overrides) {
    if (!found.overrides.includes(override)) await catalog.putOverride(override);
  }
  if (overrides.length > 0) await catalog.putSource(source);
  else await catalog.forgetSource(source.id);
  await catalog.put({ ...merged, merchantFields: merged.merchantFields ?? {} }, now);
  await audit.append({ at: now, actor, subject: source.id, ...done });
  const changed = await productInShop(catalog, source.id);
  if (!changed) throw new Error(`the product ${source.id} is gone after it was written`);
  return { ok: true, value: changed };
}

/**
 * Edits change no stock: it stays as it is stored, but where what lay upon the source's is given back, and where a variant is
 * listed again: what its source counted meanwhile was not written to it.
 */
function keptStockOf(
  { product, stored, overrides, madeHere }: ProductInShop,
  given: readonly Override[],
  source: Product,
): Map<VariantId, number | null> {
  const listed = new Set(product.variants.map(({ id }) => id));
  const counted = countedHere(overrides);
  const isCurrent = (id: VariantId) => madeHere || listed.has(id) || counted.has(id);
  const kept = new Map([...stored].flatMap(([id, { stock }]) => (isCurrent(id) ? [[id, stock]] : [])));
  for (const override of given) {
    if (override.of !== "variant" || override.change.field !== "stock") continue;
    const before = kept.get(override.id) ?? null;
    const said = source.variants.find(({ id }) => id === override.id)?.stock ?? null;
    const { value } = override.change;
    kept.set(override.id, value.kind === "adjusted" && before !== null ? before - value.units : said);
  }
  return kept;
}

/** The first thing that is not as the native format has it. */
function mistakeIn(product: Product, currency: Currency) {
  const read = readNative(writeNative(product, currency), currency);
  if (!("mistakes" in read)) return undefined;
  const [first] = read.mistakes;
  return first && { field: first.field, reason: first.reason };
}

/** Whether a sale is asked for that would cost more than the variant does without it. */
function isSaleDearer(
  { product, source }: ProductInShop,
  { id, changes }: ProductEdit["variants"][number],
): boolean {
  if (!changes.some(({ field }) => field === "sale")) return false;
  const before = [...product.variants, ...source.variants].find((variant) => variant.id === id);
  const after = before && changes.reduce(withVariantOverride, before);
  return after?.sale !== undefined && after.sale.price > after.price;
}

function overridesFrom(id: ProductId, edit: ProductEdit, changedAt: Instant): readonly Override[] {
  return [
    ...edit.product.map((change): Override => ({ of: "product", id, change, changedAt })),
    ...edit.variants.flatMap((variant) =>
      variant.changes.map((change): Override => ({ of: "variant", id: variant.id, change, changedAt })),
    ),
  ];
}

/** Whether a change would make something else of the product as it is sold. */
function isAnother({ product, overrides }: ProductInShop, wanted: Override): boolean {
  const { change } = wanted;
  if (change.field === "listed") {
    const isUnlisted = overrides.some(
      (each) => isSameOverride(keyOfOverride(each), keyOfOverride(wanted)) && each.change.value === false,
    );
    return isUnlisted === change.value;
  }
  if (wanted.of === "product") return !Bun.deepEquals(withProductOverride(product, wanted.change), product);
  const variant = product.variants.find(({ id }) => id === wanted.id);
  return variant === undefined || !Bun.deepEquals(withVariantOverride(variant, wanted.change), variant);
}

/** What its source lists gets overrides; one that says it is listed is none. */
export function overriddenBy(found: ProductInShop, wanted: readonly Override[]): NextProduct {
  const keys = wanted.map(keyOfOverride);
  const isReplaced = (override: Override) => keys.some((key) => isSameOverride(key, keyOfOverride(override)));
  const added = wanted.filter(({ change }) => !(change.field === "listed" && change.value === true));
  const addedKeys = added.map(keyOfOverride);
  const given = found.overrides.filter(
    (override) =>
      isReplaced(override) && !addedKeys.some((key) => isSameOverride(key, keyOfOverride(override))),
  );
  const kept = found.overrides.filter((override) => !isReplaced(override));
  return { source: found.source, overrides: [...kept, ...added], given };
}

/** What was made here is changed itself; only that it is not listed lies upon it. */
function madeAnew(found: ProductInShop, wanted: readonly Override[]): NextProduct {
  const [unlisting, changing] = partition(wanted, ({ change }) => change.field === "listed");
  const source = changing.reduce(withOverride, found.source);
  return { ...overriddenBy(found, unlisting), source };
}

function withOverride(product: Product, override: Override): Product {
  if (override.of === "product") return retitledVariants(product, override.change);
  return {
    ...product,
    variants: product.variants.map((variant) =>
      variant.id === override.id ? withVariantOverride(variant, override.change) : variant,
    ),
  };
}

/** The variants' whole names follow the product's. */
function retitledVariants(product: Product, change: ProductOverride): Product {
  const override: Override = { of: "product", id: product.id, change, changedAt: START };
  return mergeOverrides(product, [override]);
}

const START = instant(0);

function describeOverride({ of, id, change }: Override): Readonly<Record<string, unknown>> {
  const field = spelledField(change.field);
  return of === "product" ? { field, value: change.value } : { variant: id, field, value: change.value };
}

function partition<Item>(
  items: readonly Item[],
  isOne: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] {
  return [items.filter(isOne), items.filter((item) => !isOne(item))];
}
