import { sql } from "drizzle-orm";
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { profileAgentPrefix } from "../src/agents/profile-agent.ts";
import { MOST_LOW_STOCK } from "../src/catalog/low-stock.ts";
import { type SessionStatus, sessionStatuses } from "../src/checkout/session.ts";
import { abandonedStatuses, isUnfinished, waitingStatuses } from "../src/checkout/transitions.ts";
import type { OrderStatus } from "../src/orders/order.ts";
import { openOrderStatuses } from "../src/orders/status.ts";

/*
 * Every table, once. Money is INTEGER minor units, time INTEGER milliseconds since the epoch, ids are prefixed text.
 * What is only ever read and written whole (a session's lines, an order's parcels) is one JSON column, `document`;
 * what is searched, joined, constrained or counted has a column of its own. All tables are STRICT: see
 * scripts/generate-migration.ts, which adds what drizzle-kit cannot say. db/documents.ts says what each document is and
 * how earlier shapes of it are read.
 */

/** Sequences and facts about the database itself, by name. */
export const settings = sqliteTable("settings", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
});

export const agents = sqliteTable("agents", {
  id: text("id").primaryKey(),
  name: text("name").notNull().unique(),
  /** Signature keys, default version, answer codes, webhook endpoint: see src/agents/agent.ts. */
  document: text("document").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** What the merchant has said of hosts from which callers present profiles: see src/agents/caller-host.ts. */
export const callerHosts = sqliteTable("caller_hosts", {
  host: text("host").primaryKey(),
  standing: text("standing").notNull(),
  listedAt: integer("listed_at").notNull(),
});

/** Agents that were made from a profile, from their first checkout on: see src/agents/profile-agent.ts. */
export const profileAgents = sqliteTable(
  "profile_agents",
  {
    id: text("id").primaryKey(),
    url: text("url").notNull(),
    host: text("host").notNull(),
    firstSeenAt: integer("first_seen_at").notNull(),
    /** To the hour: most requests write nothing. */
    lastSeenAt: integer("last_seen_at").notNull(),
  },
  (table) => [index("profile_agents_by_age").on(table.lastSeenAt)],
);

export const apiKeys = sqliteTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    agentId: text("agent_id")
      .notNull()
      .references(() => agents.id),
    /** SHA-256 of the key. The key itself is shown once and never stored. */
    hash: blob("hash", { mode: "buffer" }).notNull().unique(),
    /** The first characters, enough to recognise a key in a list. */
    hint: text("hint").notNull(),
    createdAt: integer("created_at").notNull(),
    revokedAt: integer("revoked_at"),
  },
  (table) => [index("api_keys_by_agent").on(table.agentId)],
);

export const products = sqliteTable(
  "products",
  {
    id: text("id").primaryKey(),
    title: text("title").notNull(),
    published: integer("published", { mode: "boolean" }).notNull(),
    /** The product without its variants: see src/catalog/product.ts. */
    document: text("document").notNull(),
    /** The fields the merchant set here, as JSON by name. Imports never write them. */
    merchantFields: text("merchant_fields").notNull().default("{}"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [index("products_hidden").on(table.id).where(sql`published = 0`)],
);

/**
 * What the merchant changed of what a source lists, a row for each field of a product or variant. The rows of `products`
 * and `variants` are merged with it when they are written, so that nobody else reads this.
 */
export const catalogOverrides = sqliteTable(
  "catalog_overrides",
  {
    /** `product` or `variant`, and its id. */
    subjectKind: text("subject_kind").notNull(),
    subjectId: text("subject_id").notNull(),
    field: text("field").notNull(),
    changedAt: integer("changed_at").notNull(),
    /** The whole change: see src/catalog/editing/override.ts. */
    document: text("document").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subjectKind, table.subjectId, table.field] })],
);

/** Products as their source last listed them, of those that something was changed of. */
export const sourceProducts = sqliteTable("source_products", {
  productId: text("product_id").primaryKey(),
  /** The whole product: see src/catalog/product.ts. */
  document: text("document").notNull(),
});

