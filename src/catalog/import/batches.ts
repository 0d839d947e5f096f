import type { ListedProduct } from "../editing/take-from-source.ts";

/** How many rows one transaction writes at most, so that a shop that is selling waits for milliseconds only. */
export const ROWS_A_WRITE = 100;

/** Products by the {@link ROWS_A_WRITE} rows. One that has more is a batch of its own: it is never half written. */
export function* inBatches(products: Iterable<ListedProduct>): Generator<readonly ListedProduct[]> {
  let batch: ListedProduct[] = [];
  let rows = 0;
  for (const product of products) {
    const own = 1 + product.product.variants.length;
    if (batch.length > 0 && rows + own > ROWS_A_WRITE) {
      yield batch;
      batch = [];
      rows = 0;
    }
    batch.push(product);
    rows += own;
  }
  if (batch.length > 0) yield batch;
}
