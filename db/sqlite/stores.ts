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
import type { CommittedContents } from "./committed-contents.ts";
import type { Queries } from "./database.ts";
import { createDiscountStore } from "./discount-store.ts";
import { createDisputeStore } from "./dispute-store.ts";
import { createFeedStore } from "./feed-store.ts";
import { createIdempotencyStore } from "./idempotency-store.ts";
import { createJobStore } from "./job-store.ts";
import { createMailStore } from "./mail-store.ts";
import { createOrderIndexStore } from "./order-index-store.ts";
import { createOrderStore } from "./order-store.ts";
import { createOutboxStore } from "./outbox-store.ts";
import { createPaymentEventStore } from "./payment-event-store.ts";
import { createPeopleStore } from "./people-store.ts";
import { createPersonalRecords } from "./personal-records.ts";
import { createProfileAgentStore } from "./profile-agent-store.ts";
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
 * Every store over one connection: the writer's for write jobs, the reader's for looking. Each prepares its statements when it is first asked for: a command that lists
 * orders prepares nothing else, and a starting server only what its first requests need.
 *
 * @param contents of the database, for a reader: what it reads again and again is kept for as long as nothing is committed.
 */
export function createStores(queries: Queries, contents?: Pick<CommittedContents, "now">): Stores {
  return lazily({
    agents: () => createAgentStore(queries),
    profileAgents: () => createProfileAgentStore(queries),
    strangerPayments: () => createStrangerPaymentStore(queries),
    sessions: () => createSessionStore(queries, contents),
    buyers: () => createBuyerStore(queries),
    personal: () => createPersonalRecords(queries),
    carts: () => createCartStore(queries),
    catalog: () => createCatalogStore(queries),
    catalogSources: () => createCatalogSourceStore(queries),
    discounts: () => createDiscountStore(queries),
    codeGuesses: () => createCodeGuessStore(queries),
    attempts: () => createAttemptStore(queries),
    refunds: () => createRefundStore(queries),
    paymentEvents: () => createPaymentEventStore(queries),
    disputes: () => createDisputeStore(queries),
    orders: () => createOrderStore(queries),
    sales: () => createSalesStore(queries),
    orderIndex: () => createOrderIndexStore(queries),
    outbox: () => createOutboxStore(queries),
    mails: () => createMailStore(queries),
    alerts: () => createAlertStore(queries),
    people: () => createPeopleStore(queries),
    audit: () => createAuditStore(queries),
    suspendedEndpoints: () => createSuspendedEndpointStore(queries),
    feeds: () => createFeedStore(queries),
    idempotency: () => createIdempotencyStore(queries),
    jobs: () => createJobStore(queries),
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
