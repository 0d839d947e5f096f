import type { OrderId } from "../ids.ts";
import type { Order } from "./order.ts";

/** Orders on disk. `insert`, `replace` and `nextNumber` only behind the write door. */
export interface OrderStore {
  /** The number after the highest so far, from 1001 on. Sequential and without gaps: the door lets one in at a time. */
  nextNumber(): Promise<number>;
  insert(order: Order): Promise<void>;
  replace(order: Order): Promise<void>;
  find(id: OrderId): Promise<Order | undefined>;
  byNumber(number: number): Promise<Order | undefined>;
  byPermalinkToken(token: string): Promise<Order | undefined>;
  /** Newest first, numbers below `before` when given. */
  page(before: number | undefined, limit: number): Promise<readonly Order[]>;
}

/** Secrets that this shop alone knows, on disk. `insert` only behind the write door. */
export interface SecretStore {
  find(name: string): Promise<string | undefined>;
  insert(name: string, secret: string): Promise<void>;
}
