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
  /** Who gets a plain id: of all that the file holds, the first by {@link goesBefore}. */
  readonly #claims = new Map<string, Claim>();

  /** Notes the variants, which have their plain ids. All of a file is noted before the first id is given. */
  note(product: Product): void {
    for (const variant of product.variants) {
      const claim = { handle: product.id, values: valuesKey(variant) };
      const other = this.#claims.get(variant.id);
      if (!other || goesBefore(claim, other)) this.#claims.set(variant.id, claim);
    }
  }

  /** The product with the ids of its variants. */
  async give(
    product: Product,
    stored: Pick<ProductStore, "storedVariants" | "variantOwner">,
  ): Promise<Product> {
    const known = new Map<string, VariantId>();
    for (const { id, options } of await stored.storedVariants(product.id)) {
      const key = valuesKey({ options });
      if (!known.has(key)) known.set(key, id);
    }
    const variants: Variant[] = [];
    for (const variant of product.variants) {
      const claim = { handle: product.id, values: valuesKey(variant) };
      const id = known.get(claim.values) ?? (await this.#freeId(claim, stored));
      variants.push({ ...variant, id });
    }
    return { ...product, variants };
  }

  async #freeId(claim: Claim, stored: Pick<ProductStore, "variantOwner">): Promise<VariantId> {
    for (const candidate of candidatesOf(claim)) {
      const id = asId<VariantId>(candidate);
      const first = this.#claims.get(candidate);
      const isOurs = !first || (first.handle === claim.handle && first.values === claim.values);
      if (isOurs && (await stored.variantOwner(id)) === undefined) return id;
    }
    throw new Error(`no id is left for a variant of ${claim.handle}`);
  }
}

/** What a variant's id is made of: its product's handle and its option values, as {@link valuesKey} writes them. */
interface Claim {
  readonly handle: ProductId;
  readonly values: string;
}

/** Two variants of one product with the same key are the same choice. */
export function valuesKey({ options }: Pick<Variant, "options">): string {
  return JSON.stringify(options.map(({ value }) => value));
}

/** The id of a variant that no other is called like. */
export function plainVariantId(handle: ProductId, options: Variant["options"]): VariantId {
  return asId<VariantId>(plainId({ handle, values: valuesKey({ options }) }));
}

function goesBefore(one: Claim, other: Claim): boolean {
  if (one.handle.length !== other.handle.length) return one.handle.length > other.handle.length;
  if (one.values.length !== other.values.length) return one.values.length < other.values.length;
  return one.values < other.values;
}

/** The ids a variant may get, the best first. Most get it: the others are made only where they are asked for. */
function* candidatesOf(claim: Claim): Generator<string> {
  yield plainId(claim);
  for (const length of hashLengths) yield hashedId(claim, length);
}

function readableId({ handle, values }: Claim): string {
  const parts = JSON.parse(values) as string[];
  return [handle, ...parts.map(slug)].filter((part) => part !== "").join("-");
}

function plainId(claim: Claim): string {
  const readable = readableId(claim);
  return readable.length > LONGEST_ID ? hashedId(claim, hashLengths[0]) : readable;
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

function hashedId(claim: Claim, length: number): string {
  const parts = [claim.handle, ...(JSON.parse(claim.values) as string[])];
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, length);
  // Not through the middle of a character outside the Basic Multilingual Plane.
  const start = readableId(claim)
    .slice(0, LONGEST_ID - 1 - length)
    .replace(/[\uD800-\uDBFF]$/, "");
  return `${start}-${hash}`;
}
