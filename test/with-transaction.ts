import type { Transaction } from "../src/storage.ts";

/** The same stores, of this transaction. Each store is still made only when it is first asked for. */
export function withTransaction<Stores extends object>(
  stores: Stores,
  { afterCommit }: Transaction,
): Stores & Transaction {
  return Object.create(stores, { afterCommit: { value: afterCommit, enumerable: true } });
}
