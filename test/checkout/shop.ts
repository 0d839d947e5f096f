import { join } from "node:path";
import { type Database, openDatabase } from "../../db/sqlite/database.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { createStores } from "../../db/sqlite/stores.ts";
import type { Agent } from "../../src/agents/agent.ts";
import type { RateSource } from "../../src/carriers/rate-source.ts";
import { ageRestrictionOf } from "../../src/catalog/product.ts";
import type { Terms } from "../../src/checkout/compute.ts";
import type { Limits } from "../../src/checkout/limits.ts";
import { createCheckoutPageLinks } from "../../src/checkout/page-link.ts";
import { createPaymentServices } from "../../src/checkout/payment-services.ts";
import { createQuoting } from "../../src/checkout/quoting.ts";
import { type Clock, instant, type Tick } from "../../src/clock.ts";
import { createClaimHolder } from "../../src/idempotency/holder.ts";
import { type AgentId, asId, type ProductId, type VariantId } from "../../src/ids.ts";
import { type Currency, minor, type PartsPerMillion } from "../../src/money.ts";
import { endLeases } from "../../src/operations/end-leases.ts";
import { createDownloadLinks } from "../../src/orders/download-link.ts";
import { noNotifications } from "../../src/orders/record-order-event.ts";
import type { MerchantAlert } from "../../src/payments/alert.ts";
import type { PaymentProvider } from "../../src/payments/provider.ts";
import { createSandboxProvider } from "../../src/payments/sandbox/provider.ts";
import { priceCart } from "../../src/pricing/price-cart.ts";
import { compileRules, type PricingRules } from "../../src/pricing/rules.ts";
import type { TaxSource } from "../../src/pricing/tax-quote.ts";
import type { Wire } from "../../src/protocols/acp/wire.ts";
import type { ProtocolVersion } from "../../src/protocols/protocol.ts";
import type { Shop } from "../../src/shop.ts";
import type { JobStores } from "../../src/stores.ts";
import { productOf, variantOf } from "../catalog/products.ts";
import { isTestedOnPostgres, postgresUrlOf, testedEngine } from "../engines.ts";
import { createAgentCalls, type SessionCall } from "../operations/agent-calls.ts";
import { runEachJobTwice } from "../run-each-job-twice.ts";
import { type Row, rowsIn } from "../shop-database.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A clock that stands still until a test lets time pass, or sets it back with fewer than no milliseconds. */
export function stoppedClock(
  start = Date.parse("2026-06-01T12:00:00Z"),
): Clock & { advance(milliseconds: number): void } {
  let now = start;
  let passed = 0;
  return {
    now: () => instant(now),
    tick: () => passed as Tick,
    advance(milliseconds) {
      now += milliseconds;
      passed += Math.max(0, milliseconds);
    },
  };
}

export const testShop: Shop = {
  name: "Harbour Goods",
  currency: "usd" as Currency,
  publicBaseUrl: "http://localhost:3000",
  links: [
    { type: "terms_of_use", url: "https://harbour.example/terms" },
    { type: "privacy_policy", url: "https://harbour.example/privacy" },
    { type: "return_policy", url: "https://harbour.example/returns" },
  ],
  support: { email: "help@harbour.example" },
  brand: { color: "#1f5fbf" },
  payment: {
    merchantId: "acct_harbour",
    cardBrands: ["visa", "mastercard"],
    fundingTypes: ["credit", "debit"],
    environment: "sandbox",
  },
  origin: { country: "US", state: "CA", city: "Oakland", postalCode: "94607" },
  timezone: "America/Los_Angeles",
  marketingConsents: [],
};

