import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Environment, isServerUrl } from "../src/settings/environment.ts";
import { demoKeys, putDemoGoods, shopOnDemoTerms } from "./demo-goods.ts";
import { isTestedOnPostgres, postgresUrlOf } from "./engines.ts";

/**
 * The variables of a shop in a folder, on the engine that tests run on: on PostgreSQL its database is the folder's own,
 * whatever file they name. No demo shop opens there, so that a merchant's on its terms stands for it, with its goods and
 * keys.
 */
export async function onTestedEngine(folder: string, variables: Environment): Promise<Environment> {
  const { DATABASE_URL = "", SHOP_CONFIG } = variables;
  if (!isTestedOnPostgres || isServerUrl(DATABASE_URL)) return variables;
  const onServer = { ...variables, DATABASE_URL: await postgresUrlOf(folder) };
  const shopFile = join(folder, "shop.toml");
  if (SHOP_CONFIG === undefined && !existsSync(shopFile)) {
    await putDemoGoods(onServer.DATABASE_URL);
    writeFileSync(shopFile, shopOnDemoTerms);
  }
  const isDemo = existsSync(shopFile) && readFileSync(shopFile, "utf8") === shopOnDemoTerms;
  return isDemo ? { ...demoKeys, ...onServer } : onServer;
}
