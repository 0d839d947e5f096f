import { searchedWords } from "../../src/catalog/search.ts";
import type { ProductStore } from "../../src/catalog/stores.ts";
import type { ProductList, ProductView } from "../../src/feed/product-list.ts";
import { productListOver } from "../product-summaries.ts";
import { wordQuery } from "./product-search.ts";
import type { Queries } from "./queries.ts";

/** So many matches of words are held against the list that is looked at, the best. */
const MOST_MATCHES = 2_000;

const isListed =
  "exists (select 1 from variants where variants.product_id = products.id and withdrawn_at is null)";

/** What holds for the products of each list. */
const conditions: Readonly<Record<ProductView, string>> = {
  all: isListed,
  shown: `published and ${isListed}`,
  hidden: `not published and ${isListed}`,
  sold_out:
    "products.id in (select product_id from variants where withdrawn_at is null and backorder = false and stock <= reserved)",
  changed: `${isListed} and products.id in (
    select subject_id from catalog_overrides where subject_kind = 'product'
    union select product_id from catalog_overrides join variants on variants.id = subject_id where subject_kind = 'variant')`,
  made_here: `${isListed} and products.id in (select product_id from products_made_here)`,
  deleted:
    "products.id in (select subject_id from catalog_overrides where subject_kind = 'product' and field = 'listed')",
};

/** Lists of products on the pool for reading. */
export function createProductList(queries: Queries, catalog: ProductStore): ProductList {
  const idsOf = async (text: string, values: (string | number)[]) =>
    (await queries.rows(text, values)).map(([id]) => String(id));
  return productListOver(
    {
      idsBehind: (view, behind, limit) =>
        idsOf(`select id from products where id > $1 and ${conditions[view]} order by id limit $2::bigint`, [
          behind,
          limit,
        ]),
      async idsMatching(view, text, limit) {
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
            `select id from products where id in (select json_array_elements_text($1::text::json)) and ${conditions[view]}`,
            [JSON.stringify(found)],
          ),
        );
        return found.filter((id) => ofView.has(id)).slice(0, limit);
      },
    },
    catalog,
  );
}