/** Products that no source lists: they were made here. */
export const productsMadeHere = sqliteTable("products_made_here", {
  productId: text("product_id").primaryKey(),
  madeAt: integer("made_at").notNull(),
});

/** The words of a product, for search. `product_words` (db/full-text.sql) indexes them and follows by triggers. */
export const productTexts = sqliteTable("product_texts", {
  number: integer("number").primaryKey(),
  productId: text("product_id").notNull().unique(),
  title: text("title").notNull(),
  brand: text("brand").notNull(),
  category: text("category").notNull(),
  options: text("options").notNull(),
  description: text("description").notNull(),
});

/**
 * Which variants have few left to sell, or none. An index and a query say it in the same words, or SQLite would not match
 * them.
 */
export const isLow = sql.raw(
  `withdrawn_at is null and backorder = 0 and stock - reserved <= ${MOST_LOW_STOCK}`,
);
/** How many are left of a variant that is counted. */
export const unitsLeft = sql`(stock - reserved)`;

export const variants = sqliteTable(
  "variants",
  {
    id: text("id").primaryKey(),
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    position: integer("position").notNull(),
    price: integer("price").notNull(),
    /** What `price` was until it last changed, and when that was; both NULL while it never has. */
    earlierPrice: integer("earlier_price"),
    repricedAt: integer("repriced_at"),
    /** What the merchant's source counts; NULL when not tracked. Only imports and the dashboard write it. */
    stock: integer("stock"),
    /** Units promised or sold since the source last counted. Only reservations write it; imports never do. */
    reserved: integer("reserved").notNull().default(0),
    backorder: integer("backorder", { mode: "boolean" }).notNull(),
    /** Set when the source no longer lists it: kept for old orders, not sold. */
    withdrawnAt: integer("withdrawn_at"),
    /** The rest of the variant: see src/catalog/product.ts. */
    document: text("document").notNull(),
    updatedAt: integer("updated_at").notNull(),
    /**
     * A random number, another one after every change of the variant or its product, but of `reserved`: what was read
     * under it need not be read again.
     */
    revision: integer("revision").notNull(),
  },
  (table) => [
    index("variants_by_product").on(table.productId, table.position),
    index("variants_low").on(unitsLeft, table.productId).where(isLow),
  ],
);

/** Units held for an open payment attempt or sold by it. `variants.reserved` is the sum of these rows. */
export const reservations = sqliteTable(
  "reservations",
  {
    attemptId: text("attempt_id").notNull(),
    variantId: text("variant_id")
      .notNull()
      .references(() => variants.id),
    quantity: integer("quantity").notNull(),
    sold: integer("sold", { mode: "boolean" }).notNull().default(false),
    /** When the merchant's source was told of the sale. A count made after that has these units subtracted already. */
    acknowledgedAt: integer("acknowledged_at"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.attemptId, table.variantId] }),
    /** Read where stock is counted anew. A sale costs an entry only once its source is told of it. */
    index("acknowledged_reservations").on(table.variantId).where(sql`acknowledged_at is not null`),
  ],
);

