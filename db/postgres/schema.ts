import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  customType,
  index,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { profileAgentPrefix } from "../../src/agents/profile-agent.ts";
import { MOST_LOW_STOCK } from "../../src/catalog/low-stock.ts";
import { type SessionStatus, sessionStatuses } from "../../src/checkout/session.ts";
import { abandonedStatuses, isUnfinished, waitingStatuses } from "../../src/checkout/transitions.ts";
import type { OrderStatus } from "../../src/orders/order.ts";
import { openOrderStatuses } from "../../src/orders/status.ts";

/*
 * The tables of db/schema.ts for PostgreSQL, under the same names: what each is for stands there. Money and time are
 * bigint, what SQLite keeps as 0 and 1 is boolean, documents are text and not jsonb, which knows no U+0000 and does not
 * keep what it is given byte for byte. Every text is COLLATE "C" (scripts/generate-migration.ts adds it): ids are paged in the
 * order of their bytes, whatever the server's language. test/contract/tables.test.ts says where the two differ.
 */

const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => "bytea",
  fromDriver: (bytes) => Buffer.from(bytes),
});

/** The words of a product, weighted, as full-text search wants them. */
const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/** Sequences and facts about the database itself, by name. */
export const settings = pgTable("settings", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
});

export const agents = pgTable("agents", {
  id: text("id").primaryKey(),
  name: text("name").notNull().unique(),
  /** Signature keys, default version, answer codes, webhook endpoint: see src/agents/agent.ts. */
  document: text("document").notNull(),
  createdAt: bigint("created_at", { mode: "number" }).notNull(),
  updatedAt: bigint("updated_at", { mode: "number" }).notNull(),
});

/** What the merchant has said of hosts from which callers present profiles: see src/agents/caller-host.ts. */
export const callerHosts = pgTable("caller_hosts", {
  host: text("host").primaryKey(),
  standing: text("standing").notNull(),
  listedAt: bigint("listed_at", { mode: "number" }).notNull(),
});

/** Agents that were made from a profile, from their first checkout on: see src/agents/profile-agent.ts. */
export const profileAgents = pgTable(
  "profile_agents",
  {
    id: text("id").primaryKey(),
    url: text("url").notNull(),
    host: text("host").notNull(),
    firstSeenAt: bigint("first_seen_at", { mode: "number" }).notNull(),
    /** To the hour: most requests write nothing. */
    lastSeenAt: bigint("last_seen_at", { mode: "number" }).notNull(),
  },
  (table) => [index("profile_agents_by_age").on(table.lastSeenAt)],
);

export const apiKeys = pgTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    agentId: text("agent_id")
      .notNull()
      .references(() => agents.id),
    /** SHA-256 of the key. The key itself is shown once and never stored. */
    hash: bytea("hash").notNull().unique(),
    /** The first characters, enough to recognise a key in a list. */
    hint: text("hint").notNull(),
    createdAt: bigint("created_at", { mode: "number" }).notNull(),
    revokedAt: bigint("revoked_at", { mode: "number" }),
  },
  (table) => [index("api_keys_by_agent").on(table.agentId)],
);

export const products = pgTable(
  "products",
  {
    id: text("id").primaryKey(),
    title: text("title").notNull(),
    published: boolean("published").notNull(),
    /** The product without its variants: see src/catalog/product.ts. */
    document: text("document").notNull(),
    /** The fields the merchant set here, as JSON by name. Imports never write them. */
    merchantFields: text("merchant_fields").notNull().default("{}"),
    createdAt: bigint("created_at", { mode: "number" }).notNull(),
    updatedAt: bigint("updated_at", { mode: "number" }).notNull(),
  },
  (table) => [index("products_hidden").on(table.id).where(sql`published = false`)],
);

/**
 * What the merchant changed of what a source lists, a row for each field of a product or variant. The rows of `products`
 * and `variants` are merged with it when they are written, so that nobody else reads this.
 */
