import type { Product } from "../catalog/product.ts";
import type { ProductStore } from "../catalog/stores.ts";
import type { Instant } from "../clock.ts";
import { demoCatalog } from "../demo/catalog.ts";
import type { ServerContext } from "./server-context.ts";

/**
 * Puts the demo catalogue into an empty database: never over a merchant's own products. In one that has it, its pictures
 * and downloads follow to where the shop is served now: at another port than the last time, perhaps.
 */
export async function fillDemoShop({ write, settings, clock }: ServerContext): Promise<void> {
  await write(async ({ catalog }) => {
    const { products } = await catalog.count();
    for (const product of demoCatalog(settings.shop.publicBaseUrl)) {
      if (products === 0) await catalog.put(product, clock.now());
      else await followAddress(catalog, product, clock.now());
    }
  });
}

/** Whatever else was changed of a product stays as it is. */
async function followAddress(
  catalog: Pick<ProductStore, "product" | "put">,
  { id, handle, media, merchantFields }: Product,
  now: Instant,
): Promise<void> {
  const stored = await catalog.product(id);
  const shown = stored?.media[0]?.url;
  if (!stored || shown === media[0]?.url || !shown?.endsWith(`/demo/${handle}.svg`)) return;
  const fields = merchantFields && { merchantFields: { ...stored.merchantFields, ...merchantFields } };
  await catalog.put({ ...stored, media, ...fields }, now);
}
