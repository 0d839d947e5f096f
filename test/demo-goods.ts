import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../db/sqlite/database.ts";
import { openGroupCommitWriter } from "../db/sqlite/group-commit-writer.ts";
import { createStores } from "../db/sqlite/stores.ts";
import { systemClock } from "../src/clock.ts";
import { demoCatalog } from "../src/demo/catalog.ts";
import { demoAdminToken, demoApiKey, demoShop } from "../src/demo/shop.ts";

/** Where a shop says that it is, whose goods and policies nobody opens. */
const origin = "http://localhost:3000";

/** The text of a shop.toml of a merchant who sells on the demo shop's terms: for what no demo shop opens beside. */
export const shopOnDemoTerms = demoShop(origin);

/** The keys of such a merchant: the ones that tests know. */
export const demoKeys = { COMMERCE_API_KEY: demoApiKey, ADMIN_TOKEN: demoAdminToken } as const;

/** Puts the demo shop's goods into a merchant's database, making it when it is missing. */
export async function putDemoGoods(databaseFile: string): Promise<void> {
  const database = openDatabase(databaseFile);
  const writer = openGroupCommitWriter(database, createStores(database.writer));
  await writer.write(async ({ catalog }) => {
    for (const product of demoCatalog(origin)) await catalog.put(product, systemClock.now());
  });
  await writer.close();
  database.close();
}

/**
 * Makes a folder the home of a merchant's shop that sells the demo shop's goods on its terms: shop.toml and database.
 *
 * @returns the environment it is to be started with.
 */
export async function makeShopOnDemoTerms(folder: string): Promise<Readonly<Record<string, string>>> {
  writeFileSync(join(folder, "shop.toml"), shopOnDemoTerms);
  const databaseFile = join(folder, "shop.db");
  await putDemoGoods(databaseFile);
  return { DATABASE_URL: `file:${databaseFile}`, ...demoKeys };
}
