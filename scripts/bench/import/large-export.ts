import { join } from "node:path";

/** Products of the export, three variants each. */
export const PRODUCTS = 100_000;

const header =
  "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams," +
  "Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Requires Shipping," +
  "Variant Taxable,Image Src,Image Position\n";
const body = `<p>${"Woven slowly from yarn of the region. ".repeat(10)}</p><ul><li>Warm</li><li>Washable</li></ul>`;
const sizes = ["Small", "Medium", "Large"];

/**
 * Writes a Shopify export of {@link PRODUCTS} products, about 80 MB, and gives its path. Exports of different `round`s
 * differ in every price, so that importing one after another changes every row.
 */
export async function writeLargeExport(directory: string, round: number): Promise<string> {
  const path = join(directory, `export-${round}.csv`);
  const file = Bun.file(path).writer();
  file.write(header);
  for (let number = 0; number < PRODUCTS; number += 1) {
    const lead = `Product ${number},"${body}",Weavers,Blankets,"wool, ${number % 50}",true,Size`;
    const image = `https://shop.example/images/${number}.jpg,1`;
    for (const [index, size] of sizes.entries()) {
      const price = `${20 + (number % 80)}.${10 + round}`;
      const offer = `SKU-${number}-${index},400,shopify,${number % 30},deny,${price},true,true`;
      file.write(
        `product-${number},${index === 0 ? lead : ",,,,,,"},${size},${offer},${index === 0 ? image : ","}\n`,
      );
    }
    if (number % 1_000 === 0) await file.flush();
  }
  await file.end();
  return path;
}
