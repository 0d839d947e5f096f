import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../src/clock.ts";
import { demoCatalog } from "../src/demo/catalog.ts";
import { demoAdminToken, demoApiKey, demoShop } from "../src/demo/shop.ts";
import { isTestedOnPostgres, postgresUrlOf } from "./engines.ts";
import { writeBeside } from "./shop-database.ts";

/** Where a shop says that it is, whose goods and policies nobody opens. */
const origin = "http://localhost:3000";

/** The text of a shop.toml of a merchant who sells on the demo shop's terms: for what no demo shop opens beside. */
export const shopOnDemoTerms = demoShop(origin);

/** The keys of such a merchant: the ones that tests know. */
export const demoKeys = { COMMERCE_API_KEY: demoApiKey, ADMIN_TOKEN: demoAdminToken } as const;

/**
 * Puts the demo shop's goods into a merchant's database, making it when it is missing.
 *
 * @param database its file or URL, as `shop-database.ts` takes it.
 */
export async function putDemoGoods(database: string): Promise<void> {
  await writeBeside(database, async ({ catalog }) => {
    for (const product of demoCatalog(origin)) await catalog.put(product, systemClock.now());
  });
}

/**
 * Makes a folder the home of a merchant's shop that sells the demo shop's goods on its terms: shop.toml and database.
 *
 * @returns the environment it is to be started with.
 */
export async function makeShopOnDemoTerms(folder: string): Promise<Readonly<Record<string, string>>> {
  writeFileSync(join(folder, "shop.toml"), shopOnDemoTerms);
  const file = join(folder, "shop.db");
  const database = isTestedOnPostgres ? await postgresUrlOf(folder) : file;
  await putDemoGoods(database);
  return { DATABASE_URL: isTestedOnPostgres ? database : `file:${file}`, ...demoKeys };
}
