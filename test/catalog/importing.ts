import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCatalogStore } from "../../db/sqlite/catalog-store.ts";
import { openDatabase } from "../../db/sqlite/database.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { openImportStaging } from "../../db/sqlite/import-staging.ts";
import {
  type CatalogFile,
  type ImportOptions,
  importCatalog,
} from "../../src/catalog/import/import-catalog.ts";
import { describeRefusal, FileRefused } from "../../src/catalog/import/refusal.ts";
import type { ImportReport } from "../../src/catalog/import/report.ts";
import type { Product } from "../../src/catalog/product.ts";
import type { ProductStore, ReservationStore } from "../../src/catalog/stores.ts";
import { type Instant, instant, systemClock } from "../../src/clock.ts";
import { asId, type ProductId } from "../../src/ids.ts";
import type { Currency } from "../../src/money.ts";
import type { Write } from "../../src/storage.ts";

export const now = instant(Date.UTC(2026, 10, 22, 9));

/** A catalogue in a real database of its own, to import into. */
export interface ImportingShop {
  readonly catalog: ProductStore & ReservationStore;
  readonly write: Write<{ readonly catalog: ProductStore & ReservationStore }>;
  /** Imports text or bytes. */
  take(
    content: string | Uint8Array | AsyncIterable<Uint8Array>,
    options?: Partial<ImportOptions & { readonly countedAt: Instant; readonly sellsGiftCards: boolean }>,
  ): Promise<ImportReport>;
  product(id: string): Promise<Product | undefined>;
  close(): Promise<void>;
}

/** Opens a shop that sells in US dollars by New York's clock, where it is `now`. */
export function openImportingShop(): ImportingShop {
  const folder = mkdtempSync(join(tmpdir(), "importing-"));
  const database = openDatabase(join(folder, "shop.db"));
  const catalog = createCatalogStore(database.reader);
  const { write, close } = openGroupCommitWriter(database, { catalog: createCatalogStore(database.writer) });
  return {
    catalog,
    write,
    async take(content, { countedAt, sellsGiftCards = false, ...options } = {}) {
      const file: CatalogFile = { bytes: bytesOf(content), countedAt };
      return await importCatalog(
        file,
        { format: "auto", dryRun: false, ...options },
        {
          catalog,
          write,
          openStaging: openImportStaging,
          clock: { ...systemClock, now: () => now },
          // The currency every version of ISO 4217 knows.
          assumptions: {
            currency: "usd" as Currency,
            timezone: "America/New_York",
            country: "US",
            sellsGiftCards,
          },
        },
      );
    },
    product: (id) => catalog.product(asId<ProductId>(id)),
    async close() {
      await close();
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What a file is refused with: its message, then a line for each refused row. @throws when it is taken. */
export async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof FileRefused)
      return [error.message, ...error.refusals.map(describeRefusal)].join("\n");
    throw error;
  }
  throw new Error("the file was taken");
}

/** A file of this folder. */
export function fixture(name: string): Promise<string> {
  return Bun.file(join(import.meta.dir, "fixtures", name)).text();
}

async function* bytesOf(
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (typeof content === "string") yield new TextEncoder().encode(content);
  else if (content instanceof Uint8Array) yield content;
  else yield* content;
}
