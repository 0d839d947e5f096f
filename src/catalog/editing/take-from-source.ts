import type { Instant } from "../../clock.ts";
import type { ProductId, VariantId } from "../../ids.ts";
import type { Product } from "../product.ts";
import type { ProductStore, Put } from "../stores.ts";
import { type KeptStock, mergeOverrides, stockOverrideOf } from "./merge-overrides.ts";
import type { Override } from "./override.ts";

/** A product as a file lists it. */
export interface ListedProduct {
  /** As its source has it. */
  readonly product: Product;
  /** Of an export: whether it was made in the shop that wrote it, and what was changed there. */
  readonly ownership?: Ownership | undefined;
}

/** Whose a product is, and what was changed of it. */
export interface Ownership {
  readonly madeHere: boolean;
  readonly overrides: readonly Override[];
  /** The stock of variants that are counted here. */
  readonly kept: KeptStock;
}

/** A product as it will be sold, from what a file lists and what was changed here. */
export interface MergedProduct {
  /** As it will be stored; `undefined` where the file has no say: the product was made here. */
  readonly merged: Product | undefined;
  /** What the source says, with the fields the merchant set before these were kept apart. */
  readonly source: Product;
  readonly overrides: readonly Override[];
  /** Whether the overrides come from the file: the product is new here. */
  readonly isRestored: boolean;
  readonly madeHere: boolean;
}

type MergeReads = Pick<
  ProductStore,
  "overridesOf" | "storedVariants" | "said" | "isMadeHere" | "sourceOf" | "variantOwner"
>;

/**
 * What a product comes to here. What is changed or was made here goes before whatever the file says of it: an export
 * brings its changes only with a product that is new.
 */
export async function mergeListed(listed: ListedProduct, catalog: MergeReads): Promise<MergedProduct> {
  return mergeOne(listed, overridesWithin(await storedOverrides([listed], catalog), listed.product), catalog);
}

function storedOverrides(
  listed: readonly ListedProduct[],
  catalog: MergeReads,
): Promise<readonly Override[]> {
  return catalog.overridesOf(
    listed.map(({ product }) => product.id),
    listed.flatMap(({ product }) => product.variants.map(({ id }) => id)),
  );
}

/** Those of the overrides that are of the product or of a variant that it lists. */
function overridesWithin(overrides: readonly Override[], product: Product): readonly Override[] {
  if (overrides.length === 0) return overrides;
  const ids = new Set(product.variants.map(({ id }) => id));
  return overrides.filter((each) => (each.of === "product" ? each.id === product.id : ids.has(each.id)));
}

async function mergeOne(
  { product, ownership }: ListedProduct,
  stored: readonly Override[],
  catalog: MergeReads,
): Promise<MergedProduct> {
  const plain = { source: product, overrides: stored, isRestored: false, madeHere: false };
  if (ownership !== undefined) {
    if (await catalog.isMadeHere(product.id)) return { ...plain, merged: undefined, madeHere: true };
    if ((await catalog.said(product.id)) === undefined) {
      const { overrides, madeHere, kept } = ownership;
      const merged = mergeOverrides(product, overrides, kept);
      return { merged, source: product, overrides, isRestored: true, madeHere };
    }
  }
  if (stored.length === 0) return { ...plain, merged: product };
  const source = await withKeptFields(product, catalog);
  const kept = await keptStock(product.id, stored, catalog);
  return { ...plain, source, merged: mergeOverrides(source, stored, kept) };
}

/** A source that brings no fields of the merchant's leaves those of before. */
async function withKeptFields(product: Product, catalog: MergeReads): Promise<Product> {
  if (product.merchantFields !== undefined) return product;
  const before = (await catalog.sourceOf(product.id)) ?? (await catalog.said(product.id));
  return { ...product, merchantFields: before?.merchantFields };
}

/** What is in stock of the variants that are counted here. */
async function keptStock(
  id: ProductId,
  overrides: readonly Override[],
  catalog: MergeReads,
): Promise<KeptStock> {
  const counted = countedHere(overrides);
  if (counted.size === 0) return new Map();
  const kept = new Map<VariantId, number | null>();
  // A variant may have moved here from a product that a file no longer lists.
  const products = new Set<ProductId>([id]);
  for (const variant of counted) {
    const owner = await catalog.variantOwner(variant);
    if (owner) products.add(owner.productId);
  }
  for (const product of products) {
    for (const { id: variant, stock } of await catalog.storedVariants(product))
      if (counted.has(variant)) kept.set(variant, stock);
  }
  return kept;
}

/** Variants whose stock this shop counts itself. */
export function countedHere(overrides: readonly Override[]): ReadonlySet<VariantId> {
  const counted = overrides.flatMap((each) =>
    each.of === "variant" && stockOverrideOf([each.change])?.kind === "counted_here" ? [each.id] : [],
  );
  return new Set(counted);
}

/**
 * Writes what a file lists, with what was changed here upon it. Only in a write job.
 *
 * @param isOver asked after each product: the rest is left to another job.
 * @returns what became of those that were written.
 */
export async function takeFromSource(
  catalog: ProductStore,
  listed: readonly ListedProduct[],
  { now, countedAt, isOver }: SourceCount & { readonly isOver: () => boolean },
): Promise<readonly Put[]> {
  const stored = await storedOverrides(listed, catalog);
  const puts: Put[] = [];
  for (const each of listed) {
    const merged = await mergeOne(each, overridesWithin(stored, each.product), catalog);
    puts.push(await putMerged(catalog, merged, { now, countedAt }));
    if (isOver()) break;
  }
  return puts;
}

/** When a source is taken in, and when it counted its stock: see {@link ProductWriter.put}. */
interface SourceCount {
  readonly now: Instant;
  readonly countedAt: Instant | undefined;
}

async function putMerged(
  catalog: ProductStore,
  { merged, source, overrides, isRestored, madeHere }: MergedProduct,
  { now, countedAt }: SourceCount,
): Promise<Put> {
  if (merged === undefined) return "unchanged";
  if (isRestored) for (const override of overrides) await catalog.putOverride(override);
  if (isRestored && madeHere) await catalog.noteMadeHere(source.id, now);
  const put = await catalog.put(merged, now, countedAt, countedHere(overrides));
  if (overrides.length > 0) await catalog.putSource(source);
  // What was changed is of variants that it lists no more. What it said of them holds no longer.
  else if (put !== "unchanged") await catalog.forgetSource(source.id);
  return put;
}