export const catalogOverrides = pgTable(
  "catalog_overrides",
  {
    /** `product` or `variant`, and its id. */
    subjectKind: text("subject_kind").notNull(),
    subjectId: text("subject_id").notNull(),
    field: text("field").notNull(),
    changedAt: bigint("changed_at", { mode: "number" }).notNull(),
    /** The whole change: see src/catalog/editing/override.ts. */
    document: text("document").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subjectKind, table.subjectId, table.field] })],
);

/** Products as their source last listed them, of those that something was changed of. */
export const sourceProducts = pgTable("source_products", {
  productId: text("product_id").primaryKey(),
  /** The whole product: see src/catalog/product.ts. */
  document: text("document").notNull(),
});

/** Products that no source lists: they were made here. */
export const productsMadeHere = pgTable("products_made_here", {
  productId: text("product_id").primaryKey(),
  madeAt: bigint("made_at", { mode: "number" }).notNull(),
});

/** The words of a product, for search. `product_words` (db/full-text.sql) indexes them and follows by triggers. */
export const productTexts = pgTable(
  "product_texts",
  {
    number: bigserial("number", { mode: "number" }).primaryKey(),
    productId: text("product_id").notNull().unique(),
    title: text("title").notNull(),
    brand: text("brand").notNull(),
    category: text("category").notNull(),
    options: text("options").notNull(),
    description: text("description").notNull(),
    words: tsvector("words").notNull(),
  },
  (table) => [index("product_words").using("gin", table.words)],
);

/**
 * Which variants have few left to sell, or none. An index and a query say it in the same words, or SQLite would not match
 * them.
 */
export const isLow = sql.raw(
  `withdrawn_at is null and backorder = false and stock - reserved <= ${MOST_LOW_STOCK}`,
);
/** How many are left of a variant that is counted. */
export const unitsLeft = sql`(stock - reserved)`;

export const variants = pgTable(
  "variants",
  {
    id: text("id").primaryKey(),
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    position: bigint("position", { mode: "number" }).notNull(),
    price: bigint("price", { mode: "number" }).notNull(),
    /** What `price` was until it last changed, and when that was; both NULL while it never has. */
    earlierPrice: bigint("earlier_price", { mode: "number" }),
    repricedAt: bigint("repriced_at", { mode: "number" }),
    /** What the merchant's source counts; NULL when not tracked. Only imports and the dashboard write it. */
    stock: bigint("stock", { mode: "number" }),
    /** Units promised or sold since the source last counted. Only reservations write it; imports never do. */
    reserved: bigint("reserved", { mode: "number" }).notNull().default(0),
    backorder: boolean("backorder").notNull(),
    /** Set when the source no longer lists it: kept for old orders, not sold. */
    withdrawnAt: bigint("withdrawn_at", { mode: "number" }),
    /** The rest of the variant: see src/catalog/product.ts. */
    document: text("document").notNull(),
    updatedAt: bigint("updated_at", { mode: "number" }).notNull(),
    /**
     * A random number, another one after every change of the variant or its product, but of `reserved`: what was read
     * under it need not be read again.
     */
    revision: bigint("revision", { mode: "number" }).notNull(),
  },
  (table) => [
    index("variants_by_product").on(table.productId, table.position),
    index("variants_low").on(unitsLeft, table.productId).where(isLow),
  ],
);

/** Units held for an open payment attempt or sold by it. `variants.reserved` is the sum of these rows. */
export const reservations = pgTable(
  "reservations",
  {
    attemptId: text("attempt_id").notNull(),
    variantId: text("variant_id")
      .notNull()
      .references(() => variants.id),
    quantity: bigint("quantity", { mode: "number" }).notNull(),
    sold: boolean("sold").notNull().default(false),
    /** When the merchant's source was told of the sale. A count made after that has these units subtracted already. */
    acknowledgedAt: bigint("acknowledged_at", { mode: "number" }),
    createdAt: bigint("created_at", { mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.attemptId, table.variantId] }),
    /** Read where stock is counted anew. A sale costs an entry only once its source is told of it. */
    index("acknowledged_reservations").on(table.variantId).where(sql`acknowledged_at is not null`),
  ],
);

