import type { FeedProduct } from "./row.ts";

/**
 * The catalogue as it stood in one moment, however long it is read. On a connection of its own: it neither waits for
 * writes nor delays them.
 */
export interface FeedSnapshot extends Disposable {
  /** The number of the last change in it, see {@link ChangeReader.lastChange}. */
  readonly lastChange: number;
  /** How many variants {@link products} has. */
  readonly variants: number;
  /** Every published product with a listed variant, by id. */
  products(): Iterable<FeedProduct>;
  /** One of them; `undefined` when it has no place in a feed (any more). */
  product(id: FeedProduct["product"]["id"]): FeedProduct | undefined;
}

/** Takes a snapshot of the catalogue as it stands. */
export type TakeSnapshot = () => FeedSnapshot;
