import { eq, sql } from "drizzle-orm";
import type { Product } from "../../src/catalog/product.ts";
import type { ProductId } from "../../src/ids.ts";
import { type ProductWords, productWords } from "../product-words.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { productTexts } from "./schema.ts";

/** Keeps the words of products where search finds them. In a write job, with the product itself. */
export function createProductIndex(queries: Queries): {
  put(product: Product): Promise<void>;
  putWords(id: string, words: ProductWords): Promise<void>;
  remove(id: ProductId): Promise<void>;
} {
  /** Words with the weight they have in a ranking, A being the most. */
  const weighted = (field: string, weight: "A" | "B" | "C" | "D") =>
    sql`setweight(to_tsvector('product_words', ${sql.placeholder(field)}::text), ${sql.raw(`'${weight}'`)})`;
  const put = prepared(() =>
    queries
      .insert(productTexts)
      .values({
        productId: sql.placeholder("productId"),
        title: sql.placeholder("title"),
        brand: sql.placeholder("brand"),
        category: sql.placeholder("category"),
        options: sql.placeholder("options"),
        description: sql.placeholder("description"),
        words: sql`${weighted("foldedTitle", "A")} || ${weighted("foldedBrand", "B")} || ${weighted("foldedCategory", "B")}
          || ${weighted("foldedOptions", "C")} || ${weighted("foldedDescription", "D")}`,
      })
      .onConflictDoUpdate({
        target: productTexts.productId,
        set: {
          title: sql`excluded.title`,
          brand: sql`excluded.brand`,
          category: sql`excluded.category`,
          options: sql`excluded.options`,
          description: sql`excluded.description`,
          words: sql`excluded.words`,
        },
      }),
  );
  const remove = prepared(() =>
    queries.delete(productTexts).where(eq(productTexts.productId, sql.placeholder("productId"))),
  );
  async function putWords(productId: string, words: ProductWords): Promise<void> {
    const { title, brand, category, options, description } = words;
    await put().run({
      productId,
      ...{ title, brand, category, options, description },
      foldedTitle: folded(title),
      foldedBrand: folded(brand),
      foldedCategory: folded(category),
      foldedOptions: folded(options),
      foldedDescription: folded(description),
    });
  }
  return {
    put: (product) => putWords(product.id, productWords(product)),
    putWords,
    async remove(id) {
      await remove().run({ productId: id });
    },
  };
}

/** Words as they are compared: without accents, which buyers seldom type. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "");
}
