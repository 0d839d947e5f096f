import type { ProductId } from "../../ids.ts";
import type { Ownership } from "../editing/take-from-source.ts";
import type { Product } from "../product.ts";
import type { Refusal } from "./refusal.ts";
import type { Assumptions, ImportRow } from "./row.ts";
import type { StagedRow } from "./staging.ts";
import type { DerivedIds } from "./variant-id.ts";

/** The formats a catalogue can come in, as `--format` names them. */
export type ImportFormatName = "shopify" | "woocommerce" | "google" | "jsonl";

/** What the rows of one product come to. It is taken whole or not at all: one refusal, and the stored product stays. */
export interface Assembled {
  /** The product's id, also when it is not taken. */
  readonly id: ProductId | undefined;
  readonly product?: Product | undefined;
  /** Whose it is and what was changed of it, where the file is an export of a shop like this one. */
  readonly ownership?: Ownership | undefined;
  readonly refusals: readonly Refusal[];
  /** What was understood and is deliberately not sold here, and why. */
  readonly leftOut: readonly Refusal[];
  /** What the product is taken without, or lacks: see {@link ImportRow.warnings}. */
  readonly warnings?: readonly Refusal[] | undefined;
  /** Columns that hold something in these rows, in lower case, and whether they were read. Absent without columns. */
  readonly columns?: ReadonlyMap<string, boolean> | undefined;
}

/** One kind of file, in the two steps of an import: rows as they come, then a product from all of its rows. */
export interface CatalogFormat {
  readonly name: ImportFormatName;
  /** Whether files of this kind name no variants, so that {@link DerivedIds} gives them their ids. */
  readonly derivesIds?: true | undefined;
  /** Whether a file that starts like this is of this kind. `columns` is its header, for a delimited file. */
  recognizes(start: string, columns: readonly string[]): boolean;
  /**
   * The rows of a file in order. A row that cannot be placed with any product comes as its refusal.
   *
   * @param start the first part of `text`, or all of it, for what must be known before reading.
   * @throws FileRefused when the file lacks what every file of this kind has, or cannot be read to its end.
   */
  read(text: AsyncIterable<string>, start: string): AsyncIterable<StagedRow | Refusal>;
  /** Makes the product of rows that {@link read} put into one group. */
  assemble(rows: readonly StagedRow[], assumptions: Assumptions): Assembled;
}
