import { demoCatalog } from "../demo/catalog.ts";
import type { Foundation } from "./foundation.ts";

/** Puts the demo catalogue into an empty database: never over a merchant's own products. */
export async function fillDemoShop({ write, settings, clock }: Foundation): Promise<void> {
  await write(async ({ catalog }) => {
    const { products } = await catalog.count();
    if (products > 0) return;
    for (const product of demoCatalog(settings.shop.publicBaseUrl)) await catalog.put(product, clock.now());
  });
}
