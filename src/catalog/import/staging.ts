import type { VariantId } from "../../ids.ts";
import type { ListedProduct, Ownership } from "../editing/take-from-source.ts";
import type { Product } from "../product.ts";

/** A row read from a file, waiting for the others of its product. */
export interface StagedRow {
  readonly line: number;
  /** What the rows of one product have in common: a handle, an id. */
  readonly group: string;
  /** Another name by which rows may refer to this row's group, such as a parent's SKU. The first to claim one has it. */
  readonly alias?: string | undefined;
  /** The row itself, in a form its format reads back. */
  readonly content: string;
}

/** What the rows of a group were found to be, waiting until the whole file has been looked at. */
export interface StagedProduct {
  readonly group: string;
  /** The product itself, as {@link writeListed} writes it. */
  readonly content: string;
}

/** More rows than any export gives one product; a file that does is refused there rather than held in memory. */
export const MOST_ROWS_OF_A_PRODUCT = 5_000;

/**
 * Where an import lays down the rows of a file until it has read them all, and then what they are, off the heap: the rows
 * of one product may stand anywhere in a file, and no file may be written before all of it has been validated. Nothing of
 * it outlives the import.
 */
export interface Staging {
  add(rows: readonly StagedRow[]): Promise<void>;
  /**
   * The rows of each group in file order, the group that began first comes first. Can be asked again. Of a group with
   * more than {@link MOST_ROWS_OF_A_PRODUCT} rows it gives one too many, and not the rest.
   */
  groups(): AsyncIterable<readonly StagedRow[]>;
  /** Lays down what was made of a group. */
  keep(product: StagedProduct): void;
  /** All that were laid down, in the order they came. */
  kept(): Iterable<StagedProduct>;
  close(): void;
}

/** A product's content in the staging. */
export function writeListed({ product, ownership }: ListedProduct): string {
  const written: WrittenListed = {
    product,
    ownership: ownership && { ...ownership, kept: [...ownership.kept] },
  };
  return JSON.stringify(written);
}

/** Reads back what {@link writeListed} wrote. */
export function readListed(content: string): ListedProduct {
  const { product, ownership } = JSON.parse(content) as WrittenListed;
  return { product, ownership: ownership && { ...ownership, kept: new Map(ownership.kept) } };
}

/** A {@link ListedProduct} without a map, which JSON does not know. */
interface WrittenListed {
  readonly product: Product;
  readonly ownership?:
    | (Omit<Ownership, "kept"> & { readonly kept: readonly (readonly [VariantId, number | null])[] })
    | undefined;
}