/** Where the catalogue is fetched from, and what was found there last. */
export const catalogSources = pgTable("catalog_sources", {
  /** The URL or folder, as the settings name it. */
  location: text("location").primaryKey(),
  /** What tells a file that has not changed: see src/catalog/source.ts. */
  fingerprint: text("fingerprint"),
  checkedAt: bigint("checked_at", { mode: "number" }).notNull(),
  importedAt: bigint("imported_at", { mode: "number" }),
  /** The report of the last import or the problem of the last look: see src/catalog/source.ts. */
  document: text("document").notNull(),
});

/** Sessions that are over when their time is, and those that are over. Literals: bound values would not match an index. */
export const isWaiting = standsAt(waitingStatuses());
export const isAbandoned = standsAt(abandonedStatuses());

/** What is of an agent that was made from a profile, and sessions of these that are not finished. Literals once more. */
export const isOfProfile = sql.raw(`agent_id like '${profileAgentPrefix}%'`);
export const isOpenOfProfile = sql`${isOfProfile} and ${standsAt(sessionStatuses.filter(isUnfinished))}`;

function standsAt(statuses: readonly (SessionStatus | OrderStatus)[]) {
  return sql.raw(`status in (${statuses.map((status) => `'${status}'`).join(", ")})`);
}

export const checkoutSessions = pgTable(
  "checkout_sessions",
  {
    id: text("id").primaryKey(),
    agentId: text("agent_id").notNull(),
    status: text("status").notNull(),
    expiresAt: bigint("expires_at", { mode: "number" }).notNull(),
    /** The whole session: see src/checkout/session.ts. */
    document: text("document").notNull(),
  },
  (table) => [
    index("sessions_to_expire").on(table.expiresAt).where(isWaiting),
    index("sessions_to_forget").on(table.expiresAt, table.id).where(isAbandoned),
    index("open_sessions_of_profiles").on(table.agentId).where(isOpenOfProfile),
  ],
);

/** Carts: see src/carts/cart.ts. */
export const carts = pgTable(
  "carts",
  {
    id: text("id").primaryKey(),
    pageToken: text("page_token").notNull().unique(),
    expiresAt: bigint("expires_at", { mode: "number" }).notNull(),
    document: text("document").notNull(),
  },
  (table) => [index("carts_to_forget").on(table.expiresAt)],
);

/** What merchants offer, by code or by itself: see src/discounts/discount.ts. */
export const discounts = pgTable(
  "discounts",
  {
    id: text("id").primaryKey(),
    /** In upper case; NULL for an automatic discount. */
    code: text("code").unique(),
    priority: bigint("priority", { mode: "number" }).notNull(),
    disabled: bigint("disabled", { mode: "number" }).notNull(),
    /** How many rows `discount_uses` has for it, kept so that no checkout has to count them. */
    uses: bigint("uses", { mode: "number" }).notNull(),
    document: text("document").notNull(),
  },
  (table) => [index("automatic_discounts").on(table.priority).where(sql`code is null and disabled = 0`)],
);

/** Uses of discounts, held by an open payment attempt or spent by the order it made. */
export const discountUses = pgTable(
  "discount_uses",
  {
    attemptId: text("attempt_id").notNull(),
    discountId: text("discount_id")
      .notNull()
      .references(() => discounts.id),
    /** Hash of the buyer's e-mail address, for limits per buyer. */
    buyer: text("buyer"),
    createdAt: bigint("created_at", { mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.attemptId, table.discountId] }),
    index("discount_uses_by_buyer").on(table.discountId, table.buyer),
  ],
);

/** Attempts whose buyers are at the provider's. Literals, as for sessions. */
export const isAtProvider = sql`kind = 'hosted' and state = 'open'`;

