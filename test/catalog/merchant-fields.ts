import type { ProductStore } from "../../src/catalog/stores.ts";
import type { Instant } from "../../src/clock.ts";
import type { ProductId } from "../../src/ids.ts";

/** Has a product say what a merchant set of it here, and nothing else. In a write job. */
export async function setMerchantFields(
  catalog: Pick<ProductStore, "product" | "put">,
  id: ProductId,
  merchantFields: Readonly<Record<string, string>>,
  now: Instant,
): Promise<void> {
  const product = await catalog.product(id);
  if (!product) throw new Error(`there is no product ${id}`);
  await catalog.put({ ...product, merchantFields }, now);
}