/** Standard at 5.00, Express at 15.00 within the US; 8.25 % in California on goods, not on shipping. */
export const testRules: PricingRules = {
  pricesIncludeTax: false,
  tax: {
    rates: [
      {
        name: "California",
        region: { country: "US", states: ["CA"] },
        taxClass: "standard",
        rate: 82_500 as PartsPerMillion,
        priority: 1,
        compound: false,
        onShipping: false,
      },
    ],
  },
  shipping: {
    zones: [
      {
        name: "United States",
        regions: [{ country: "US" }],
        rates: [
          { id: "standard", title: "Standard", price: { kind: "flat", amount: minor(500) } },
          { id: "express", title: "Express", price: { kind: "flat", amount: minor(1500) } },
        ],
      },
    ],
    pickups: [],
    localDeliveries: [],
    digital: { id: "digital", title: "Download" },
    dispatch: {
      timezone: "America/Los_Angeles",
      handlingDays: 1,
      cutOffHour: 14,
      workingDays: [1, 2, 3, 4, 5],
      holidays: [],
    },
  },
};

/** Ten small shirts at 48.00, one last mug at 12.00, and a voucher that is never shipped nor counted. */
const catalogue = [
  productOf("shirt", { variants: [variantOf("shirt", "shirt-small")] }),
  productOf("mug", {
    title: "Mug",
    variants: [variantOf("mug", "mug", { title: "", price: minor(1200), stock: 1 })],
  }),
  productOf("voucher", {
    title: "Voucher",
    variants: [
      variantOf("voucher", "voucher", {
        title: "",
        price: minor(2500),
        stock: null,
        requiresShipping: false,
        taxClass: "exempt",
      }),
    ],
  }),
];

export const testAgent: Agent = { id: asId<AgentId>("agt_test"), name: "test" };
export const otherAgent: Agent = { id: asId<AgentId>("agt_other"), name: "other" };

/** What a test may want otherwise of the merchant. */
export interface GivenTerms extends Pick<Shop["payment"], "acquirer" | "threeDSecure"> {
  readonly limits?: Limits;
  readonly trustsTaxExemptions?: boolean;
  readonly suggestedPriceWindowMs?: number;
  readonly marketingConsents?: Shop["marketingConsents"];
  readonly currency?: Currency;
}

/** The merchant's side of every computation here. */
export function testTerms(given: GivenTerms = {}): Terms {
  const rules = compileRules(testRules);
  const { acquirer, threeDSecure, marketingConsents = [], currency = testShop.currency } = given;
  const shop: Shop = {
    ...testShop,
    currency,
    marketingConsents,
    payment: { ...testShop.payment, acquirer, threeDSecure },
  };
  return {
    shop,
    price: (cart) => priceCart(cart, rules),
    limits: given.limits ?? {},
    ageRestrictionOf,
    trustsTaxExemptions: given.trustsTaxExemptions ?? false,
    sessionLifetimeMs: 15 * 60_000,
    suggestedPriceWindowMs: given.suggestedPriceWindowMs,
    downloads: createDownloadLinks("a secret of the test", shop),
  };
}

/** The database of a shop: a file, or on PostgreSQL where the tests are run on it. */
async function openTestDatabase(
  folder: string,
  clock: ReturnType<typeof stoppedClock>,
  { patience, runsJobsOnce }: { readonly patience?: number; readonly runsJobsOnce?: true },
) {
  if (isTestedOnPostgres) {
    const { writer, reads, close } = await testedEngine.open(folder, clock);
    const where = await postgresUrlOf(folder);
    return { database: noFile, where, write: writer.write, reads, closeDatabase: close };
  }
  const database = openDatabase(join(folder, "shop.db"));
  const writer = openGroupCommitWriter(database, createStores(database.writer), {
    ...(patience !== undefined && { patience }),
  });
  return {
    database,
    where: database.file,
    write: runsJobsOnce ? writer.write : runEachJobTwice(database, writer.write),
    reads: createStores(database.reader),
    async closeDatabase() {
      await writer.close();
      database.close();
    },
  };
}

/** Stands for the file of a shop that has none. */
const noFile: Database = new Proxy(Object.create(null), {
  get() {
    throw new Error("this test looks into a SQLite file, and runs on SQLite alone");
  },
});

/**
 * A shop over a real database file: every service as the server builds it, every job run twice and undone the first
 * time, the clock stopped, the sandbox paying unless `given` another provider. `reopen` closes them and opens new ones on the same file, as a restart does; only
 * what it gives is to be used and disposed of then.
 */
