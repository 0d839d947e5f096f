import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { openFeedSnapshot } from "../../db/sqlite/feed-snapshot.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { createStores } from "../../db/sqlite/stores.ts";
import type { Product } from "../../src/catalog/product.ts";
import { openPublication, type PublicationDependencies } from "../../src/feed/pull/publication.ts";
import { type AttemptId, asId, type VariantId } from "../../src/ids.ts";
import { stoppedClock } from "../checkout/shop.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { termsOf } from "./feed.ts";

/** A catalogue in a real database, and what feeds need of it. */
export function openFeedShop(clock: ReturnType<typeof stoppedClock> = stoppedClock()) {
  const folder = temporaryFolder();
  const database = openDatabase(join(folder.path, "shop.db"));
  const writer = openGroupCommitWriter(database, createStores(database.writer));
  const reads = createStores(database.reader);
  const takeSnapshot = () => openFeedSnapshot(database.file);
  return {
    folder: folder.path,
    clock,
    reads,
    write: writer.write,
    takeSnapshot,
    async put(...products: readonly Product[]): Promise<void> {
      await writer.write(async ({ catalog }) => {
        for (const product of products) await catalog.put(product, clock.now());
      });
    },
    async withdraw(product: Product): Promise<void> {
      await writer.write(({ catalog }) => catalog.withdraw(product.id, clock.now()));
    },
    /** Promises units of a variant to a payment attempt. */
    async reserve(variant: string, quantity: number, attempt = "pay_1"): Promise<boolean> {
      return writer.write(({ catalog }) =>
        catalog.reserve(asId<AttemptId>(attempt), asId<VariantId>(variant), quantity, clock.now()),
      );
    },
    /** The feed that others fetch, with its files in a folder of the shop's own. */
    openPublication(given: Partial<PublicationDependencies> = {}) {
      return openPublication({
        folder: join(folder.path, "shop.feed"),
        generation: "openai-2026",
        terms: (now) => termsOf({ now }),
        takeSnapshot,
        lastChange: () => reads.feeds.lastChange(),
        refreshMs: 900_000,
        clock,
        version: "1",
        ...given,
      });
    },
    async [Symbol.asyncDispose]() {
      await writer.close();
      database.close();
      folder[Symbol.dispose]();
    },
  };
}

export type FeedShop = ReturnType<typeof openFeedShop>;
