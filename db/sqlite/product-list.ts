import type { Product } from "../../src/catalog/product.ts";
import { unitsAvailable } from "../../src/catalog/product.ts";
import { searchedWords } from "../../src/catalog/search.ts";
import type { ProductStore, StoredVariant } from "../../src/catalog/stores.ts";
import type {
  ProductList,
  ProductListQuery,
  ProductSummary,
  ProductView,
} from "../../src/feed/product-list.ts";
import { judgeProduct } from "../../src/feed/product-standing.ts";
import { asId, type ProductId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import type { Queries } from "./database.ts";

/** So many matches of words are held against the list that is looked at, the best. */
const MOST_MATCHES = 2_000;

const isListed =
  "EXISTS (SELECT 1 FROM variants WHERE variants.product_id = products.id AND withdrawn_at IS NULL)";
const isDeletedHere =
  "products.id IN (SELECT subject_id FROM catalog_overrides WHERE subject_kind = 'product' AND field = 'listed')";

/** What holds for the products of each list. Each begins with few rows, or all of its rows are of the list. */
const conditions: Readonly<Record<ProductView, string>> = {
  all: isListed,
  shown: `published = 1 AND ${isListed}`,
  hidden: `published = 0 AND ${isListed}`,
  sold_out:
    "products.id IN (SELECT product_id FROM variants WHERE withdrawn_at IS NULL AND backorder = 0 AND stock <= reserved)",
  changed: `${isListed} AND products.id IN (
    SELECT subject_id FROM catalog_overrides WHERE subject_kind = 'product'
    UNION SELECT product_id FROM catalog_overrides JOIN variants ON variants.id = subject_id WHERE subject_kind = 'variant')`,
  made_here: `${isListed} AND products.id IN (SELECT product_id FROM products_made_here)`,
  deleted: isDeletedHere,
};

/** Lists of products over one connection, for the merchant, who sees all of them. */
export function createProductList(queries: Queries, catalog: ProductStore): ProductList {
  const { $client } = queries;

  function idsBehind(view: ProductView, behind: string, limit: number): readonly string[] {
    return $client
      .query<{ id: string }, [string, number]>(
        `SELECT id FROM products WHERE id > ? AND ${conditions[view]} ORDER BY id LIMIT ?`,
      )
      .all(behind, limit)
      .map(({ id }) => id);
  }

  /** An id that somebody typed, then the matches of the words, the best first. */
  function idsMatching(view: ProductView, text: string, limit: number): readonly string[] {
    const named = $client
      .query<{ id: string }, [{ text: string }]>(
        "SELECT id FROM products WHERE id = $text UNION SELECT product_id FROM variants WHERE id = $text",
      )
      .all({ text: text.trim() })
      .map(({ id }) => id);
    const words = searchedWords(text).join(" AND ");
    const matching =
      words === ""
        ? []
        : $client
            .query<{ id: string }, [string, number]>(
              `SELECT product_id AS id FROM (
                 SELECT rowid AS number, bm25(product_words, 10, 4, 3, 3, 1) AS score FROM product_words
                 WHERE product_words MATCH ? ORDER BY score LIMIT ?
               ) AS matched JOIN product_texts ON product_texts.number = matched.number ORDER BY score`,
            )
            .all(words, MOST_MATCHES)
            .map(({ id }) => id);
    const found = [...new Set([...named, ...matching])];
    const ofView = new Set(
      $client
        .query<{ id: string }, [string]>(
          `SELECT id FROM products WHERE id IN (SELECT value FROM json_each(?)) AND ${conditions[view]}`,
        )
        .all(JSON.stringify(found))
        .map(({ id }) => id),
    );
    return found.filter((id) => ofView.has(id)).slice(0, limit);
  }

  async function summaryOf(id: ProductId, query: ProductListQuery): Promise<ProductSummary | undefined> {
    const stored = new Map((await catalog.storedVariants(id)).map((variant) => [variant.id, variant]));
    const overrides = await catalog.overridesOf([id], [...stored.keys()]);
    const listed = await catalog.product(id);
    const product = listed ?? (await catalog.sourceOf(id));
    if (!product) return undefined;
    const madeHere = await catalog.isMadeHere(id);
    return summarized(product, stored, {
      isDeleted: listed === undefined,
      isChanged: overrides.length > 0,
      madeHere,
      standing: listed && standingOf(listed, stored, query),
    });
  }

  return {
    async page(query) {
      const { view, text = "", behind = "", limit } = query;
      const isSearch = text.trim() !== "";
      const ids = isSearch ? idsMatching(view, text, limit + 1) : idsBehind(view, behind, limit + 1);
      const shown = ids.slice(0, limit).map((id) => asId<ProductId>(id));
      const products: ProductSummary[] = [];
      for (const id of shown) {
        const summary = await summaryOf(id, query);
        if (summary) products.push(summary);
      }
      const isMore = ids.length > limit;
      return { products, isMore, next: isMore && !isSearch ? shown.at(-1) : undefined };
    },
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
  more: Pick<ProductSummary, "isDeleted" | "isChanged" | "madeHere" | "standing">,
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