/** Where the catalogue is fetched from, and what was found there last. */
export const catalogSources = sqliteTable("catalog_sources", {
  /** The URL or folder, as the settings name it. */
  location: text("location").primaryKey(),
  /** What tells a file that has not changed: see src/catalog/source.ts. */
  fingerprint: text("fingerprint"),
  checkedAt: integer("checked_at").notNull(),
  importedAt: integer("imported_at"),
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

export const checkoutSessions = sqliteTable(
  "checkout_sessions",
  {
    id: text("id").primaryKey(),
    agentId: text("agent_id").notNull(),
    status: text("status").notNull(),
    expiresAt: integer("expires_at").notNull(),
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
export const carts = sqliteTable(
  "carts",
  {
    id: text("id").primaryKey(),
    pageToken: text("page_token").notNull().unique(),
    expiresAt: integer("expires_at").notNull(),
    document: text("document").notNull(),
  },
  (table) => [index("carts_to_forget").on(table.expiresAt)],
);

/** What merchants offer, by code or by itself: see src/discounts/discount.ts. */
export const discounts = sqliteTable(
  "discounts",
  {
    id: text("id").primaryKey(),
    /** In upper case; NULL for an automatic discount. */
    code: text("code").unique(),
    priority: integer("priority").notNull(),
    disabled: integer("disabled").notNull(),
    /** How many rows `discount_uses` has for it, kept so that no checkout has to count them. */
    uses: integer("uses").notNull(),
    document: text("document").notNull(),
  },
  (table) => [index("automatic_discounts").on(table.priority).where(sql`code is null and disabled = 0`)],
);

/** Uses of discounts, held by an open payment attempt or spent by the order it made. */
export const discountUses = sqliteTable(
  "discount_uses",
  {
    attemptId: text("attempt_id").notNull(),
    discountId: text("discount_id")
      .notNull()
      .references(() => discounts.id),
    /** Hash of the buyer's e-mail address, for limits per buyer. */
    buyer: text("buyer"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.attemptId, table.discountId] }),
    index("discount_uses_by_buyer").on(table.discountId, table.buyer),
  ],
);

/** Attempts whose buyers are at the provider's. Literals, as for sessions. */
export const isAtProvider = sql`kind = 'hosted' and state = 'open'`;

/** One try at charging one session. The id is the provider's idempotency key. */
export const paymentAttempts = sqliteTable(
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
    amount: integer("amount").notNull(),
    currency: text("currency").notNull(),
    openedAt: integer("opened_at").notNull(),
    settledAt: integer("settled_at"),
    /** When recovery looks next, while open or a refund is due. */
    nextLookAt: integer("next_look_at"),
    /** Whether its capture was asked for and is not known to be done: see src/payments/attempt.ts. */
    capturing: integer("capturing", { mode: "boolean" }).notNull().default(false),
    /** Who is asking the provider about it, and until when nobody else does: see src/payments/drives.ts. */
    drivenBy: text("driven_by"),
    drivenUntil: integer("driven_until"),
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
export const refunds = sqliteTable(
  "refunds",
  {
    id: text("id").primaryKey(),
    attemptId: text("attempt_id")
      .notNull()
      .references(() => paymentAttempts.id),
    state: text("state").notNull(),
    reference: text("reference").unique(),
    amount: integer("amount").notNull(),
    openedAt: integer("opened_at").notNull(),
    /** When recovery looks next, while it is pending. */
    nextLookAt: integer("next_look_at"),
    /** Who is asking the provider about it, and until when nobody else does, as for attempts. */
    drivenBy: text("driven_by"),
    drivenUntil: integer("driven_until"),
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
export const paymentEvents = sqliteTable(
  "payment_events",
  {
    id: text("id").primaryKey(),
    receivedAt: integer("received_at").notNull(),
    /** When it is to be acted on; NULL once it was. */
    dueAt: integer("due_at"),
    document: text("document").notNull(),
  },
  (table) => [
    index("payment_events_due").on(table.dueAt).where(sql`due_at is not null`),
    index("payment_events_by_age").on(table.receivedAt),
  ],
);

/** Buyers' banks asking for their money back: see src/payments/disputes.ts. */
export const disputes = sqliteTable(
  "disputes",
  {
    /** The provider's own id. */
    reference: text("reference").primaryKey(),
    orderId: text("order_id").notNull(),
    orderNumber: integer("order_number").notNull(),
    state: text("state").notNull(),
    amount: integer("amount").notNull(),
    currency: text("currency").notNull(),
    reason: text("reason").notNull(),
    openedAt: integer("opened_at").notNull(),
    /** Until when the bank waits for an answer; NULL while it wants none. */
    respondBy: integer("respond_by"),
  },
  (table) => [
    index("disputes_by_order").on(table.orderId),
    index("disputes_to_answer").on(table.respondBy).where(sql`state = 'open' and respond_by is not null`),
  ],
);

/** Who has bought, once per e-mail address: see src/buyers/stores.ts. */
export const buyers = sqliteTable("buyers", {
  id: text("id").primaryKey(),
  /** In lower case. */
  email: text("email").notNull().unique(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  /** What the buyer last said of themselves: see src/buyers/buyer.ts. */
  document: text("document").notNull(),
});

/** Orders of which something is still to be done. Literals, as for sessions. */
export const isOpenOrder = standsAt(openOrderStatuses);

export const orders = sqliteTable(
  "orders",
  {
    id: text("id").primaryKey(),
    number: integer("number").notNull().unique(),
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
    total: integer("total").notNull().default(0),
    /** Whose it is; NULL when nobody said, and once the buyer was erased. */
    buyerId: text("buyer_id"),
    /** When it was first handed to the merchant's source. */
    exportedAt: integer("exported_at"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    /** The whole order: see src/orders/order.ts. */
    document: text("document").notNull(),
  },
  (table) => [
    /** All that lists of orders are filtered and sorted by: read without the orders themselves. */
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
 * Orders whose words are not yet in `order_words` (db/order-search.sql). Written by triggers, with every change of an
 * order: one that is in neither is in none.
 */
export const ordersToIndex = sqliteTable("orders_to_index", {
  number: integer("number").primaryKey(),
});

/** What was sold on each day by the shop's clock, so that charts need not count orders: see src/orders/sales.ts. */
export const salesDays = sqliteTable(
  "sales_days",
  {
    /** `2026-06-01`. */
    day: text("day").notNull(),
    agentId: text("agent_id").notNull(),
    protocol: text("protocol").notNull(),
    way: text("way").notNull(),
    /** Checkouts begun. */
    checkouts: integer("checkouts").notNull(),
    orders: integer("orders").notNull(),
    /** What was charged, before anything went back. */
    sales: integer("sales").notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.agentId, table.protocol, table.way] })],
);

/** Keys that the shop signs its own messages with; the newest that has begun signs. */
export const signingKeys = sqliteTable(
  "signing_keys",
  {
    /** RFC 7638 thumbprint. */
    id: text("id").primaryKey(),
    /** PKCS #8, PEM. */
    privateKey: text("private_key").notNull(),
    createdAt: integer("created_at").notNull(),
    signsFrom: integer("signs_from").notNull(),
    /** NULL on the newest. */
    publishedUntil: integer("published_until"),
  },
  (table) => [index("signing_keys_to_forget").on(table.publishedUntil)],
);

/** What must reach an agent, written with the change that caused it. */
export const outboxEvents = sqliteTable(
  "outbox_events",
  {
    /** The order in which events happened. */
    sequence: integer("sequence").primaryKey(),
    id: text("id").notNull().unique(),
    agentId: text("agent_id").notNull(),
    /** Where it goes, as its session's caller said; empty: where it is agreed with the agent. */
    webhookUrl: text("webhook_url").notNull().default(""),
    orderId: text("order_id").notNull(),
    type: text("type").notNull(),
    state: text("state").notNull(),
    createdAt: integer("created_at").notNull(),
    /**
     * The order as it stood: see src/orders/order.ts. NULL for as long as its own row still says so (a trigger of migration
     * 0020 keeps a copy before that changes), and once the bytes are made from it.
     */
    document: text("document"),
    /** The bytes that every delivery repeats; NULL until the first. */
    body: text("body"),
    attempts: integer("attempts").notNull().default(0),
    /** Attempts in vain since it last became pending, and the time of the first. */
    failures: integer("failures").notNull().default(0),
    firstFailedAt: integer("first_failed_at"),
    /** 0: at once. NULL behind an earlier pending event of its order. */
    nextAttemptAt: integer("next_attempt_at"),
    finishedAt: integer("finished_at"),
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
export const deliveryAttempts = sqliteTable(
  "delivery_attempts",
  {
    eventSequence: integer("event_sequence").notNull(),
    number: integer("number").notNull(),
    at: integer("at").notNull(),
    durationMs: integer("duration_ms").notNull(),
    /** The HTTP status; NULL without an answer. */
    status: integer("status"),
    /** What went wrong; NULL when it was accepted. */
    reason: text("reason"),
  },
  (table) => [primaryKey({ columns: [table.eventSequence, table.number] })],
);

/** Endpoints that answered 410 Gone. Another address of the same agent is another endpoint. */
export const suspendedEndpoints = sqliteTable(
  "paused_endpoints",
  {
    agentId: text("agent_id").notNull(),
    url: text("url").notNull(),
    pausedAt: integer("paused_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.agentId, table.url] })],
);

/** Payments of agents that nobody vouches for: those declined, and those under way: see src/payments/stranger-payments.ts. */
export const strangerPayments = sqliteTable(
  "stranger_payments",
  {
    attemptId: text("attempt_id").primaryKey(),
    /** As whom its agent is counted. */
    agentId: text("agent_id").notNull(),
    openedAt: integer("opened_at").notNull(),
  },
  (table) => [index("stranger_payments_by_age").on(table.openedAt)],
);

/** Which discount codes an agent tried in the last minute that are none. */
export const codeGuesses = sqliteTable(
  "code_guesses",
  {
    agentId: text("agent_id").notNull(),
    /** SHA-256: people type anything into a field for a code. Before it, which stranger tried it, where they share the agent. */
    codeHash: text("code_hash").notNull(),
    triedAt: integer("tried_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.agentId, table.codeHash] })],
);

/** What is to be told to people, written with the change that caused it. */
export const mails = sqliteTable(
  "mails",
  {
    sequence: integer("sequence").primaryKey(),
    /** What it tells: nobody is told the same twice. */
    key: text("key").notNull().unique(),
    state: text("state").notNull(),
    createdAt: integer("created_at").notNull(),
    /** The whole mail: see src/mail/mail.ts. NULL once it is sent. */
    document: text("document"),
    failures: integer("failures").notNull().default(0),
    firstFailedAt: integer("first_failed_at"),
    /** 0: at once. */
    nextAttemptAt: integer("next_attempt_at").notNull().default(0),
    finishedAt: integer("finished_at"),
  },
  (table) => [
    index("mails_to_send").on(table.nextAttemptAt).where(sql`state = 'pending'`),
    index("mails_given_up").on(table.sequence).where(sql`state = 'dead'`),
    index("mails_to_forget").on(table.finishedAt).where(sql`state = 'sent'`),
  ],
);

/** Answers already given, by the hash of agent, method, path and key. */
export const idempotencyRecords = sqliteTable(
  "idempotency_records",
  {
    /** SHA-256 over agent, method, path and key. */
    claim: blob("claim", { mode: "buffer" }).primaryKey(),
    /** SHA-256 over the canonical request body. */
    fingerprint: blob("fingerprint", { mode: "buffer" }).notNull(),
    /** The process that is working on it; NULL once answered or given up. */
    holder: text("holder"),
    /** Until when its holder has it, unless that is renewed. NULL when nobody does. */
    heldUntil: integer("held_until"),
    /** How often it was taken: tells the present holder from every earlier one. */
    generation: integer("generation").notNull().default(0),
    /** NULL until answered. */
    status: integer("status"),
    body: text("body"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    index("idempotency_by_age").on(table.createdAt),
    index("idempotency_held").on(table.holder).where(sql`holder is not null`),
  ],
);

/** What the merchant was told is wrong with the shop: see src/monitoring/alert.ts. */
export const alerts = sqliteTable("alerts", {
  name: text("name").primaryKey(),
  heading: text("heading").notNull(),
  words: text("words").notNull(),
  /** `firing`, or `over` until that was told. */
  state: text("state").notNull(),
  since: integer("since").notNull(),
  /** Whether the merchant's webhook took the news of this state. */
  posted: integer("posted", { mode: "boolean" }).notNull(),
});

/** What is remembered of recurring jobs: see src/jobs/job.ts. */
export const jobs = sqliteTable("jobs", {
  name: text("name").primaryKey(),
  /** Who is running it, and until when nobody else does. */
  holder: text("holder"),
  leasedUntil: integer("leased_until"),
  startedAt: integer("started_at"),
  finishedAt: integer("finished_at"),
  succeededAt: integer("succeeded_at"),
  /** Failed runs since the last that did not. */
  failures: integer("failures").notNull(),
  reason: text("reason"),
  nextAt: integer("next_at"),
});

/** The sandbox provider's own books, as a real provider would keep them elsewhere. */
export const sandboxCharges = sqliteTable("sandbox_charges", {
  attemptId: text("attempt_id").primaryKey(),
  amount: integer("amount").notNull(),
  /** The whole charge: see src/payments/sandbox/stores.ts. */
  document: text("document").notNull(),
});

/** The sandbox provider's pages that buyers pay on: see src/payments/sandbox/page.ts. */
export const sandboxPages = sqliteTable("sandbox_pages", {
  attemptId: text("attempt_id").primaryKey(),
  document: text("document").notNull(),
});

/** Tokens the sandbox's payment service has given out for delegated payments. No card number is in here. */
export const sandboxTokens = sqliteTable("sandbox_tokens", {
  id: text("id").primaryKey(),
  createdAt: integer("created_at").notNull(),
  /** The allowance and its use: see src/payments/sandbox/stores.ts. */
  document: text("document").notNull(),
});

/**
 * Which products changed, in the order they did: what feeds that were made before lack. Written by triggers, see
 * db/feed-changes.sql; a product has one row, with the number of its last change.
 */
export const feedChanges = sqliteTable("feed_changes", {
  number: integer("number").primaryKey({ autoIncrement: true }),
  productId: text("product_id").notNull().unique(),
});

/** Where feeds are pushed to, by the name the settings give it, and how that stands. */
export const feedDestinations = sqliteTable("feed_destinations", {
  name: text("name").primaryKey(),
  /** See src/feed/push/push-state.ts. */
  document: text("document").notNull(),
});

/** What was pushed, and how it went. */
export const feedPushes = sqliteTable(
  "feed_pushes",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    destination: text("destination").notNull(),
    startedAt: integer("started_at").notNull(),
    /** See src/feed/push/push-state.ts. */
    document: text("document").notNull(),
  },
  (table) => [index("feed_pushes_by_destination").on(table.destination, table.id)],
);

/** What a destination that takes single products was last sent of each. */
export const feedSent = sqliteTable(
  "feed_sent",
  {
    destination: text("destination").notNull(),
    productId: text("product_id").notNull(),
    /** SHA-256 of the product as it was sent. */
    fingerprint: blob("fingerprint", { mode: "buffer" }).notNull(),
    /** What must be taken out when it goes: see src/feed/push/push-state.ts. */
    document: text("document").notNull(),
  },
  (table) => [primaryKey({ columns: [table.destination, table.productId] })],
);

/** What was done, by whom and when: see src/audit/audit.ts. Rows are only ever added. */
export const auditEntries = sqliteTable(
  "audit_entries",
  {
    sequence: integer("sequence").primaryKey(),
    at: integer("at").notNull(),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    subject: text("subject").notNull(),
    /** With what, as JSON. */
    document: text("document").notNull(),
  },
  (table) => [index("audit_by_subject").on(table.subject, table.sequence)],
);

/** Those who work in the shop: see src/people/person.ts. */
export const people = sqliteTable("people", {
  id: text("id").primaryKey(),
  /** In lower case; NULL once they were removed, so that the address can come in again. */
  email: text("email").unique(),
  role: text("role").notNull(),
  removedAt: integer("removed_at"),
  document: text("document").notNull(),
});

/** Browsers in which somebody is signed in. */
export const personSessions = sqliteTable(
  "person_sessions",
  {
    /** SHA-256 of the cookie. */
    hash: text("hash").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => people.id),
    expiresAt: integer("expires_at").notNull(),
    document: text("document").notNull(),
  },
  (table) => [
    index("person_sessions_by_person").on(table.personId),
    index("person_sessions_by_age").on(table.expiresAt),
  ],
);

/** Links by which somebody comes in. */
export const invitations = sqliteTable("invitations", {
  /** SHA-256 of the token. */
  hash: text("hash").primaryKey(),
  expiresAt: integer("expires_at").notNull(),
  document: text("document").notNull(),
});

/** What programs open the merchant's API with. */
export const programTokens = sqliteTable("program_tokens", {
  id: text("id").primaryKey(),
  /** SHA-256 of the token. */
  hash: text("hash").notNull().unique(),
  document: text("document").notNull(),
});