/** One try at charging one session. The id is the provider's idempotency key. */
export const paymentAttempts = pgTable(
  "payment_attempts",
  {
    id: text("id").primaryKey(),
    sessionId: text("session_id")
      .notNull()
      .references(() => checkoutSessions.id),
    agentId: text("agent_id").notNull(),
    state: text("state").notNull(),
    provider: text("provider").notNull(),
    /** `charge`, or `hosted` where the buyer pays on a page of the provider's. */
    kind: text("kind").notNull().default("charge"),
    reference: text("reference"),
    /** The idempotency claim of the request that opened it, hex. */
    claim: text("claim"),
    amount: bigint("amount", { mode: "number" }).notNull(),
    currency: text("currency").notNull(),
    openedAt: bigint("opened_at", { mode: "number" }).notNull(),
    settledAt: bigint("settled_at", { mode: "number" }),
    /** When recovery looks next, while open or a refund is due. */
    nextLookAt: bigint("next_look_at", { mode: "number" }),
    /** Whether its capture was asked for and is not known to be done: see src/payments/attempt.ts. */
    capturing: boolean("capturing").notNull().default(false),
    /** Who is asking the provider about it, and until when nobody else does: see src/payments/drives.ts. */
    drivenBy: text("driven_by"),
    drivenUntil: bigint("driven_until", { mode: "number" }),
    /** With what it is paid, and the outcome once known: see src/payments/attempt.ts. */
    document: text("document").notNull(),
  },
  (table) => [
    uniqueIndex("one_open_attempt_a_session").on(table.sessionId).where(sql`state = 'open'`),
    index("attempts_unresolved").on(table.openedAt).where(sql`state in ('open', 'refund_due')`),
    index("attempts_without_order_to_look_at")
      .on(table.nextLookAt)
      .where(sql`next_look_at is not null and state <> 'succeeded'`),
    index("attempts_with_order_to_look_at")
      .on(table.capturing, table.nextLookAt)
      .where(sql`next_look_at is not null and state = 'succeeded'`),
    index("attempts_at_provider").on(table.id).where(isAtProvider),
    index("attempts_by_session").on(table.sessionId),
    index("attempts_by_reference").on(table.reference).where(sql`reference is not null`),
  ],
);

/** Money on its way back. The id is the provider's idempotency key. */
export const refunds = pgTable(
  "refunds",
  {
    id: text("id").primaryKey(),
    attemptId: text("attempt_id")
      .notNull()
      .references(() => paymentAttempts.id),
    state: text("state").notNull(),
    reference: text("reference").unique(),
    amount: bigint("amount", { mode: "number" }).notNull(),
    openedAt: bigint("opened_at", { mode: "number" }).notNull(),
    /** When recovery looks next, while it is pending. */
    nextLookAt: bigint("next_look_at", { mode: "number" }),
    /** Who is asking the provider about it, and until when nobody else does, as for attempts. */
    drivenBy: text("driven_by"),
    drivenUntil: bigint("driven_until", { mode: "number" }),
    /** The whole refund: see src/payments/refund.ts. */
    document: text("document").notNull(),
  },
  (table) => [
    index("refunds_by_attempt").on(table.attemptId, table.openedAt),
    index("refunds_to_look_at").on(table.nextLookAt).where(sql`next_look_at is not null`),
    index("refunds_pending").on(table.openedAt).where(sql`state = 'pending'`),
  ],
);

/** Events the payment provider has sent: see src/payments/event.ts. The key tells one that comes twice. */
export const paymentEvents = pgTable(
  "payment_events",
  {
    id: text("id").primaryKey(),
    receivedAt: bigint("received_at", { mode: "number" }).notNull(),
    /** When it is to be acted on; NULL once it was. */
    dueAt: bigint("due_at", { mode: "number" }),
    document: text("document").notNull(),
  },
  (table) => [
    index("payment_events_due").on(table.dueAt).where(sql`due_at is not null`),
    index("payment_events_by_age").on(table.receivedAt),
  ],
);

/** Buyers' banks asking for their money back: see src/payments/disputes.ts. */
export const disputes = pgTable(
  "disputes",
  {
    /** The provider's own id. */
    reference: text("reference").primaryKey(),
    orderId: text("order_id").notNull(),
    orderNumber: bigint("order_number", { mode: "number" }).notNull(),
    state: text("state").notNull(),
    amount: bigint("amount", { mode: "number" }).notNull(),
    currency: text("currency").notNull(),
    reason: text("reason").notNull(),
    openedAt: bigint("opened_at", { mode: "number" }).notNull(),
    /** Until when the bank waits for an answer; NULL while it wants none. */
    respondBy: bigint("respond_by", { mode: "number" }),
  },
  (table) => [
    index("disputes_by_order").on(table.orderId),
    index("disputes_to_answer").on(table.respondBy).where(sql`state = 'open' and respond_by is not null`),
  ],
);

