import type { CheckoutSession, SessionStatus } from "../checkout/session.ts";
import type { SessionStore } from "../checkout/stores.ts";
import type { Currency, Minor } from "../money.ts";
import type { Order } from "../orders/order.ts";
import type { OrderStore } from "../orders/stores.ts";
import type { Refund, RefundStore } from "../payments/refund.ts";
import type { SpokenProtocol } from "../spoken-protocol.ts";
import type { Transaction, Write } from "../storage.ts";

/** How a checkout can end. */
export type CheckoutEnd = Extract<SessionStatus, "completed" | "canceled" | "expired">;

/** Hears of changes that are on disk. */
export interface ChangeCounter {
  checkoutBegun(protocol: SpokenProtocol): void;
  checkoutEnded(protocol: SpokenProtocol, outcome: CheckoutEnd): void;
  orderMade(protocol: SpokenProtocol, amount: Minor, currency: Currency): void;
  refundEnded(outcome: "succeeded" | "failed", amount: Minor, currency: Currency): void;
}

interface CountedStores extends Transaction {
  readonly sessions: SessionStore;
  readonly orders: OrderStore;
  readonly refunds: RefundStore;
}

const ends: ReadonlySet<SessionStatus> = new Set<CheckoutEnd>(["completed", "canceled", "expired"]);

function isEnd(status: SessionStatus): status is CheckoutEnd {
  return ends.has(status);
}

/**
 * The same way to change the database, counted: what a job did to sessions, orders and refunds is told once it is
 * committed, and never when the job was undone or run again.
 */
export function countChanges<Stores extends CountedStores>(
  write: Write<Stores>,
  counter: ChangeCounter,
): Write<Stores> {
  return (job) =>
    write((stores) => {
      const changes = new Changes();
      stores.afterCommit(() => changes.tell(counter));
      return job(watched(stores, changes));
    });
}

/** The same stores; of each only what is called is watched, since most jobs touch few. */
function watched<Stores extends CountedStores>(stores: Stores, changes: Changes): Stores {
  return new Proxy(stores, {
    get(target, name) {
      switch (name) {
        case "sessions":
          return changes.watchSessions(target.sessions);
        case "orders":
          return changes.watchOrders(target.orders);
        case "refunds":
          return changes.watchRefunds(target.refunds);
        default:
          return Reflect.get(target, name);
      }
    },
  });
}

/** What one job did. A row may be written several times in it; only how it stood before and stands after counts. */
class Changes {
  readonly #found = new Map<string, string>();
  readonly #sessions = new Map<string, CheckoutSession>();
  readonly #begun: CheckoutSession[] = [];
  readonly #orders: Order[] = [];
  readonly #refunds = new Map<string, Refund>();

  watchSessions(store: SessionStore): SessionStore {
    return overriding(store, {
      find: async (id) => this.#note(await store.find(id), ({ status }) => status),
      insert: async (session) => {
        this.#begun.push(session);
        await store.insert(session);
      },
      replace: async (session) => {
        this.#sessions.set(session.id, session);
        await store.replace(session);
      },
    });
  }

  watchOrders(store: OrderStore): OrderStore {
    return overriding(store, {
      insert: async (order) => {
        this.#orders.push(order);
        await store.insert(order);
      },
    });
  }

  watchRefunds(store: RefundStore): RefundStore {
    const keep = (refund: Refund) => this.#refunds.set(refund.id, refund);
    return overriding(store, {
      find: async (id) => this.#note(await store.find(id), ({ state }) => state),
      insert: async (refund) => {
        keep(refund);
        await store.insert(refund);
      },
      replace: async (refund) => {
        keep(refund);
        await store.replace(refund);
      },
    });
  }

  tell(counter: ChangeCounter): void {
    for (const { protocol } of this.#begun) counter.checkoutBegun(protocol);
    for (const { id, status, protocol } of this.#sessions.values()) {
      if (isEnd(status) && this.#found.get(id) !== status) counter.checkoutEnded(protocol, status);
    }
    for (const { protocol, totals, currency } of this.#orders) {
      const total = totals.find(({ type }) => type === "total");
      if (total) counter.orderMade(protocol, total.amount, currency);
    }
    for (const { id, state, amount, currency } of this.#refunds.values()) {
      if (state !== "pending" && this.#found.get(id) !== state) counter.refundEnded(state, amount, currency);
    }
  }

  /** Remembers how a row stood when the job first saw it. */
  #note<Row extends { readonly id: string }>(row: Row | undefined, stateOf: (row: Row) => string) {
    if (row && !this.#found.has(row.id)) this.#found.set(row.id, stateOf(row));
    return row;
  }
}

/** A store some of whose methods are others'. */
function overriding<Store extends object>(store: Store, methods: Partial<Store>): Store {
  return new Proxy(store, {
    get: (target, name) => Reflect.get(Object.hasOwn(methods, name) ? methods : target, name),
  });
}
