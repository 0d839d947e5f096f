import type { ProductId } from "../ids.ts";
import type { DestinationState, PushRecord, SentProduct } from "./push/push-state.ts";
import type { FeedProduct } from "./row.ts";

/**
 * The catalogue as it stood in one moment, however long it is read. On a connection of its own: it neither waits for
 * writes nor delays them.
 */
export interface FeedSnapshot extends AsyncDisposable {
  /** The number of the last change in it, see {@link FeedStore.lastChange}. */
  readonly lastChange: number;
  /** How many variants {@link pages} have. */
  countVariants(): Promise<number>;
  /** Every published product with a listed variant, by id, as many at a time as the engine gives gladly. */
  pages(): AsyncIterable<readonly FeedProduct[]>;
  /** One of them; `undefined` when it has no place in a feed (any more). */
  product(id: ProductId): Promise<FeedProduct | undefined>;
}

/** Takes a snapshot of the catalogue as it stands. */
export type TakeSnapshot = () => Promise<FeedSnapshot>;

/** What feeds remember: which products changed, and what was pushed where. `put` and the like only in a write job. */
export interface FeedStore {
  /**
   * The number of the last change of the catalogue that a feed could show; 0 before the first. It grows with every
   * change of a product, of a variant or of what is promised of its stock, in the transaction that makes it.
   */
  lastChange(): Promise<number>;
  /** Products that changed after a change, oldest change first, at most `limit`. */
  changedAfter(
    change: number,
    limit: number,
  ): Promise<readonly { readonly productId: ProductId; readonly change: number }[]>;
  /** How a destination stands; `undefined` before its first push. */
  destination(name: string): Promise<DestinationState | undefined>;
  putDestination(state: DestinationState): Promise<void>;
  /** Writes a push down, and forgets those of its destination that are older than the last `kept`. */
  addPush(push: PushRecord, kept: number): Promise<void>;
  /** The last pushes to a destination, or to all of them, the newest first. */
  pushes(destination: string | undefined, limit: number): Promise<readonly PushRecord[]>;
  /** What a destination was sent of a product; `undefined` when it never was, or was forgotten. */
  sent(destination: string, productId: string): Promise<SentProduct | undefined>;
  /** Everything a destination was sent, by product id, after the given one, at most `limit`. */
  allSent(destination: string, afterId: string, limit: number): Promise<readonly SentProduct[]>;
  putSent(destination: string, product: SentProduct): Promise<void>;
  forgetSent(destination: string, productId: string): Promise<void>;
}
