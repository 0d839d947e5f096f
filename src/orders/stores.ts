import type { Instant } from "../clock.ts";
import type { BuyerId, OrderId } from "../ids.ts";
import type { Order } from "./order.ts";

/** Orders on disk. `insert`, `replace` and `nextNumber` only in a write job. */
export interface OrderStore {
  /** The number after the highest so far, from 1001 on. Sequential and without gaps: one job writes at a time. */
  nextNumber(): Promise<number>;
  insert(order: Order): Promise<void>;
  replace(order: Order): Promise<void>;
  find(id: OrderId): Promise<Order | undefined>;
  byNumber(number: number): Promise<Order | undefined>;
  byPermalinkToken(token: string): Promise<Order | undefined>;
  /** Newest first, numbers below `before` when given. */
  page(before: number | undefined, limit: number): Promise<readonly Order[]>;
  /** A buyer's, by their e-mail address in any letter case; newest first. */
  ofBuyer(email: string, limit: number): Promise<readonly Order[]>;
  /** Takes the buyer off their orders. */
  forgetBuyer(id: BuyerId): Promise<void>;
  /** Oldest first, numbers above `after`. */
  after(after: number, limit: number): Promise<readonly Order[]>;
  /** Those that were never handed to the merchant's source, oldest first, numbers above `after`. */
  unexported(after: number, limit: number): Promise<readonly Order[]>;
  /** Notes that the merchant's source was handed these orders. Those handed over before keep their moment. */
  markExported(ids: readonly OrderId[], now: Instant): Promise<void>;
}

/** The words that orders are found by, on disk. Kept up with orders by `catchUp`, which every change of one calls for. */
export interface OrderIndexStore {
  /** Whether some order has changed since its words were written. */
  isBehind(): Promise<boolean>;
  /** Writes the words of orders that changed, the newest first, at most `limit`; gives how many. Only in a write job. */
  catchUp(limit: number): Promise<number>;
}

/** Secrets that this shop alone knows, on disk. `insert` only in a write job. */
export interface SecretStore {
  find(name: string): Promise<string | undefined>;
  insert(name: string, secret: string): Promise<void>;
}
