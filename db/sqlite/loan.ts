import type { Database as Connection } from "bun:sqlite";
import { StorageUnavailable } from "../../src/storage.ts";

/**
 * The stores, lent to one job for the time between its SAVEPOINT and its RELEASE or ROLLBACK. All jobs share one
 * connection: a statement run any later would become part of another job's change, or a change of its own.
 */
export class Loan {
  readonly #connection: Connection;
  #over = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * The same stores, refused once the loan is over. `stores` is an object of stores and a store an object of methods,
   * each of which runs all its statements before its first `await`: what follows one would escape the loan.
   */
  lend<Stores extends object>(stores: Stores): Stores {
    return new Proxy(stores, { get: (_, name) => this.#lendStore(Reflect.get(stores, name)) });
  }

  end(): void {
    this.#over = true;
  }

  #lendStore(store: unknown): unknown {
    if (typeof store !== "object" || store === null) return store;
    return new Proxy(store, {
      get: (_, name) => {
        const method: unknown = Reflect.get(store, name);
        if (typeof method !== "function") return method;
        return (...given: unknown[]) => {
          this.#assertUsable();
          const answer: unknown = Reflect.apply(method, store, given);
          if (answer instanceof Promise && Bun.peek.status(answer) === "pending") {
            throw new Error(
              `The store method ${String(name)} runs statements after an await. Run them before it.`,
            );
          }
          return answer;
        };
      },
    });
  }

  #assertUsable(): void {
    if (this.#over) {
      throw new Error("A store was used after its write job had ended. A job awaits every call it makes.");
    }
    if (!this.#connection.inTransaction) {
      throw new StorageUnavailable("SQLite has undone this transaction. Nothing more can become part of it.");
    }
  }
}