/** Who has bought, once per e-mail address: see src/buyers/stores.ts. */
export const buyers = pgTable("buyers", {
  id: text("id").primaryKey(),
  /** In lower case. */
  email: text("email").notNull().unique(),
  createdAt: bigint("created_at", { mode: "number" }).notNull(),
  updatedAt: bigint("updated_at", { mode: "number" }).notNull(),
  /** What the buyer last said of themselves: see src/buyers/buyer.ts. */
  document: text("document").notNull(),
});

/** Orders of which something is still to be done. Literals, as for sessions. */
export const isOpenOrder = standsAt(openOrderStatuses);

export const orders = pgTable(
  "orders",
  {
    id: text("id").primaryKey(),
    number: bigint("number", { mode: "number" }).notNull().unique(),
    sessionId: text("session_id")
      .notNull()
      .unique()
      .references(() => checkoutSessions.id),
    agentId: text("agent_id").notNull(),
    attemptId: text("attempt_id").notNull().unique(),
    permalinkToken: text("permalink_token").notNull().unique(),
    status: text("status").notNull(),
    /** By what it began: see src/buyers/purchase-context.ts. */
    way: text("way").notNull().default("agent"),
    /** What was charged. */
    total: bigint("total", { mode: "number" }).notNull().default(0),
    /** Whose it is; NULL when nobody said, and once the buyer was erased. */
    buyerId: text("buyer_id"),
    /** When it was first handed to the merchant's source. */
    exportedAt: bigint("exported_at", { mode: "number" }),
    createdAt: bigint("created_at", { mode: "number" }).notNull(),
    updatedAt: bigint("updated_at", { mode: "number" }).notNull(),
    /** The whole order: see src/orders/order.ts. */
    document: text("document").notNull(),
  },
  (table) => [
    index("orders_listed").on(
      table.number,
      table.status,
      table.agentId,
      table.way,
      table.createdAt,
      table.total,
    ),
    index("orders_open").on(table.number, table.status).where(isOpenOrder),
    index("orders_by_buyer").on(table.buyerId, table.number),
    index("orders_to_export").on(table.number).where(sql`exported_at is null`),
    index("orders_of_profiles").on(table.agentId).where(isOfProfile),
  ],
);

/**
 * Orders whose words are not yet in `order_words` (db/postgres/order-search.sql). Written by triggers, with every change of an
 * order: one that is in neither is in none.
 */
export const ordersToIndex = pgTable("orders_to_index", {
  number: bigint("number", { mode: "number" }).primaryKey(),
});

/** The words of orders that were indexed, for search. */
export const orderWords = pgTable(
  "order_words",
  {
    number: bigint("number", { mode: "number" }).primaryKey(),
    words: tsvector("words").notNull(),
  },
  (table) => [index("order_words_indexed").using("gin", table.words)],
);

/** What was sold on each day by the shop's clock, so that charts need not count orders: see src/orders/sales.ts. */
export const salesDays = pgTable(
  "sales_days",
  {
    /** `2026-06-01`. */
    day: text("day").notNull(),
    agentId: text("agent_id").notNull(),
    protocol: text("protocol").notNull(),
    way: text("way").notNull(),
    /** Checkouts begun. */
    checkouts: bigint("checkouts", { mode: "number" }).notNull(),
    orders: bigint("orders", { mode: "number" }).notNull(),
    /** What was charged, before anything went back. */
    sales: bigint("sales", { mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.agentId, table.protocol, table.way] })],
);

/** Keys that the shop signs its own messages with; the newest that has begun signs. */
export const signingKeys = pgTable(
  "signing_keys",
  {
    /** RFC 7638 thumbprint. */
    id: text("id").primaryKey(),
    /** PKCS #8, PEM. */
    privateKey: text("private_key").notNull(),
    createdAt: bigint("created_at", { mode: "number" }).notNull(),
    signsFrom: bigint("signs_from", { mode: "number" }).notNull(),
    /** NULL on the newest. */
    publishedUntil: bigint("published_until", { mode: "number" }),
  },
  (table) => [index("signing_keys_to_forget").on(table.publishedUntil)],
);

