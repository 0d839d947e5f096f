import type { CheckoutSession, SessionStatus } from "../checkout/session.ts";
import type { SessionStore } from "../checkout/stores.ts";
import type { Currency, Minor } from "../money.ts";
import type { Order } from "../orders/order.ts";
import type { OrderStore } from "../orders/stores.ts";
import type { Refund, RefundStore } from "../payments/refund.ts";
import type { SpokenProtocol } from "../spoken-protocol.ts";
import { type Transaction, viewsOf, type Write } from "../storage.ts";

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
  let watched: ((job: WatchedJob<Stores>) => Stores) | undefined;
  return (job, locks) =>
    write((stores) => {
      const changes = new Changes();
      stores.afterCommit(() => changes.tell(counter));
      watched ??= watch(stores);
      return job(watched({ stores, changes }));
    }, locks);
}

/** A job's stores, and what it does to them. */
interface WatchedJob<Stores> {
  readonly stores: Stores;
  readonly changes: Changes;
}

/** Gives how the stores of jobs are watched, all of which are like `pattern`. */
function watch<Stores extends CountedStores>(pattern: Stores): (job: WatchedJob<Stores>) => Stores {
  const { sessions, orders, refunds } = pattern;
  const watchSessions = overriding(sessions, watchedSessions);
  const watchOrders = overriding(orders, watchedOrders);
  const watchRefunds = overriding(refunds, watchedRefunds);
  return viewsOf(pattern, (name): ((job: WatchedJob<Stores>) => unknown) => {
    switch (name) {
      case "sessions":
        return ({ stores, changes }) => watchSessions({ store: stores.sessions, changes });
      case "orders":
        return ({ stores, changes }) => watchOrders({ store: stores.orders, changes });
      case "refunds":
        return ({ stores, changes }) => watchRefunds({ store: stores.refunds, changes });
      default:
        return ({ stores }) => Reflect.get(stores, name);
    }
  });
}

/** A store of a job, and what the job does to it. */
interface WatchedStore<Store> {
  readonly store: Store;
  readonly changes: Changes;
}

/** Methods that stand for a store's own. */
type Overrides<Store> = {
  readonly [Name in keyof Store]?: (watched: WatchedStore<Store>) => Store[Name];
};

/** Gives how a store is watched by methods that stand for its own. */
function overriding<Store extends object>(
  pattern: Store,
  methods: Overrides<Store>,
): (watched: WatchedStore<Store>) => Store {
  const named = new Map(Object.entries<((watched: WatchedStore<Store>) => unknown) | undefined>(methods));
  return viewsOf(pattern, (name) => named.get(name) ?? (({ store }) => Reflect.get(store, name)));
}

const watchedSessions: Overrides<SessionStore> = {
  find:
    ({ store, changes }) =>
    async (id) =>
      changes.found(await store.find(id), ({ status }) => status),
  insert:
    ({ store, changes }) =>
    async (session) => {
      changes.begun.push(session);
      await store.insert(session);
    },
  replace:
    ({ store, changes }) =>
    async (session) => {
      changes.sessions.set(session.id, session);
      await store.replace(session);
    },
};

const watchedOrders: Overrides<OrderStore> = {
  insert:
    ({ store, changes }) =>
    async (order) => {
      changes.orders.push(order);
      await store.insert(order);
    },
};

const watchedRefunds: Overrides<RefundStore> = {
  find:
    ({ store, changes }) =>
    async (id) =>
      changes.found(await store.find(id), ({ state }) => state),
  insert:
    ({ store, changes }) =>
    async (refund) => {
      changes.refunds.set(refund.id, refund);
      await store.insert(refund);
    },
  replace:
    ({ store, changes }) =>
    async (refund) => {
      changes.refunds.set(refund.id, refund);
      await store.replace(refund);
    },
};

/** What one job did. A row may be written several times in it; only how it stood before and stands after counts. */
class Changes {
  readonly sessions = new Map<string, CheckoutSession>();
  readonly begun: CheckoutSession[] = [];
  readonly orders: Order[] = [];
  readonly refunds = new Map<string, Refund>();
  readonly #found = new Map<string, string>();

  tell(counter: ChangeCounter): void {
    for (const { protocol } of this.begun) counter.checkoutBegun(protocol);
    for (const { id, status, protocol } of this.sessions.values()) {
      if (isEnd(status) && this.#found.get(id) !== status) counter.checkoutEnded(protocol, status);
    }
    for (const { protocol, totals, currency } of this.orders) {
      const total = totals.find(({ type }) => type === "total");
      if (total) counter.orderMade(protocol, total.amount, currency);
    }
    for (const { id, state, amount, currency } of this.refunds.values()) {
      if (state !== "pending" && this.#found.get(id) !== state) counter.refundEnded(state, amount, currency);
    }
  }

  /** Remembers how a row stood when the job first saw it. */
  found<Row extends { readonly id: string }>(row: Row | undefined, stateOf: (row: Row) => string) {
    if (row && !this.#found.has(row.id)) this.#found.set(row.id, stateOf(row));
    return row;
  }
}
