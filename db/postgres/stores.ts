import type { Stores } from "../../src/stores.ts";
import { createAgentStore } from "./agent-store.ts";
import { createAlertStore } from "./alert-store.ts";
import { createAttemptStore } from "./attempt-store.ts";
import { createAuditStore } from "./audit-store.ts";
import { createBuyerStore } from "./buyer-store.ts";
import { createCartStore } from "./cart-store.ts";
import { createCatalogSourceStore } from "./catalog-source-store.ts";
import { createCatalogStore } from "./catalog-store.ts";
import { createCodeGuessStore } from "./code-guess-store.ts";
import { createDiscountStore } from "./discount-store.ts";
import { createDisputeStore } from "./dispute-store.ts";
import { createFeedStore } from "./feed-store.ts";
import { createIdempotencyStore } from "./idempotency-store.ts";
import { createJobStore } from "./job-store.ts";
import type { LeaseClock } from "./lease-clock.ts";
import { createMailStore } from "./mail-store.ts";
import { createOrderIndexStore } from "./order-index-store.ts";
import { createOrderStore } from "./order-store.ts";
import { createOutboxStore } from "./outbox-store.ts";
import { createPaymentEventStore } from "./payment-event-store.ts";
import { createPeopleStore } from "./people-store.ts";
import { createPersonalRecords } from "./personal-records.ts";
import { createProfileAgentStore } from "./profile-agent-store.ts";
import type { Queries } from "./queries.ts";
import { createRefundStore } from "./refund-store.ts";
import { createSalesStore } from "./sales-store.ts";
import { createSandboxClockStore } from "./sandbox-clock-store.ts";
import { createSandboxPageStore } from "./sandbox-page-store.ts";
import { createSandboxStore } from "./sandbox-store.ts";
import { createSandboxTokenStore } from "./sandbox-token-store.ts";
import { createSecretStore } from "./secret-store.ts";
import { createSessionStore } from "./session-store.ts";
import { createSigningKeyStore } from "./signing-key-store.ts";
import { createStrangerPaymentStore } from "./stranger-payment-store.ts";
import { createSuspendedEndpointStore } from "./suspended-endpoint-store.ts";

/**
 * Every store over one connection or pool of them. Each makes its statements when it is first asked for, as on SQLite.
 *
 * @param leases by what clock claims, drives and jobs are leased.
 */
export function createStores(queries: Queries, leases: LeaseClock): Stores {
  return lazily({
    agents: () => createAgentStore(queries),
    profileAgents: () => createProfileAgentStore(queries),
    strangerPayments: () => createStrangerPaymentStore(queries),
    sessions: () => createSessionStore(queries),
    buyers: () => createBuyerStore(queries),
    personal: () => createPersonalRecords(queries),
    carts: () => createCartStore(queries),
    catalog: () => createCatalogStore(queries),
    catalogSources: () => createCatalogSourceStore(queries),
    discounts: () => createDiscountStore(queries),
    codeGuesses: () => createCodeGuessStore(queries, leases),
    attempts: () => createAttemptStore(queries, leases),
    refunds: () => createRefundStore(queries, leases),
    paymentEvents: () => createPaymentEventStore(queries),
    people: () => createPeopleStore(queries),
    disputes: () => createDisputeStore(queries),
    orders: () => createOrderStore(queries),
    orderIndex: () => createOrderIndexStore(queries),
    sales: () => createSalesStore(queries),
    outbox: () => createOutboxStore(queries, leases),
    mails: () => createMailStore(queries, leases),
    alerts: () => createAlertStore(queries),
    audit: () => createAuditStore(queries),
    suspendedEndpoints: () => createSuspendedEndpointStore(queries),
    feeds: () => createFeedStore(queries),
    idempotency: () => createIdempotencyStore(queries, leases),
    jobs: () => createJobStore(queries, leases),
    secrets: () => createSecretStore(queries),
    signingKeys: () => createSigningKeyStore(queries),
    sandboxClock: () => createSandboxClockStore(queries),
    sandbox: () => createSandboxStore(queries),
    sandboxPages: () => createSandboxPageStore(queries),
    sandboxTokens: () => createSandboxTokenStore(queries),
  });
}

/** How each store is made, under its name. */
type Makers = { readonly [Name in keyof Stores]: () => Stores[Name] };

function lazily(makers: Makers): Stores {
  const made: Record<string, object> = {};
  const stores = Object.create(null);
  for (const [name, make] of Object.entries(makers)) {
    Object.defineProperty(stores, name, {
      enumerable: true,
      get() {
        made[name] ??= make();
        return made[name];
      },
    });
  }
  return stores;
}