/** What must reach an agent, written with the change that caused it. */
export const outboxEvents = pgTable(
  "outbox_events",
  {
    /** The order in which events happened. */
    sequence: bigserial("sequence", { mode: "number" }).primaryKey(),
    id: text("id").notNull().unique(),
    agentId: text("agent_id").notNull(),
    /** Where it goes, as its session's caller said; empty: where it is agreed with the agent. */
    webhookUrl: text("webhook_url").notNull().default(""),
    orderId: text("order_id").notNull(),
    type: text("type").notNull(),
    state: text("state").notNull(),
    createdAt: bigint("created_at", { mode: "number" }).notNull(),
    /** The order as it stood: see src/orders/order.ts. NULL once the bytes are made from it. */
    document: text("document"),
    /** The bytes that every delivery repeats; NULL until the first. */
    body: text("body"),
    attempts: bigint("attempts", { mode: "number" }).notNull().default(0),
    /** Attempts in vain since it last became pending, and the time of the first. */
    failures: bigint("failures", { mode: "number" }).notNull().default(0),
    firstFailedAt: bigint("first_failed_at", { mode: "number" }),
    /** 0: at once. NULL behind an earlier pending event of its order. */
    nextAttemptAt: bigint("next_attempt_at", { mode: "number" }),
    finishedAt: bigint("finished_at", { mode: "number" }),
  },
  (table) => [
    index("events_due")
      .on(table.agentId, table.webhookUrl, table.nextAttemptAt)
      .where(sql`state = 'pending'`),
    index("events_with_address")
      .on(table.agentId, table.webhookUrl)
      .where(sql`state = 'pending' and webhook_url <> ''`),
    index("events_by_order").on(table.orderId, table.sequence),
    index("events_given_up").on(table.sequence).where(sql`state = 'dead'`),
    index("events_to_forget").on(table.finishedAt).where(sql`state = 'delivered'`),
  ],
);

/** Every try at delivering an event. */
export const deliveryAttempts = pgTable(
  "delivery_attempts",
  {
    eventSequence: bigint("event_sequence", { mode: "number" }).notNull(),
    number: bigint("number", { mode: "number" }).notNull(),
    at: bigint("at", { mode: "number" }).notNull(),
    durationMs: bigint("duration_ms", { mode: "number" }).notNull(),
    /** The HTTP status; NULL without an answer. */
    status: bigint("status", { mode: "number" }),
    /** What went wrong; NULL when it was accepted. */
    reason: text("reason"),
  },
  (table) => [primaryKey({ columns: [table.eventSequence, table.number] })],
);

/** Endpoints that answered 410 Gone. Another address of the same agent is another endpoint. */
export const suspendedEndpoints = pgTable(
  "paused_endpoints",
  {
    agentId: text("agent_id").notNull(),
    url: text("url").notNull(),
    pausedAt: bigint("paused_at", { mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.agentId, table.url] })],
);

/** Payments of agents that nobody vouches for: those declined, and those under way: see src/payments/stranger-payments.ts. */
export const strangerPayments = pgTable(
  "stranger_payments",
  {
    attemptId: text("attempt_id").primaryKey(),
    /** As whom its agent is counted. */
    agentId: text("agent_id").notNull(),
    openedAt: bigint("opened_at", { mode: "number" }).notNull(),
  },
  (table) => [index("stranger_payments_by_age").on(table.openedAt)],
);

/** Which discount codes an agent tried in the last minute that are none. */
export const codeGuesses = pgTable(
  "code_guesses",
  {
    agentId: text("agent_id").notNull(),
    /** SHA-256: people type anything into a field for a code. */
    codeHash: text("code_hash").notNull(),
    triedAt: bigint("tried_at", { mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.agentId, table.codeHash] })],
);

