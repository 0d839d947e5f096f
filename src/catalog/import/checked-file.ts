import type { ProductId, VariantId } from "../../ids.ts";
import { catalogId } from "../native-schema.ts";
import type { Product } from "../product.ts";
import type { Assembled, CatalogFormat } from "./format.ts";
import { FileRefused, type Refusal, refusal } from "./refusal.ts";
import { RefusalList } from "./report.ts";
import type { Assumptions } from "./row.ts";
import { MOST_ROWS_OF_A_PRODUCT, type StagedRow, type Staging } from "./staging.ts";
import type { Turns } from "./turns.ts";

const wellFormedId = new RegExp(catalogId.pattern);

/** A file every row of which has been looked at: what can be taken of it, and what is wrong with the rest. */
export class CheckedFile {
  readonly refused = new RefusalList();
  readonly leftOut = new RefusalList();
  readonly warnings = new RefusalList();
  /** Ids of every product the file lists for sale, taken or refused. */
  readonly listed = new Set<ProductId>();
  /** Products, of those looked at so far. */
  readonly counts = { taken: 0, unpublished: 0, refused: 0, leftOut: 0 };
  /** Whether every row said which product it belongs to. */
  readonly allPlaced: boolean;
  readonly #variantIds = new Set<VariantId>();
  readonly #groupsNotTaken = new Set<string>();
  readonly #format: CatalogFormat;
  readonly #staging: Staging;
  readonly #assumptions: Assumptions;

  private constructor(
    format: CatalogFormat,
    staging: Staging,
    assumptions: Assumptions,
    unplaced: readonly Refusal[],
  ) {
    this.#format = format;
    this.#staging = staging;
    this.#assumptions = assumptions;
    this.allPlaced = unplaced.length === 0;
    this.refused.add(unplaced);
  }

  /**
   * Looks at every product of the rows laid down. `unplaced` are the rows that belong to none.
   *
   * @param onChecked hears how many products have been looked at, after each; `turns` are taken in between.
   * @throws FileRefused when none can be taken.
   */
  static async check(
    format: CatalogFormat,
    staging: Staging,
    assumptions: Assumptions,
    unplaced: readonly Refusal[],
    { turns, onChecked }: { readonly turns: Turns; readonly onChecked: (products: number) => void },
  ): Promise<CheckedFile> {
    const file = new CheckedFile(format, staging, assumptions, unplaced);
    let looked = 0;
    for await (const rows of staging.groups()) {
      file.#look(rows);
      looked += 1;
      onChecked(looked);
      await turns.take();
    }
    if (file.counts.taken > 0) return file;
    if (looked === 0 && unplaced.length === 0) {
      throw new FileRefused(
        "There is no product in this file, and nothing was changed. Was the export cut off?",
      );
    }
    throw new FileRefused("Nothing in this file can be taken, and nothing was changed.", [
      ...file.refused.kept,
      ...file.leftOut.kept,
    ]);
  }

  /** Variants of the products taken. */
  get variants(): number {
    return this.#variantIds.size;
  }

  /** The products that can be taken, made anew from their rows. */
  async *products(): AsyncGenerator<Product> {
    for await (const rows of this.#staging.groups()) {
      const group = rows[0]?.group ?? "";
      const { product } = this.#groupsNotTaken.has(group) ? {} : this.#assemble(rows);
      if (product) yield product;
    }
  }

  #look(rows: readonly StagedRow[]): void {
    const [first] = rows;
    if (!first) return;
    const assembled = this.#assemble(rows);
    const { id, product, leftOut } = assembled;
    const refusals = [
      ...assembled.refusals,
      ...malformedIds(assembled, first.line),
      ...this.#repeatedIds(assembled, first.line),
    ];
    this.refused.add(refusals);
    this.leftOut.add(leftOut);
    if (product && refusals.length === 0) this.warnings.add(assembled.warnings ?? []);
    if (id !== undefined && (product || refusals.length > 0)) this.listed.add(id);
    if (product && refusals.length === 0) {
      for (const variant of product.variants) this.#variantIds.add(variant.id);
      this.counts.taken += 1;
      if (!product.published) this.counts.unpublished += 1;
    } else {
      this.#groupsNotTaken.add(first.group);
      this.counts[refusals.length > 0 ? "refused" : "leftOut"] += 1;
    }
  }

  #assemble(rows: readonly StagedRow[]): Assembled {
    if (rows.length <= MOST_ROWS_OF_A_PRODUCT) return this.#format.assemble(rows, this.#assumptions);
    // Its first row still says which product it is, so that a synchronizing import does not take it for gone.
    const { id } = this.#format.assemble(rows.slice(0, 1), this.#assumptions);
    const reason = `this product has more than ${MOST_ROWS_OF_A_PRODUCT} rows`;
    return { id, refusals: [refusal(rows[0]?.line ?? 1, undefined, undefined, reason)], leftOut: [] };
  }

  /** Two products, or two variants, cannot have one id: an agent would buy the wrong one. */
  #repeatedIds({ id, product }: Assembled, line: number): Refusal[] {
    if (id !== undefined && this.listed.has(id)) {
      return [refusal(line, "id", id, "is the id of a product further up in this file")];
    }
    const own = new Set<VariantId>();
    const repeated = (product?.variants ?? []).filter((variant) => {
      const isRepeated = this.#variantIds.has(variant.id) || own.has(variant.id);
      own.add(variant.id);
      return isRepeated;
    });
    return repeated.map((variant) =>
      refusal(line, "variant id", variant.id, "is the id of another variant further up in this file"),
    );
  }
}

/** A variant that no request can name cannot be sold. */
function malformedIds({ product }: Assembled, line: number): Refusal[] {
  return (product?.variants ?? [])
    .filter(({ id }) => !wellFormedId.test(id))
    .map(({ id }) => refusal(line, "id", id, `must be ${catalogId.description}`));
}
