import { asId, type ProductId, type VariantId } from "../../ids.ts";
import type { Minor } from "../../money.ts";
import { readNative, writeNative } from "../native.ts";
import type { Product, Variant, VariantOption } from "../product.ts";
import type { ProductStore } from "../stores.ts";
import { type CatalogChange, refuseCatalogChange } from "./catalog-refusal.ts";
import { type CatalogEditStores, type EditContext, store } from "./edit-product.ts";
import { type ProductInShop, productInShop } from "./owned-product.ts";

/** A variant as the merchant describes it at first. */
export interface NewVariant {
  /** Absent: made from the product's and the options. */
  readonly id?: string | undefined;
  readonly price: Minor;
  /** `null` where it is not counted. */
  readonly stock: number | null;
  readonly sku?: string | undefined;
  /** What tells it from its siblings; none where it is the only one. */
  readonly options: readonly VariantOption[];
  readonly requiresShipping: boolean;
}

/** A product as the merchant describes it at first; the rest is changed afterwards. */
export interface NewProduct {
  /** Absent: made from the title. */
  readonly id?: string | undefined;
  readonly title: string;
  readonly description?: string | undefined;
  readonly published: boolean;
  readonly imageUrls: readonly string[];
  readonly variants: readonly NewVariant[];
}

/** Makes a product that no source lists. In a write job; nothing is made where it is refused. */
export async function makeProduct(
  stores: CatalogEditStores,
  wanted: NewProduct,
  context: EditContext,
): Promise<CatalogChange<ProductInShop>> {
  const id = asId<ProductId>(wanted.id ?? slugOf(wanted.title));
  if (id === "") return refuseCatalogChange({ kind: "no_id" });
  const description = wanted.description?.trim();
  const product: Product = {
    id,
    title: wanted.title.trim(),
    handle: id,
    description: description ? { plain: description } : undefined,
    categories: [],
    tags: [],
    media: wanted.imageUrls.map((url) => ({ type: "image", url })),
    published: wanted.published,
    attributes: {},
    merchantFields: {},
    variants: wanted.variants.map((variant) => variantFrom(variant, id, wanted.title.trim())),
  };
  return insert(stores, product, context, { action: "catalog.make", details: {} });
}

/** Makes a product like another one, hidden at first and with nothing in stock. In a write job. */
export async function copyProduct(
  stores: CatalogEditStores,
  original: ProductId,
  context: EditContext,
): Promise<CatalogChange<ProductInShop>> {
  const found = await productInShop(stores.catalog, original);
  if (!found || found.product.variants.length === 0) return refuseCatalogChange({ kind: "unknown_product" });
  const { product } = found;
  const id = await freeId(`${product.id}-copy`, stores.catalog);
  const idOf = (variant: Variant) =>
    asId<VariantId>(
      variant.id.startsWith(product.id) ? id + variant.id.slice(product.id.length) : `${id}-${variant.id}`,
    );
  const copy: Product = {
    ...product,
    id,
    handle: id,
    url: undefined,
    title: `${product.title} (copy)`,
    published: false,
    variants: product.variants.map((variant) => ({
      ...variant,
      id: idOf(variant),
      productId: id,
      url: undefined,
      title: variant.title.startsWith(product.title)
        ? `${product.title} (copy)${variant.title.slice(product.title.length)}`
        : variant.title,
      stock: variant.stock === null ? null : 0,
    })),
  };
  return insert(stores, copy, context, { action: "catalog.copy", details: { of: original } });
}

/** Adds a variant to a product that was made here; a source's variants are the source's to list. In a write job. */
export async function addVariant(
  stores: CatalogEditStores,
  id: ProductId,
  wanted: NewVariant,
  context: EditContext & { readonly version?: string | undefined },
): Promise<CatalogChange<ProductInShop>> {
  const found = await productInShop(stores.catalog, id);
  if (!found) return refuseCatalogChange({ kind: "unknown_product" });
  if (!found.madeHere) return refuseCatalogChange({ kind: "not_made_here" });
  if (context.version !== undefined && context.version !== found.version)
    return refuseCatalogChange({ kind: "changed_meanwhile" });
  const variant = variantFrom(wanted, id, found.source.title);
  const isTaken =
    (await stores.catalog.variantOwner(variant.id)) !== undefined ||
    found.source.variants.some((each) => each.id === variant.id);
  if (isTaken) return refuseCatalogChange({ kind: "id_taken", id: variant.id });
  const source = { ...found.source, variants: [...found.source.variants, variant] };
  const next = { source, overrides: found.overrides, given: [] };
  return store(stores, found, next, context, {
    action: "catalog.add_variant",
    details: { variant: variant.id },
  });
}

async function insert(
  { catalog, audit }: CatalogEditStores,
  product: Product,
  { actor, now, currency }: EditContext,
  done: { readonly action: string; readonly details: Readonly<Record<string, unknown>> },
): Promise<CatalogChange<ProductInShop>> {
  if ((await catalog.said(product.id)) !== undefined)
    return refuseCatalogChange({ kind: "id_taken", id: product.id });
  for (const [index, { id }] of product.variants.entries()) {
    const isRepeated = product.variants.findIndex((other) => other.id === id) !== index;
    if (isRepeated || (await catalog.variantOwner(id))) return refuseCatalogChange({ kind: "id_taken", id });
  }
  const read = readNative(writeNative(product, currency), currency);
  const mistake = "mistakes" in read ? read.mistakes[0] : undefined;
  if (mistake)
    return refuseCatalogChange({ kind: "invalid_value", field: mistake.field, reason: mistake.reason });
  await catalog.put(product, now);
  await catalog.noteMadeHere(product.id, now);
  await audit.append({ at: now, actor, subject: product.id, ...done });
  const made = await productInShop(catalog, product.id);
  if (!made) throw new Error(`the product ${product.id} is gone after it was made`);
  return { ok: true, value: made };
}

function variantFrom(wanted: NewVariant, productId: ProductId, title: string): Variant {
  const values = wanted.options.map(({ value }) => value.trim());
  const own = slugOf(values.join(" "));
  return {
    id: asId<VariantId>(wanted.id ?? (own === "" ? productId : `${productId}-${own}`)),
    productId,
    title: values.length === 0 ? title : `${title} - ${values.join(" / ")}`,
    sku: wanted.sku === "" ? undefined : wanted.sku,
    barcodes: [],
    price: wanted.price,
    stock: wanted.stock,
    backorder: false,
    options: wanted.options,
    media: [],
    requiresShipping: wanted.requiresShipping,
    taxClass: "standard",
    condition: ["new"],
  };
}

/** The id itself or, where that is taken, with the first number behind it that is not. */
async function freeId(wanted: string, catalog: Pick<ProductStore, "said">): Promise<ProductId> {
  for (let number = 1; ; number += 1) {
    const id = asId<ProductId>(number === 1 ? wanted : `${wanted}-${number}`);
    if ((await catalog.said(id)) === undefined) return id;
  }
}

/** "Größe Ü" as "grosse-u": what an address, a file and a person at a telephone can all have. */
function slugOf(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/ß/g, "ss")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 90);
}
