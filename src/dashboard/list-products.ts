import type { ProductListPage, ProductListQuery } from "../feed/product-list.ts";
import type { AdminServices } from "./services.ts";

/** A page of a list of products, judged by the feed's rules of now. */
export async function listProducts(
  {
    productList,
    feedRules,
    feedStanding,
    lowStock,
  }: Pick<AdminServices, "productList" | "feedRules" | "feedStanding" | "lowStock">,
  asked: Pick<ProductListQuery, "view" | "text" | "behind" | "limit">,
): Promise<ProductListPage> {
  const refused = asked.view === "refused" ? (await feedStanding()).refusedProducts : undefined;
  return productList.page({ ...asked, lowStock, refused, ...feedRules() });
}