/** What is to be told to people, written with the change that caused it. */
export const mails = pgTable(
  "mails",
  {
    sequence: bigserial("sequence", { mode: "number" }).primaryKey(),
    /** What it tells: nobody is told the same twice. */
    key: text("key").notNull().unique(),
    state: text("state").notNull(),
    createdAt: bigint("created_at", { mode: "number" }).notNull(),
    /** The whole mail: see src/mail/mail.ts. NULL once it is sent. */
    document: text("document"),
    failures: bigint("failures", { mode: "number" }).notNull().default(0),
    firstFailedAt: bigint("first_failed_at", { mode: "number" }),
    /** 0: at once. */
    nextAttemptAt: bigint("next_attempt_at", { mode: "number" }).notNull().default(0),
    finishedAt: bigint("finished_at", { mode: "number" }),
  },
  (table) => [
    index("mails_to_send").on(table.nextAttemptAt).where(sql`state = 'pending'`),
    index("mails_given_up").on(table.sequence).where(sql`state = 'dead'`),
    index("mails_to_forget").on(table.finishedAt).where(sql`state = 'sent'`),
  ],
);

/** Answers already given, by the hash of agent, method, path and key. */
export const idempotencyRecords = pgTable(
  "idempotency_records",
  {
    /** SHA-256 over agent, method, path and key. */
    claim: bytea("claim").primaryKey(),
    /** SHA-256 over the canonical request body. */
    fingerprint: bytea("fingerprint").notNull(),
    /** The process that is working on it; NULL once answered or given up. */
    holder: text("holder"),
    /** Until when its holder has it, unless that is renewed. NULL when nobody does. */
    heldUntil: bigint("held_until", { mode: "number" }),
    /** How often it was taken: tells the present holder from every earlier one. */
    generation: bigint("generation", { mode: "number" }).notNull().default(0),
    /** NULL until answered. */
    status: bigint("status", { mode: "number" }),
    body: text("body"),
    createdAt: bigint("created_at", { mode: "number" }).notNull(),
  },
  (table) => [
    index("idempotency_by_age").on(table.createdAt),
    index("idempotency_held").on(table.holder).where(sql`holder is not null`),
  ],
);

/** What the merchant was told is wrong with the shop: see src/monitoring/alert.ts. */
export const alerts = pgTable("alerts", {
  name: text("name").primaryKey(),
  heading: text("heading").notNull(),
  words: text("words").notNull(),
  /** `firing`, or `over` until that was told. */
  state: text("state").notNull(),
  since: bigint("since", { mode: "number" }).notNull(),
  /** Whether the merchant's webhook took the news of this state. */
  posted: boolean("posted").notNull(),
});

/** What is remembered of recurring jobs: see src/jobs/job.ts. */
export const jobs = pgTable("jobs", {
  name: text("name").primaryKey(),
  /** Who is running it, and until when nobody else does. */
  holder: text("holder"),
  leasedUntil: bigint("leased_until", { mode: "number" }),
  startedAt: bigint("started_at", { mode: "number" }),
  finishedAt: bigint("finished_at", { mode: "number" }),
  succeededAt: bigint("succeeded_at", { mode: "number" }),
  /** Failed runs since the last that did not. */
  failures: bigint("failures", { mode: "number" }).notNull(),
  reason: text("reason"),
  nextAt: bigint("next_at", { mode: "number" }),
});

/** The sandbox provider's own books, as a real provider would keep them elsewhere. */
export const sandboxCharges = pgTable("sandbox_charges", {
  attemptId: text("attempt_id").primaryKey(),
  amount: bigint("amount", { mode: "number" }).notNull(),
  /** The whole charge: see src/payments/sandbox/stores.ts. */
  document: text("document").notNull(),
});

/** The sandbox provider's pages that buyers pay on: see src/payments/sandbox/page.ts. */
export const sandboxPages = pgTable("sandbox_pages", {
  attemptId: text("attempt_id").primaryKey(),
  document: text("document").notNull(),
});

/** Tokens the sandbox's payment service has given out for delegated payments. No card number is in here. */
export const sandboxTokens = pgTable("sandbox_tokens", {
  id: text("id").primaryKey(),
  createdAt: bigint("created_at", { mode: "number" }).notNull(),
  /** The allowance and its use: see src/payments/sandbox/stores.ts. */
  document: text("document").notNull(),
});

