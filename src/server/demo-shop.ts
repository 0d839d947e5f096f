import { demoCatalog } from "../demo/catalog.ts";
import type { ServerContext } from "./server-context.ts";

/** Puts the demo catalogue into an empty database: never over a merchant's own products. */
export async function fillDemoShop({ write, settings, clock }: ServerContext): Promise<void> {
  await write(async ({ catalog }) => {
    const { products } = await catalog.count();
    if (products > 0) return;
    for (const product of demoCatalog(settings.shop.publicBaseUrl)) await catalog.put(product, clock.now());
  });
}