export async function openTestShop(
  given: GivenTerms & {
    provider?: (sandbox: PaymentProvider) => PaymentProvider;
    /** Carriers to be asked before a session is created or updated. */
    rateSource?: RateSource;
    taxSource?: TaxSource;
    folder?: ReturnType<typeof temporaryFolder>;
    clock?: ReturnType<typeof stoppedClock>;
    /** Whether jobs are run once only: for who counts what is done in them. */
    runsJobsOnce?: true;
    /** How long a job waits for another process that is writing, ms. */
    patience?: number;
  } = {},
) {
  const pageLinks = createCheckoutPageLinks("a secret of the test", testShop);
  const folder = given.folder ?? temporaryFolder();
  const clock = given.clock ?? stoppedClock();
  const { database, where, write, reads, closeDatabase } = await openTestDatabase(folder.path, clock, given);
  const terms: Terms = { ...testTerms(given), asksForTax: given.taxSource !== undefined };
  const sandbox = createSandboxProvider(write, clock, testShop);
  const provider = given.provider?.(sandbox) ?? sandbox;
  const alerts: MerchantAlert[] = [];
  const quoting = createQuoting({ rates: given.rateSource, tax: given.taxSource }, reads);
  const payments = createPaymentServices<JobStores>({
    write,
    reads,
    provider,
    hosted: { returnUrl: pageLinks.returnOf, backUrl: pageLinks.backOf },
    quoting,
    terms,
    notifications: noNotifications,
    clock,
    alert: (alert) => void alerts.push(alert),
  });
  const holder = createClaimHolder({ write, clock, failed: () => {} });
  const operations = createAgentCalls({
    write,
    reads,
    settlement: payments.settlement,
    terms,
    payments: { provider: provider.name, offersAuthentication: given.acquirer !== undefined },
    quoting,
    clock,
    holder,
  });
  if (!given.folder) {
    for (const product of catalogue) await write(({ catalog }) => catalog.put(product, clock.now()));
  }

  const close = closeDatabase;

  /** Performs a call and parses its answer. */
  async function call(wire: Wire | ProtocolVersion, request: CallRequest) {
    const answer = await operations.perform({ wire, agent: testAgent, ...request });
    return { ...answer, json: JSON.parse(answer.body) };
  }

  return {
    folder,
    database,
    /** The path of its file, or its URL on a server: see `shop-database.ts`. */
    where,
    /** The rows of a query in words that both engines know. */
    rows: <Found = Row>(query: string) => rowsIn<Found>(where, query),
    call,
    clock,
    reads,
    write,
    ...payments,
    operations,
    holder,
    terms,
    notifications: noNotifications,
    alerts,
    sandbox,
    /** Units of a variant that may still be promised. */
    async available(id: string) {
      return (await reads.catalog.sellable(asId<VariantId>(id)))?.available;
    },
    async setPrice(product: string, price: number) {
      const stored = await reads.catalog.product(asId<ProductId>(product));
      if (!stored) throw new Error(`no ${product}`);
      await write(({ catalog }) =>
        catalog.put(
          { ...stored, variants: stored.variants.map((each) => ({ ...each, price: minor(price) })) },
          clock.now(),
        ),
      );
    },
    async setStock(product: string, stock: number) {
      const stored = await reads.catalog.product(asId<ProductId>(product));
      if (!stored) throw new Error(`no ${product}`);
      await write(({ catalog }) =>
        catalog.put(
          { ...stored, variants: stored.variants.map((each) => ({ ...each, stock })) },
          clock.now(),
        ),
      );
    },
    async ordersMade() {
      return reads.orders.page(undefined, 1000);
    },
    /** Closes these services and opens new ones on the same file, as a restart does. */
    async reopen() {
      await close();
      const opened = await openTestShop({ ...given, folder, clock });
      await opened.write(endLeases);
      return opened;
    },
    async [Symbol.asyncDispose]() {
      await close();
      folder[Symbol.dispose]();
    },
  };
}

type DistributiveOmit<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;
type CallRequest = DistributiveOmit<SessionCall, "wire" | "agent"> & { readonly agent?: Agent };
