import { MOST_LOW_STOCK } from "../../src/catalog/low-stock.ts";
import { searchedWords } from "../../src/catalog/search.ts";
import type { ProductStore } from "../../src/catalog/stores.ts";
import type { ProductList, StoredProductView } from "../../src/feed/product-list.ts";
import { productListOver } from "../product-summaries.ts";
import { wordQuery } from "./product-search.ts";
import type { Queries } from "./queries.ts";

/** So many matches of words are held against the list that is looked at, the best. */
const MOST_MATCHES = 2_000;

const isListed =
  "exists (select 1 from variants where variants.product_id = products.id and withdrawn_at is null)";

/** Of which few are left, in the words of the index that holds them and no others. */
const isLow = `withdrawn_at is null and backorder = false and stock - reserved <= ${MOST_LOW_STOCK}`;

/** What holds for the products of each list. */
const conditionsOf = (lowStock: number): Readonly<Record<StoredProductView, string>> => ({
  all: isListed,
  shown: `published and ${isListed}`,
  hidden: `not published and ${isListed}`,
  low_stock: `products.id in (select product_id from variants where ${isLow} and (stock - reserved) between 1 and ${lowStock})`,
  sold_out: `products.id in (select product_id from variants where ${isLow} and (stock - reserved) <= 0)`,
  changed: `${isListed} and products.id in (
    select subject_id from catalog_overrides where subject_kind = 'product'
    union select product_id from catalog_overrides join variants on variants.id = subject_id where subject_kind = 'variant')`,
  made_here: `${isListed} and products.id in (select product_id from products_made_here)`,
  deleted:
    "products.id in (select subject_id from catalog_overrides where subject_kind = 'product' and field = 'listed')",
});

/** Lists of products on the pool for reading. */
export function createProductList(queries: Queries, catalog: ProductStore): ProductList {
  const idsOf = async (text: string, values: (string | number)[]) =>
    (await queries.rows(text, values)).map(([id]) => String(id));
  return productListOver(
    {
      idsBehind({ view, lowStock }, behind, limit) {
        const condition = conditionsOf(lowStock)[view];
        return idsOf(`select id from products where id > $1 and ${condition} order by id limit $2::bigint`, [
          behind,
          limit,
        ]);
      },
      async idsMatching({ view, lowStock }, text, limit) {
        const condition = conditionsOf(lowStock)[view];
        const named = await idsOf(
          "select id from products where id = $1 union select product_id from variants where id = $1",
          [text.trim()],
        );
        const words = searchedWords(text).map(wordQuery).join(" & ");
        const matching =
          words === ""
            ? []
            : await idsOf(
                `select product_id from product_texts, to_tsquery('product_words', $1) query where words @@ query
                 order by ts_rank('{0.1, 0.3, 0.4, 1.0}', words, query) desc limit $2::bigint`,
                [words, MOST_MATCHES],
              );
        const found = [...new Set([...named, ...matching])];
        const ofView = new Set(
          await idsOf(
            `select id from products where id in (select json_array_elements_text($1::text::json)) and ${condition}`,
            [JSON.stringify(found)],
          ),
        );
        return found.filter((id) => ofView.has(id)).slice(0, limit);
      },
    },
    catalog,
  );
}
