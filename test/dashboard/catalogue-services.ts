import { pendingWorkOver } from "../../db/pending-work.ts";
import type { Queries } from "../../db/sqlite/database.ts";
import { openImportStaging } from "../../db/sqlite/import-staging.ts";
import { createOrderList } from "../../db/sqlite/order-list.ts";
import { createProductList } from "../../db/sqlite/product-list.ts";
import { createStores } from "../../db/sqlite/stores.ts";
import { CatalogUploads } from "../../src/catalog/import/uploads.ts";
import type { Clock } from "../../src/clock.ts";
import type { AdminServices } from "../../src/dashboard/services.ts";
import { keepFindings } from "../../src/doctor/findings.ts";
import type { Currency } from "../../src/money.ts";
import type { Write } from "../../src/storage.ts";
import type { JobStores } from "../../src/stores.ts";
import { termsOf } from "../feed/feed.ts";

/** What the pages of the catalogue work with, over a shop that a test opened part by part. */
export function catalogueServices({
  database,
  write,
  clock,
}: {
  readonly database: { readonly reader: Queries };
  readonly write: Write<JobStores>;
  readonly clock: Clock;
}): Pick<
  AdminServices,
  "productList" | "feedRules" | "uploads" | "pendingWork" | "lowStock" | "findings" | "feedStanding"
> {
  const stores = createStores(database.reader);
  const { catalog } = stores;
  const assumptions = { currency: "usd" as Currency, timezone: "UTC", country: "US", sellsGiftCards: false };
  return {
    productList: createProductList(database.reader, catalog),
    pendingWork: pendingWorkOver(stores, createOrderList(database.reader)),
    lowStock: 3,
    findings: keepFindings(async () => [], clock),
    feedStanding: async () => ({ refused: 0, refusedProducts: [], failing: [] }),
    feedRules: () => ({ terms: termsOf(), generation: "openai-2026" }),
    uploads: new CatalogUploads(
      { catalog, write, clock, assumptions, openStaging: openImportStaging },
      clock,
    ),
  };
}
