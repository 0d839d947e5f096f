import type { Clock, Instant } from "../../clock.ts";
import type { Write } from "../../storage.ts";
import { type ListedProduct, mergeListed, takeFromSource } from "../editing/take-from-source.ts";
import type { Product } from "../product.ts";
import type { ProductStore, Put, ReservationStore } from "../stores.ts";
import { ROWS_A_WRITE } from "./batches.ts";
import { paceAfter } from "./pace.ts";
import { waitedForProcessor } from "./processor-wait.ts";
import type { GoneProduct } from "./report.ts";

/** The way into the catalogue. */
export interface CatalogWriter {
  readonly write: Write<{ readonly catalog: ProductStore & ReservationStore }>;
  readonly clock: Clock;
}

/** How many products were put with which result. */
export type Puts = Record<Put, number>;

/** A product as it would be beside what is stored of it. */
export interface ComparedProduct {
  readonly put: Put;
  readonly merged: Product;
  readonly stored: Product | undefined;
}

/**
 * What {@link writeProducts} would do, found out by reading.
 *
 * @param onCompared hears of each product of the file that would be written.
 */
export async function compareProducts(
  products: AsyncIterable<readonly ListedProduct[]>,
  catalog: ProductStore,
  onCompared?: (compared: ComparedProduct) => void,
): Promise<Puts> {
  const puts: Puts = { added: 0, changed: 0, unchanged: 0 };
  for await (const batch of products) {
    for (const listed of batch) {
      const compared = await comparePut(listed, catalog);
      puts[compared?.put ?? "unchanged"] += 1;
      if (compared) onCompared?.(compared);
    }
  }
  return puts;
}

/** `undefined` where the file has no say, or the product stays deleted. */
async function comparePut(
  listed: ListedProduct,
  catalog: ProductStore,
): Promise<ComparedProduct | undefined> {
  const stored = await catalog.product(listed.product.id);
  const { merged } = await mergeListed(listed, catalog);
  if (merged === undefined || (merged.variants.length === 0 && !stored)) return undefined;
  const wanted = { ...merged, merchantFields: merged.merchantFields ?? stored?.merchantFields };
  const put = !stored ? "added" : Bun.deepEquals(wanted, stored) ? "unchanged" : "changed";
  return { put, merged: wanted, stored };
}

/**
 * Puts every product, the stock of which was counted at `countedAt`. Gives way while others write: see {@link paceAfter}.
 *
 * @param onWritten hears how many have been committed; a throw stops the rest.
 */
export async function writeProducts(
  products: AsyncIterable<readonly ListedProduct[]>,
  countedAt: Instant | undefined,
  { write, clock }: CatalogWriter,
  onWritten: (products: number) => void,
): Promise<Puts> {
  const puts: Puts = { added: 0, changed: 0, unchanged: 0 };
  let written = 0;
  let pace = paceAfter();
  for await (const batch of products) {
    for (let done = 0; done < batch.length; ) {
      if (pace.pauseMs > 0) await Bun.sleep(pace.pauseMs);
      const now = clock.now();
      const { writeMs } = pace;
      const asked = performance.now();
      const waitedBefore = waitedForProcessor();
      const { results, began } = await write(async ({ catalog }) => {
        const began = performance.now();
        const isOver = () => performance.now() - began >= writeMs;
        return {
          results: await takeFromSource(catalog, batch.slice(done), { now, countedAt, isOver }),
          began,
        };
      });
      for (const result of results) puts[result] += 1;
      done += results.length;
      written += results.length;
      pace = paceAfter({
        waitedMs: began - asked + waitedForProcessor() - waitedBefore,
        tookMs: performance.now() - began,
      });
      onWritten(written);
    }
  }
  return puts;
}

/** Withdraws the products. */
export async function withdrawProducts(
  gone: readonly GoneProduct[],
  { write, clock }: CatalogWriter,
): Promise<void> {
  for (let from = 0; from < gone.length; from += ROWS_A_WRITE) {
    const batch = gone.slice(from, from + ROWS_A_WRITE);
    const now = clock.now();
    await write(async ({ catalog }) => {
      for (const { id } of batch) await catalog.withdraw(id, now);
    });
  }
}
