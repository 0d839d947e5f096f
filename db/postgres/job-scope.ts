import { type Transaction, viewsOf } from "../../src/storage.ts";

/** One run of a job: the stores are lent to it for as long as its transaction lasts. */
export class JobScope {
  readonly #effects: (() => void)[] = [];
  #over = false;

  /** What is to be done once the job is committed, in the order it was asked for. */
  get effects(): readonly (() => void)[] {
    return this.#effects;
  }

  get isOver(): boolean {
    return this.#over;
  }

  follow(effect: () => void): void {
    if (this.#over) throw new Error("A write job that has ended cannot have anything follow from it.");
    this.#effects.push(effect);
  }

  end(): void {
    this.#over = true;
  }
}

/** Gives how the same stores are lent to a run, which are refused once it is over: the connection is then another job's. */
export function lendToRun<Stores extends object>(stores: Stores): (scope: JobScope) => Stores & Transaction {
  const pattern: Stores & Transaction = Object.create(stores, { afterCommit: { enumerable: true } });
  return viewsOf(pattern, (name) =>
    name === "afterCommit"
      ? (scope: JobScope) => (effect: () => void) => scope.follow(effect)
      : lendStore(Reflect.get(stores, name)),
  );
}

function lendStore(store: unknown): (scope: JobScope) => unknown {
  if (typeof store !== "object" || store === null) return () => store;
  return viewsOf(store, (name) => {
    const method: unknown = Reflect.get(store, name);
    if (typeof method !== "function") return () => method;
    return (scope: JobScope) =>
      (...given: unknown[]) =>
        scope.isOver
          ? Promise.reject(
              new Error("A store was used after its write job had ended. A job awaits every call it makes."),
            )
          : Reflect.apply(method, store, given);
  });
}
