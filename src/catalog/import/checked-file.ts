import type { ProductId, VariantId } from "../../ids.ts";
import { lacksDigitalGoods } from "../digital-goods.ts";
import type { ListedProduct } from "../editing/take-from-source.ts";
import { catalogId } from "../native-schema.ts";
import type { Product } from "../product.ts";
import type { ProductStore } from "../stores.ts";
import { inBatches } from "./batches.ts";
import type { Assembled, CatalogFormat } from "./format.ts";
import { type MovedId, movedIds } from "./moved-ids.ts";
import { FileRefused, makeRefusal, type Refusal } from "./refusal.ts";
import { RefusalList } from "./report.ts";
import type { Assumptions } from "./row.ts";
import { MOST_ROWS_OF_A_PRODUCT, readListed, type StagedRow, type Staging, writeListed } from "./staging.ts";
import type { Turns } from "./turns.ts";
import { DerivedIds } from "./variant-id.ts";

/** A product taken so far that lists variants of others. */
interface Move {
  readonly product: Pick<Product, "id" | "published"> & { readonly variants: number };
  readonly group: string;
  readonly line: number;
  readonly moved: readonly MovedId[];
}

/** What a file is checked with. */
export interface CheckTools {
  readonly catalog: Pick<ProductStore, "said" | "storedChoices" | "variantOwners" | "madeHere">;
  readonly assumptions: Assumptions;
  /** Whether products that the file does not list are withdrawn. */
  readonly synchronizes: boolean;
  readonly turns: Turns;
  /** Hears how many products have been looked at, after each; `turns` are taken in between. */
  readonly onChecked: (products: number) => void;
}

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
  /** Variants of the products taken. */
  variants = 0;
  /** Ids that the file gives its variants itself. */
  readonly #variantIds = new Set<VariantId>();
  readonly #derivedIds: DerivedIds | undefined;
  readonly #moves: Move[] = [];
  readonly #columns = new Map<string, boolean>();
  /** Of the products looked at, those that are not taken; of the groups, those that were kept before it showed. */
  readonly #notTaken = { groups: new Set<string>(), products: new Set<ProductId>() };
  readonly #format: CatalogFormat;
  readonly #staging: Staging;
  readonly #tools: CheckTools;

  /** Products that were made here, which no file has a say in. */
  readonly #madeHere: ReadonlySet<ProductId>;

  private constructor(
    format: CatalogFormat,
    staging: Staging,
    tools: CheckTools,
    unplaced: readonly Refusal[],
    madeHere: ReadonlySet<ProductId>,
  ) {
    this.#madeHere = madeHere;
    this.#format = format;
    this.#staging = staging;
    this.#tools = tools;
    this.#derivedIds = format.derivesIds && new DerivedIds();
    this.allPlaced = unplaced.length === 0;
    this.refused.add(unplaced);
  }

  /**
   * Looks at every product of the rows laid down. `unplaced` are the rows that belong to none.
   *
   * @throws FileRefused when none can be taken.
   */
  static async check(
    format: CatalogFormat,
    staging: Staging,
    unplaced: readonly Refusal[],
    tools: CheckTools,
  ): Promise<CheckedFile> {
    const file = new CheckedFile(format, staging, tools, unplaced, await tools.catalog.madeHere());
    let looked = 0;
    for await (const rows of staging.groups()) {
      await file.#look(rows);
      looked += 1;
      tools.onChecked(looked);
      await tools.turns.take();
    }
    file.#judgeMoves();
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

  /** Columns that hold something and say nothing here, in lower case. */
  get unusedColumns(): readonly string[] {
    return [...this.#columns].filter(([, isRead]) => !isRead).map(([name]) => name);
  }

  /** The products that can be taken, as many at a time as one transaction writes, turn by turn. */
  async *products(): AsyncGenerator<readonly ListedProduct[]> {
    for (const batch of inBatches(this.#taken())) {
      await this.#tools.turns.take();
      yield this.#derivedIds ? await named(batch, this.#derivedIds, this.#tools.catalog) : batch;
    }
  }

  *#taken(): Generator<ListedProduct> {
    for (const { group, content } of this.#staging.kept()) {
      if (!this.#notTaken.groups.has(group)) yield readListed(content);
    }
  }

  async #look(rows: readonly StagedRow[]): Promise<void> {
    const [first] = rows;
    if (!first) return;
    const assembled = this.#assemble(rows);
    const { id, product, leftOut } = assembled;
    for (const [name, isRead] of assembled.columns ?? []) {
      if (isRead || !this.#columns.has(name)) this.#columns.set(name, isRead);
    }
    const refusals = [
      ...assembled.refusals,
      ...malformedIds(assembled, first.line),
      ...this.#repeatedIds(assembled, first.line),
      ...this.#refusedAsMadeHere(assembled, first.line),
    ];
    this.refused.add(refusals);
    this.leftOut.add(leftOut);
    if (id !== undefined && (product || refusals.length > 0)) this.listed.add(id);
    if (!product || refusals.length > 0) {
      if (id !== undefined) this.#notTaken.products.add(id);
      this.counts[refusals.length > 0 ? "refused" : "leftOut"] += 1;
      return;
    }
    this.#staging.keep({
      group: first.group,
      content: writeListed({ product, ownership: assembled.ownership }),
    });
    this.warnings.add([...(assembled.warnings ?? []), ...(await this.#missingGoods(product, first.line))]);
    this.counts.taken += 1;
    this.variants += product.variants.length;
    if (!product.published) this.counts.unpublished += 1;
    if (this.#derivedIds) return this.#derivedIds.note(product);
    for (const variant of product.variants) this.#variantIds.add(variant.id);
    const moved = await movedIds(product, this.#tools.catalog, this.#madeHere);
    if (moved.length === 0) return;
    const { group, line } = first;
    const { published } = product;
    this.#moves.push({
      product: { id: product.id, published, variants: product.variants.length },
      group,
      line,
      moved,
    });
  }

  /** What was made here stays as it is here: a file of a source that lists its id means another product. */
  #refusedAsMadeHere({ id, ownership }: Assembled, line: number): Refusal[] {
    if (id === undefined || ownership !== undefined || !this.#madeHere.has(id)) return [];
    const reason =
      "is the id of a product that was made here, which stays as it is. Give this one another id, or change that one";
    return [makeRefusal(line, "id", id, reason)];
  }

  /** What the merchant set by hand is kept, so that a product it gives a file lacks none. */
  async #missingGoods(product: Product, line: number): Promise<readonly Refusal[]> {
    if (!lacksDigitalGoods(product)) return [];
    const stored = await this.#tools.catalog.said(product.id);
    const merchantFields = product.merchantFields ?? stored?.merchantFields;
    if (!lacksDigitalGoods({ ...product, merchantFields })) return [];
    const reason =
      "is not shipped and has no file to hand over: set download_url or license_key with `checkstand catalog set`, " +
      "or hand it over yourself after each sale";
    return [makeRefusal(line, "product", product.title, reason)];
  }

  /**
   * An id that another product has stays there, unless the file itself says that the other no longer has it: it lists
   * the other without it, or it synchronizes and does not list the other at all.
   */
  #judgeMoves(): void {
    for (const { product, group, line, moved } of this.#moves) {
      const taken = moved.filter(({ from }) => !this.#gaveUp(from));
      if (taken.length === 0) {
        this.warnings.add(
          moved.map(({ variantId, from }) =>
            makeRefusal(line, "variant id", variantId, `moves here from the product ${JSON.stringify(from)}`),
          ),
        );
        continue;
      }
      this.refused.add(
        taken.map(({ variantId, from }) => {
          const reason = `is the id of a variant of the product ${JSON.stringify(from)} already. Give this one another id; if that product is gone from your shop, import with --sync`;
          return makeRefusal(line, "variant id", variantId, reason);
        }),
      );
      this.#notTaken.groups.add(group);
      this.#notTaken.products.add(product.id);
      this.counts.taken -= 1;
      this.counts.refused += 1;
      this.variants -= product.variants;
      if (!product.published) this.counts.unpublished -= 1;
    }
  }

  #gaveUp(former: ProductId): boolean {
    if (this.#madeHere.has(former)) return false;
    if (this.listed.has(former)) return !this.#notTaken.products.has(former);
    return this.#tools.synchronizes && this.allPlaced;
  }

  #assemble(rows: readonly StagedRow[]): Assembled {
    if (rows.length <= MOST_ROWS_OF_A_PRODUCT) return this.#format.assemble(rows, this.#tools.assumptions);
    // Its first row still says which product it is, so that a synchronizing import does not take it for gone.
    const { id } = this.#format.assemble(rows.slice(0, 1), this.#tools.assumptions);
    const reason = `this product has more than ${MOST_ROWS_OF_A_PRODUCT} rows`;
    return { id, refusals: [makeRefusal(rows[0]?.line ?? 1, undefined, undefined, reason)], leftOut: [] };
  }

  /** Two products, or two variants, cannot have one id: an agent would buy the wrong one. */
  #repeatedIds({ id, product }: Assembled, line: number): Refusal[] {
    if (id !== undefined && this.listed.has(id)) {
      return [makeRefusal(line, "id", id, "is the id of a product further up in this file")];
    }
    if (this.#derivedIds) return [];
    const own = new Set<VariantId>();
    const repeated = (product?.variants ?? []).filter((variant) => {
      const isRepeated = this.#variantIds.has(variant.id) || own.has(variant.id);
      own.add(variant.id);
      return isRepeated;
    });
    return repeated.map((variant) =>
      makeRefusal(line, "variant id", variant.id, "is the id of another variant further up in this file"),
    );
  }
}

/** Products of a format that names no variants, with ids of theirs. */
async function named(
  listed: readonly ListedProduct[],
  ids: DerivedIds,
  catalog: CheckTools["catalog"],
): Promise<readonly ListedProduct[]> {
  const products = await ids.give(
    listed.map(({ product }) => product),
    catalog,
  );
  return products.map((product, index) => ({ ...listed[index], product }));
}

/** A variant that no request can name cannot be sold. */
function malformedIds({ product }: Assembled, line: number): Refusal[] {
  return (product?.variants ?? [])
    .filter(({ id }) => !wellFormedId.test(id))
    .map(({ id }) => makeRefusal(line, "id", id, `must be ${catalogId.description}`));
}
