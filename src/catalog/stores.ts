import type { Instant } from "../clock.ts";
import type { AttemptId, ProductId, VariantId } from "../ids.ts";
import type { Override, OverrideKey } from "./editing/override.ts";
import type { OfferedProduct, Product, SellableVariant, Variant } from "./product.ts";

/** Looking variants up to price and sell them. The hot path: one prepared look-up by primary key. */
export interface VariantReader {
  /** The variant with its product, or `undefined` when unknown, unpublished or withdrawn. */
  sellable(id: VariantId): Promise<SellableVariant | undefined>;
  /** What an id that {@link sellable} does not know may have meant. Takes a bounded time, however large the catalogue. */
  meantBy(id: string): Promise<MeantVariants>;
}

/** What an id under which nothing is sold may have meant. */
export interface MeantVariants {
  /** Whether it is a product's own id. */
  readonly isProduct: boolean;
  /** Variants sold here: the product's, or those of the nearest ids. A few at most. */
  readonly variants: readonly VariantId[];
}

/** Holding units for an open payment attempt, then selling or giving them back. Only in a write job. */
export interface ReservationStore {
  /**
   * Takes `quantity` units for the attempt. Gives false, and takes nothing, when fewer are left. Untracked and
   * backorder variants always succeed, and are recorded all the same.
   */
  reserve(attempt: AttemptId, variant: VariantId, quantity: number, now: Instant): Promise<boolean>;
  /**
   * As {@link reserve}, for units that the same job has seen to be there. Once for each variant of an attempt.
   *
   * @throws RunAgain when others have taken them meanwhile. A database on a server may say so only at the job's end, and
   *   run it again then.
   */
  reserveSeen(attempt: AttemptId, variant: VariantId, quantity: number, now: Instant): Promise<void>;
  /** Units that buyers hold who are at the provider's and have not paid yet. Outside a write job, too. */
  heldAtProvider(variant: VariantId): Promise<number>;
  /** Turns what the attempt holds into sold units. They stay subtracted until the merchant's source knows of them. */
  sell(attempt: AttemptId): Promise<void>;
  /** Gives back what the attempt holds, or had sold. Nothing happens when it holds nothing. */
  release(attempt: AttemptId): Promise<void>;
  /**
   * Puts units that the attempt had sold back on sale. Where the merchant's source has counted without them since, its
   * count is raised until it counts again.
   */
  restock(attempt: AttemptId, variant: VariantId, quantity: number, now: Instant): Promise<void>;
  /**
   * Notes that the merchant's source has been told of these sales. A stock it counts after `now` has them subtracted,
   * so {@link ProductWriter.put} stops subtracting them once it brings such a count. Sales told of before keep their
   * moment; units not sold are left alone.
   */
  acknowledge(attempts: readonly AttemptId[], now: Instant): Promise<void>;
  /** Notes that the source has been told of every sale made until `soldBy`, at that moment. */
  acknowledgeAll(soldBy: Instant): Promise<void>;
}

/** Writing whole products, for imports and the merchant. Only in a write job. */
export interface ProductWriter {
  /**
   * Inserts the product or replaces everything of it except reservations and, unless it brings its own,
   * `merchantFields`. Variants no longer listed are withdrawn; one that another product listed moves to this one.
   *
   * `countedAt` is the moment the source counted the stock. Units sold here stay subtracted from that count unless the
   * source had been told of them by then (see {@link ReservationStore.acknowledge}): an import can therefore neither
   * resurrect a unit nor subtract it twice. Absent: the count knows of no sale. `countedHere` are variants whose stock
   * is not the source's, so that what was sold of them stays subtracted.
   */
  put(
    product: Product,
    now: Instant,
    countedAt?: Instant,
    countedHere?: ReadonlySet<VariantId>,
  ): Promise<Put>;
  /** Stops selling the product: what `--sync` does to one the source no longer lists. Gives false when unknown. */
  withdraw(id: ProductId, now: Instant): Promise<boolean>;
}

/** Reading whole products, for exports, feeds and the dashboard. */
export interface ProductReader {
  /** What source and merchant say of the product by name, also of one that is withdrawn; `undefined` when unknown. */
  said(id: ProductId): Promise<Pick<Product, "attributes" | "merchantFields"> | undefined>;
  /** The product with the variants still listed; `undefined` when unknown or withdrawn. */
  product(id: ProductId): Promise<Product | undefined>;
  /** The product as buyers see it; `undefined` when unknown, unpublished or withdrawn. */
  offered(id: ProductId): Promise<OfferedProduct | undefined>;
  /** Published and unpublished products in id order, after the given id; at most `limit`. */
  page(after: ProductId | undefined, limit: number): Promise<readonly Product[]>;
  /** The names of the same products, for who needs no more. */
  titles(after: ProductId | undefined, limit: number): Promise<readonly ProductTitle[]>;
  /** Every variant ever stored with the product, also those withdrawn, in the order of their ids. */
  storedVariants(id: ProductId): Promise<readonly StoredVariant[]>;
  /** What the variants ever stored with these products are chosen by, in the order of their ids. */
  storedChoices(ids: readonly ProductId[]): Promise<readonly StoredChoice[]>;
  /** The product a variant is stored with, and whether it still lists it; `undefined` when the id was never taken. */
  variantOwner(id: VariantId): Promise<VariantOwner | undefined>;
  /** The same of many variants, without those ids that were never taken. */
  variantOwners(ids: readonly VariantId[]): Promise<ReadonlyMap<VariantId, VariantOwner>>;
  /** How many are listed, published or not. */
  count(): Promise<{ readonly products: number; readonly variants: number }>;
  /**
   * How many listed variants of counted stock, not sold on backorder, have at most so many left.
   *
   * @param most units: no more than src/catalog/low-stock.ts says.
   */
  countLowStock(most: number): Promise<number>;
}

/** What the merchant changed here of what a source lists, and what was made here. `put…` and the like only in a write job. */
export interface OverrideStore {
  /** What was changed of any of these products and variants. */
  overridesOf(products: readonly ProductId[], variants: readonly VariantId[]): Promise<readonly Override[]>;
  /** Inserts the override, or replaces the one of the same field. */
  putOverride(override: Override): Promise<void>;
  /** Nothing happens where there is none. */
  removeOverride(key: OverrideKey): Promise<void>;
  /** The product as its source last listed it, kept while something lies upon it. */
  sourceOf(id: ProductId): Promise<Product | undefined>;
  putSource(product: Product): Promise<void>;
  forgetSource(id: ProductId): Promise<void>;
  /** Products that are no source's, but were made here. */
  madeHere(): Promise<ReadonlySet<ProductId>>;
  isMadeHere(id: ProductId): Promise<boolean>;
  noteMadeHere(id: ProductId, now: Instant): Promise<void>;
}

/** All that the catalogue keeps of products. */
export type ProductStore = VariantReader & ProductReader & ProductWriter & OverrideStore;

/** A variant as it is kept, whether it is listed still or not. `reserved` units of its stock are promised or sold. */
export type StoredVariant = Pick<Variant, "id" | "options" | "stock"> & { readonly reserved: number };

/** See {@link ProductReader.storedChoices}. */
export type StoredChoice = Pick<Variant, "id" | "productId" | "options">;

/** See {@link ProductReader.variantOwner}. */
export interface VariantOwner {
  readonly productId: ProductId;
  /** False once the variant is withdrawn. */
  readonly isListed: boolean;
}

/** A product by name. */
export type ProductTitle = Pick<Product, "id" | "title">;

/** What {@link ProductWriter.put} did. */
export type Put = "added" | "changed" | "unchanged";
