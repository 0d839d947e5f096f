import type { Database as Connection } from "bun:sqlite";
import { StorageUnavailable, type Transaction, viewsOf } from "../../src/storage.ts";

/**
 * The time of one job from its first statement to its last. All jobs share one connection: a statement run
 * any later would become part of another job's change, or a change of its own.
 */
export class TransactionScope {
  readonly #connection: Connection;
  readonly #effects: (() => void)[] = [];
  #over = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** What is to be done once the job is committed, in the order it was asked for. */
  get effects(): readonly (() => void)[] {
    return this.#effects;
  }

  follow(effect: () => void): void {
    if (this.#over) throw new Error("A write job that has ended cannot have anything follow from it.");
    this.#effects.push(effect);
  }

  end(): void {
    this.#over = true;
  }

  /** Why no statement may run for this job any more. */
  refusal(): Error | undefined {
    if (this.#over) {
      return new Error("A store was used after its write job had ended. A job awaits every call it makes.");
    }
    if (!this.#connection.inTransaction) {
      return new StorageUnavailable(
        "SQLite has undone this transaction. Nothing more can become part of it.",
      );
    }
    return undefined;
  }
}

/**
 * Gives how the same stores are lent to a job, which are refused once it is over. `stores` is an object of stores and a
 * store an object of async methods, each of which runs all its statements before its first `await`: what follows one
 * would escape the transaction.
 */
export function lend<Stores extends object>(
  stores: Stores,
): (scope: TransactionScope) => Stores & Transaction {
  const pattern: Stores & Transaction = Object.create(stores, { afterCommit: { enumerable: true } });
  return viewsOf(pattern, (name) =>
    name === "afterCommit"
      ? (scope: TransactionScope) => (effect: () => void) => scope.follow(effect)
      : lendStore(Reflect.get(stores, name)),
  );
}

function lendStore(store: unknown): (scope: TransactionScope) => unknown {
  if (typeof store !== "object" || store === null) return () => store;
  return viewsOf(store, (name) => {
    const method: unknown = Reflect.get(store, name);
    if (typeof method !== "function") return () => method;
    return (scope: TransactionScope) =>
      (...given: unknown[]) => {
        const refusal = scope.refusal();
        if (refusal) return Promise.reject(refusal);
        const answer: unknown = Reflect.apply(method, store, given);
        if (!(answer instanceof Promise) || Bun.peek.status(answer) !== "pending") return answer;
        return Promise.reject(new Error(`The store method ${name} awaits something. It must not.`));
      };
  });
}
