import { createAgentStore } from "./agent-store.ts";
import { createAttemptStore } from "./attempt-store.ts";
import { createAuditStore } from "./audit-store.ts";
import { createCartStore } from "./cart-store.ts";
import { createCatalogStore } from "./catalog-store.ts";
import type { Queries } from "./database.ts";
import { createDiscountStore } from "./discount-store.ts";
import { createIdempotencyStore } from "./idempotency-store.ts";
import { createJobStore } from "./job-store.ts";
import { createMailStore } from "./mail-store.ts";
import { createOrderStore } from "./order-store.ts";
import { createOutboxStore } from "./outbox-store.ts";
import { createPauseStore } from "./pause-store.ts";
import { createPaymentEventStore } from "./payment-event-store.ts";
import { createRefundStore } from "./refund-store.ts";
import { createSandboxStore } from "./sandbox-store.ts";
import { createSecretStore } from "./secret-store.ts";
import { createSessionStore } from "./session-store.ts";

/** Every store there is, over one connection. Behind the door over the writer, for looking over the reader. */
export type Stores = ReturnType<typeof createStores>;

/**
 * Prepares every statement of every store on the connection.
 *
 * @param mailsOf gives the mails that an event of an order calls for; none unless the shop can send them.
 */
export function createStores(queries: Queries, mailsOf?: Parameters<typeof createOutboxStore>[1]) {
  return {
    agents: createAgentStore(queries),
    sessions: createSessionStore(queries),
    carts: createCartStore(queries),
    catalog: createCatalogStore(queries),
    discounts: createDiscountStore(queries),
    attempts: createAttemptStore(queries),
    refunds: createRefundStore(queries),
    paymentEvents: createPaymentEventStore(queries),
    orders: createOrderStore(queries),
    outbox: createOutboxStore(queries, mailsOf),
    mails: createMailStore(queries),
    audit: createAuditStore(queries),
    pauses: createPauseStore(queries),
    idempotency: createIdempotencyStore(queries),
    jobs: createJobStore(queries),
    secrets: createSecretStore(queries),
    sandbox: createSandboxStore(queries),
  };
}
