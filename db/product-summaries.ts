import { mergeOverrides } from "../src/catalog/editing/merge-overrides.ts";
import { productVersionOf } from "../src/catalog/editing/owned-product.ts";
import type { Product } from "../src/catalog/product.ts";
import { unitsAvailable } from "../src/catalog/product.ts";
import type { ProductStore, StoredVariant } from "../src/catalog/stores.ts";
import type {
  ProductList,
  ProductListPage,
  ProductListQuery,
  ProductSummary,
  StoredProductView,
} from "../src/feed/product-list.ts";
import { judgeProduct } from "../src/feed/product-standing.ts";
import { asId, type ProductId } from "../src/ids.ts";
import { minor } from "../src/money.ts";

/** Which list, and what counts as few of a variant. */
export interface ListedView {
  readonly view: StoredProductView;
  readonly lowStock: number;
}

/** How an engine finds which products a list shows. */
export interface ListedIds {
  /** Those of a view behind an id, in the order of ids. */
  idsBehind(of: ListedView, behind: string, limit: number): readonly string[] | Promise<readonly string[]>;
  /** An id that somebody typed, then the matches of the words, the best first. */
  idsMatching(of: ListedView, text: string, limit: number): readonly string[] | Promise<readonly string[]>;
}

/** So many matches of words are held against those that were refused, the best. */
const MOST_MATCHES = 2_000;

/** Lists of products for the merchant, who sees all of them. */
export function productListOver(found: ListedIds, catalog: ProductStore): ProductList {
  async function summaryOf(id: ProductId, query: ProductListQuery): Promise<ProductSummary | undefined> {
    const stored = new Map((await catalog.storedVariants(id)).map((variant) => [variant.id, variant]));
    const overrides = await catalog.overridesOf([id], [...stored.keys()]);
    const listed = await catalog.product(id);
    const product = listed ?? (await catalog.sourceOf(id));
    if (!product) return undefined;
    const madeHere = await catalog.isMadeHere(id);
    return summarized(product, stored, {
      isDeleted: listed === undefined,
      version: productVersionOf(listed ?? mergeOverrides(product, overrides), overrides),
      isChanged: overrides.length > 0,
      madeHere,
      standing: listed && standingOf(listed, stored, query),
    });
  }

  async function storedPage(query: ProductListQuery, view: StoredProductView): Promise<ProductListPage> {
    const { text = "", behind = "", limit, lowStock } = query;
    const isSearch = text.trim() !== "";
    const ids = isSearch
      ? await found.idsMatching({ view, lowStock }, text, limit + 1)
      : await found.idsBehind({ view, lowStock }, behind, limit + 1);
    const shown = ids.slice(0, limit).map((id) => asId<ProductId>(id));
    const products: ProductSummary[] = [];
    for (const id of shown) {
      const summary = await summaryOf(id, query);
      if (summary) products.push(summary);
    }
    const isMore = ids.length > limit;
    return { products, isMore, next: isMore && !isSearch ? shown.at(-1) : undefined };
  }

  /** What was refused, less what was mended, hidden or deleted since: each is judged anew. */
  async function refusedPage(query: ProductListQuery): Promise<ProductListPage> {
    const { text = "", behind = "", limit, lowStock, refused = [] } = query;
    const candidates =
      text.trim() === ""
        ? refused.filter((id) => id > behind)
        : await found.idsMatching({ view: "shown", lowStock }, text, MOST_MATCHES);
    const wasRefused = new Set<string>(refused);
    const products: ProductSummary[] = [];
    for (const id of candidates.filter((each) => wasRefused.has(each)).toSorted()) {
      const summary = await summaryOf(asId<ProductId>(id), query);
      if (!summary?.published || (summary.standing?.refused ?? []).length === 0) continue;
      if (products.length === limit) return { products, isMore: true, next: products.at(-1)?.id };
      products.push(summary);
    }
    return { products, isMore: false };
  }

  return {
    page: (query) => (query.view === "refused" ? refusedPage(query) : storedPage(query, query.view)),
  };
}

type StoredVariants = ReadonlyMap<StoredVariant["id"], StoredVariant>;

function standingOf(product: Product, stored: StoredVariants, { terms, generation }: ProductListQuery) {
  const reserved = new Map([...stored].map(([id, variant]) => [id, variant.reserved]));
  return judgeProduct({ product, reserved, idIsTaken: false }, terms, generation);
}

function summarized(
  product: Product,
  stored: StoredVariants,
  more: Pick<ProductSummary, "version" | "isDeleted" | "isChanged" | "madeHere" | "standing">,
): ProductSummary {
  const { id, title, published, media, variants } = product;
  const prices = variants.map(({ price }) => price);
  const left = variants.map((variant) => unitsAvailable(variant, stored.get(variant.id)?.reserved ?? 0));
  const counted = left.filter((units) => units !== null);
  const pictures = [...media, ...variants.flatMap((variant) => variant.media)];
  return {
    id,
    title,
    published,
    picture: pictures.find(({ type }) => type.startsWith("image"))?.url,
    variants: variants.length,
    lowestPrice: minor(Math.min(...prices)),
    highestPrice: minor(Math.max(...prices)),
    available: counted.length === 0 ? undefined : counted.reduce((all, units) => all + units, 0),
    soldOut: counted.filter((units) => units === 0).length,
    ...more,
  };
}