/**
 * Which products changed, and the number of the transaction that changed them: what feeds that were made before lack.
 * Written by triggers, see db/postgres/feed-changes.sql. A number counts once no transaction of a lower one can still
 * commit, so that nobody who has read up to a number misses what comes under an earlier one. Superseded rows are pruned.
 */
export const feedChanges = pgTable(
  "feed_changes",
  {
    productId: text("product_id").notNull(),
    number: bigint("number", { mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.number] }),
    index("feed_changes_in_order").on(table.number),
  ],
);

/** Where feeds are pushed to, by the name the settings give it, and how that stands. */
export const feedDestinations = pgTable("feed_destinations", {
  name: text("name").primaryKey(),
  /** See src/feed/push/push-state.ts. */
  document: text("document").notNull(),
});

/** What was pushed, and how it went. */
export const feedPushes = pgTable(
  "feed_pushes",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    destination: text("destination").notNull(),
    startedAt: bigint("started_at", { mode: "number" }).notNull(),
    /** See src/feed/push/push-state.ts. */
    document: text("document").notNull(),
  },
  (table) => [index("feed_pushes_by_destination").on(table.destination, table.id)],
);

/** What a destination that takes single products was last sent of each. */
export const feedSent = pgTable(
  "feed_sent",
  {
    destination: text("destination").notNull(),
    productId: text("product_id").notNull(),
    /** SHA-256 of the product as it was sent. */
    fingerprint: bytea("fingerprint").notNull(),
    /** What must be taken out when it goes: see src/feed/push/push-state.ts. */
    document: text("document").notNull(),
  },
  (table) => [primaryKey({ columns: [table.destination, table.productId] })],
);

/** What was done, by whom and when: see src/audit/audit.ts. Rows are only ever added. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    sequence: bigserial("sequence", { mode: "number" }).primaryKey(),
    at: bigint("at", { mode: "number" }).notNull(),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    subject: text("subject").notNull(),
    /** With what, as JSON. */
    document: text("document").notNull(),
  },
  (table) => [index("audit_by_subject").on(table.subject, table.sequence)],
);

/** Those who work in the shop: see src/people/person.ts. */
export const people = pgTable("people", {
  id: text("id").primaryKey(),
  /** In lower case; NULL once they were removed, so that the address can come in again. */
  email: text("email").unique(),
  role: text("role").notNull(),
  removedAt: bigint("removed_at", { mode: "number" }),
  document: text("document").notNull(),
});

/** Browsers in which somebody is signed in. */
export const personSessions = pgTable(
  "person_sessions",
  {
    /** SHA-256 of the cookie. */
    hash: text("hash").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => people.id),
    expiresAt: bigint("expires_at", { mode: "number" }).notNull(),
    document: text("document").notNull(),
  },
  (table) => [
    index("person_sessions_by_person").on(table.personId),
    index("person_sessions_by_age").on(table.expiresAt),
  ],
);

/** Links by which somebody comes in. */
export const invitations = pgTable("invitations", {
  /** SHA-256 of the token. */
  hash: text("hash").primaryKey(),
  expiresAt: bigint("expires_at", { mode: "number" }).notNull(),
  document: text("document").notNull(),
});

/** What programs open the merchant's API with. */
export const programTokens = pgTable("program_tokens", {
  id: text("id").primaryKey(),
  /** SHA-256 of the token. */
  hash: text("hash").notNull().unique(),
  document: text("document").notNull(),
});

/** What other processes watch: how often each kind of thing was changed. Written by triggers, see db/postgres/change-marks.sql. */
export const changeMarks = pgTable("change_marks", {
  topic: text("topic").primaryKey(),
  changes: bigint("changes", { mode: "number" }).notNull(),
});

/** The processes that serve, and since when they were heard of. */
export const nodes = pgTable("nodes", {
  id: text("id").primaryKey(),
  /** Of what all of them must have alike: another one warns. */
  settingsHash: text("settings_hash").notNull(),
  program: text("program").notNull(),
  startedAt: bigint("started_at", { mode: "number" }).notNull(),
  /** By the clock of the database. */
  seenAt: bigint("seen_at", { mode: "number" }).notNull(),
});
