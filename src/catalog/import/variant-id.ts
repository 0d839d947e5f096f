import { createHash } from "node:crypto";
import { asId, type ProductId, type VariantId } from "../../ids.ts";
import type { Product, Variant } from "../product.ts";
import type { ProductStore } from "../stores.ts";

/** OpenAI's feeds take ids of at most 100 characters. */
const LONGEST_ID = 100;

/** How many hexadecimal digits of a hash an id may end in, the usual number first. */
const hashLengths = [8, 16, 32] as const;

/**
 * Ids for the variants of Shopify products, which have none in its exports and leave SKUs empty: the handle and the
 * option values, `linen-shirt-small`. Where several variants of a file would be called that, or one that is stored is,
 * all but one of them end in a piece of the hash of their handle and values.
 *
 * An id that is stored stays with its product and option values for ever, also once withdrawn: no later file, and no
 * other order of files or rows, moves it. Of those not stored yet, the plain id is for the variant whose handle is the
 * longest part of it (the product `mug-red` before the red `mug`), then for the shortest values.
 */
export class DerivedIds {
  /**
   * Who gets a plain id: of all products in the file with a variant called that, the one with the longest handle. Two
   * handles of one length cannot both begin it.
   */
  readonly #claims = new Map<VariantId, ProductId>();

  /** Notes the variants, which have their plain ids. All of a file is noted before the first id is given. */
  note(product: Product): void {
    for (const { id } of product.variants) {
      const other = this.#claims.get(id);
      if (other === undefined || product.id.length > other.length) this.#claims.set(id, product.id);
    }
  }

  /** The products with the ids of their variants. */
  async give(products: readonly Product[], stored: StoredIds): Promise<readonly Product[]> {
    const kept = await keptIds(products, stored);
    const isNew = (variant: Variant) => !kept.get(variant.productId)?.has(valuesKey(variant));
    const plainIds = products.flatMap(({ variants }) => variants.filter(isNew).map(({ id }) => id));
    const taken = await stored.variantOwners(plainIds);
    const named: Product[] = [];
    for (const product of products) {
      const firsts = firstByPlainId(product);
      const variants: Variant[] = [];
      for (const variant of product.variants) {
        const isFree = (id: VariantId) => this.#isFor(variant, id, firsts) && !taken.has(id);
        const id =
          kept.get(product.id)?.get(valuesKey(variant)) ??
          (isFree(variant.id) ? variant.id : await this.#hashedId(variant, firsts, stored));
        variants.push({ ...variant, id });
      }
      named.push({ ...product, variants });
    }
    return named;
  }

  /** Whether nothing else in the file is called that before the variant. */
  #isFor(variant: Variant, id: VariantId, firsts: ReadonlyMap<VariantId, string>): boolean {
    const claim = this.#claims.get(id);
    return claim === undefined || (claim === variant.productId && firsts.get(id) === valuesKey(variant));
  }

  async #hashedId(
    variant: Variant,
    firsts: ReadonlyMap<VariantId, string>,
    stored: StoredIds,
  ): Promise<VariantId> {
    for (const length of hashLengths) {
      const id = hashedId(choiceOf(variant.productId, variant.options), length);
      if (this.#isFor(variant, id, firsts) && !(await stored.variantOwners([id])).has(id)) return id;
    }
    throw new Error(`no id is left for a variant of ${variant.productId}`);
  }
}

type StoredIds = Pick<ProductStore, "storedChoices" | "variantOwners">;

/** The ids that are stored, by product and by {@link valuesKey}. */
async function keptIds(
  products: readonly Product[],
  stored: StoredIds,
): Promise<ReadonlyMap<ProductId, ReadonlyMap<string, VariantId>>> {
  const kept = new Map<ProductId, Map<string, VariantId>>();
  for (const variant of await stored.storedChoices(products.map(({ id }) => id))) {
    const ids = kept.get(variant.productId) ?? new Map<string, VariantId>();
    kept.set(variant.productId, ids);
    const key = valuesKey(variant);
    if (!ids.has(key)) ids.set(key, variant.id);
  }
  return kept;
}

/** Which of a product's variants goes first that are called the same: its {@link valuesKey}, by the plain id. */
function firstByPlainId({ variants }: Product): ReadonlyMap<VariantId, string> {
  const firsts = new Map<VariantId, string>();
  for (const variant of variants) {
    const key = valuesKey(variant);
    const other = firsts.get(variant.id);
    if (other === undefined || goesBefore(key, other)) firsts.set(variant.id, key);
  }
  return firsts;
}

/** What a variant's id is made of: its product's handle and its option values. */
type Choice = readonly [ProductId, ...string[]];

function choiceOf(handle: ProductId, options: Variant["options"]): Choice {
  return [handle, ...options.map(({ value }) => value)];
}

/** Two variants of one product with the same key are the same choice. */
export function valuesKey({ options }: Pick<Variant, "options">): string {
  return JSON.stringify(options.map(({ value }) => value));
}

/** The id of a variant that no other is called like. */
export function plainVariantId(handle: ProductId, options: Variant["options"]): VariantId {
  const choice = choiceOf(handle, options);
  const readable = readableId(choice);
  return readable.length > LONGEST_ID ? hashedId(choice, hashLengths[0]) : asId<VariantId>(readable);
}

/** Of two keys of {@link valuesKey}. */
function goesBefore(one: string, other: string): boolean {
  return one.length === other.length ? one < other : one.length < other.length;
}

function readableId([handle, ...values]: Choice): string {
  return [handle, ...values.map(slug)].filter((part) => part !== "").join("-");
}

/** How much of a value can come into an id: far more than an id holds. */
const LONGEST_READ = 1024;

/** `Größe 38 / Rot` as `grosse-38-rot`: letters of every script, digits, and hyphens for the rest. */
function slug(text: string): string {
  // Marks out of order are sorted one by one, which takes long where thousands follow each other.
  return text
    .slice(0, LONGEST_READ)
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

function hashedId(choice: Choice, length: number): VariantId {
  const hash = createHash("sha256").update(JSON.stringify(choice)).digest("hex").slice(0, length);
  // Not through the middle of a character outside the Basic Multilingual Plane.
  const start = readableId(choice)
    .slice(0, LONGEST_ID - 1 - length)
    .replace(/[\uD800-\uDBFF]$/, "");
  return asId<VariantId>(`${start}-${hash}`);
}
