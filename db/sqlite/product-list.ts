import { MOST_LOW_STOCK } from "../../src/catalog/low-stock.ts";
import { searchedWords } from "../../src/catalog/search.ts";
import type { ProductStore } from "../../src/catalog/stores.ts";
import type { ProductList, StoredProductView } from "../../src/feed/product-list.ts";
import { type ListedView, productListOver } from "../product-summaries.ts";
import type { Queries } from "./database.ts";

/** So many matches of words are held against the list that is looked at, the best. */
const MOST_MATCHES = 2_000;

const isListed =
  "EXISTS (SELECT 1 FROM variants WHERE variants.product_id = products.id AND withdrawn_at IS NULL)";
const isDeletedHere =
  "products.id IN (SELECT subject_id FROM catalog_overrides WHERE subject_kind = 'product' AND field = 'listed')";

/** Of which few are left, in the words of the index that holds them and no others. */
const isLow = `withdrawn_at is null and backorder = 0 and stock - reserved <= ${MOST_LOW_STOCK}`;

/** What holds for the products of each list. Each begins with few rows, or all of its rows are of the list. */
const conditionsOf = (lowStock: number): Readonly<Record<StoredProductView, string>> => ({
  all: isListed,
  shown: `published = 1 AND ${isListed}`,
  hidden: `published = 0 AND ${isListed}`,
  low_stock: `products.id IN (SELECT product_id FROM variants WHERE ${isLow} AND (stock - reserved) BETWEEN 1 AND ${lowStock})`,
  sold_out: `products.id IN (SELECT product_id FROM variants WHERE ${isLow} AND (stock - reserved) <= 0)`,
  changed: `${isListed} AND products.id IN (
    SELECT subject_id FROM catalog_overrides WHERE subject_kind = 'product'
    UNION SELECT product_id FROM catalog_overrides JOIN variants ON variants.id = subject_id WHERE subject_kind = 'variant')`,
  made_here: `${isListed} AND products.id IN (SELECT product_id FROM products_made_here)`,
  deleted: isDeletedHere,
});

/** Lists of products over one connection, for the merchant, who sees all of them. */
export function createProductList(queries: Queries, catalog: ProductStore): ProductList {
  const { $client } = queries;

  function idsBehind({ view, lowStock }: ListedView, behind: string, limit: number): readonly string[] {
    const condition = conditionsOf(lowStock)[view];
    return $client
      .query<{ id: string }, [string, number]>(
        `SELECT id FROM products WHERE id > ? AND ${condition} ORDER BY id LIMIT ?`,
      )
      .all(behind, limit)
      .map(({ id }) => id);
  }

  /** An id that somebody typed, then the matches of the words, the best first. */
  function idsMatching({ view, lowStock }: ListedView, text: string, limit: number): readonly string[] {
    const condition = conditionsOf(lowStock)[view];
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
          `SELECT id FROM products WHERE id IN (SELECT value FROM json_each(?)) AND ${condition}`,
        )
        .all(JSON.stringify(found))
        .map(({ id }) => id),
    );
    return found.filter((id) => ofView.has(id)).slice(0, limit);
  }

  return productListOver({ idsBehind, idsMatching }, catalog);
}
