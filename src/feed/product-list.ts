import type { ProductId } from "../ids.ts";
import type { Minor } from "../money.ts";
import type { ProductStanding } from "./product-standing.ts";
import type { FeedTerms, Generation } from "./row.ts";

/** The lists of products that a merchant looks at. */
export const productViews = [
  "all",
  "shown",
  "hidden",
  "low_stock",
  "sold_out",
  "refused",
  "changed",
  "made_here",
  "deleted",
] as const;

/** The name of such a list. */
export type ProductView = (typeof productViews)[number];

/** A list whose products the database knows by itself: it holds nothing of what the feed refused. */
export type StoredProductView = Exclude<ProductView, "refused">;

/** A page of a list of products, in the order of their ids; with words, the best matches, all on one page. */
export interface ProductListQuery {
  readonly view: ProductView;
  /** Words of title, brand, category, options, SKU or description, or an id. */
  readonly text?: string | undefined;
  readonly behind?: ProductId | undefined;
  readonly limit: number;
  /** So many units of a variant or fewer are few. */
  readonly lowStock: number;
  /** Of which the feed left variants out when it was made last: those that it would still refuse are listed as refused. */
  readonly refused?: readonly ProductId[] | undefined;
  /** By what the feed judges each of them. */
  readonly terms: FeedTerms;
  readonly generation: Generation;
}

/** A product as a list shows it. */
export interface ProductSummary {
  readonly id: ProductId;
  readonly title: string;
  /** Another one after every change but of its stock: see catalog/editing/owned-product.ts. */
  readonly version: string;
  readonly published: boolean;
  /** Whether it was deleted here, and is not listed. */
  readonly isDeleted: boolean;
  readonly isChanged: boolean;
  readonly madeHere: boolean;
  readonly picture?: string | undefined;
  readonly variants: number;
  readonly lowestPrice: Minor;
  readonly highestPrice: Minor;
  /** Units that can be sold of the variants that are counted; absent where none is. */
  readonly available?: number | undefined;
  /** How many variants have none left. */
  readonly soldOut: number;
  /** Absent where it is not listed. */
  readonly standing?: ProductStanding | undefined;
}

/** A page of them. */
export interface ProductListPage {
  readonly products: readonly ProductSummary[];
  /** Where the next page begins; absent on the last. */
  readonly next?: ProductId | undefined;
  /** Whether words have more matches than are shown. */
  readonly isMore: boolean;
}

/** Lists of products, read apart from what sells. */
export interface ProductList {
  page(query: ProductListQuery): Promise<ProductListPage>;
}
