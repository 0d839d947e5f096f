import { dirname, resolve } from "node:path";
import { parse } from "smol-toml";
import type { AccessSettings } from "./access/access.ts";
import type { AgentSeed } from "./agents/seed.ts";
import type { BackupSettings } from "./backups/backups.ts";
import type { LiveRateSettings } from "./carriers/live-rates.ts";
import type { Assumptions } from "./catalog/import/row.ts";
import type { CatalogSource } from "./catalog/source.ts";
import type { Limits } from "./checkout/limits.ts";
import { demoAdminToken, demoApiKey, demoShop } from "./demo/shop.ts";
import { secretsOf } from "./feed/push/destination.ts";
import type { FeedSettings } from "./feed/terms.ts";
import type { LogLevel } from "./log.ts";
import { isLoopback, isOnThisMachine } from "./loopback.ts";
import type { AlertThresholds } from "./monitoring/alert.ts";
import type { PricingRules } from "./pricing/rules.ts";
import type { Retention } from "./retention.ts";
import { readDescribed } from "./settings/description.ts";
import { type Environment, type EnvironmentSettings, readEnvironment } from "./settings/environment.ts";
import { findShopFile, parseShopFile, refuseDemoInPlaceOfShop } from "./settings/find-shop-file.ts";
import { type Mistake, Mistakes } from "./settings/mistakes.ts";
import {
  noteUnpayableCurrency,
  type PaymentSettings,
  paymentSettingsOf,
  paymentTermsOf,
} from "./settings/payments.ts";
import { isTable, SettingPlace, type SettingSurroundings } from "./settings/place.ts";
import { country, currency, timezone } from "./settings/rule.ts";
import { shopOf } from "./settings/shop.ts";
import { type ShopFile, shopFileTable } from "./settings/shop-file.ts";
import { shopDatabasePath } from "./settings/signs-of-shop.ts";
import { stripeTaxOf } from "./settings/tax.ts";
import type { Shop } from "./shop.ts";
import type { CertificateFiles } from "./tls-certificate.ts";

/** Everything this process was told, checked and complete. Read once; nothing else looks at the environment. */
export interface Settings {
  /** Whether no shop.toml was found, so that this is the demo shop. */
  readonly isDemo: boolean;
  /** The file the shop's part was read from, absolute; absent for the demo shop. */
  readonly shopFile?: string | undefined;
  readonly shop: Shop;
  readonly pricing: PricingRules;
  /** Absent where carriers are not asked for their own rates. */
  readonly liveRates?: LiveRateSettings | undefined;
  readonly session: {
    /** How long a session can be paid after its last change, milliseconds. */
    readonly lifetimeMs: number;
    /** How long after an agent saw a price of ours it is still kept to, milliseconds; 0: not at all. */
    readonly suggestedPriceWindowMs: number;
    readonly limits: Limits;
    /** Whether a buyer's tax exemption is honoured on the agent's word. */
    readonly trustsTaxExemptions: boolean;
  };
  readonly server: {
    readonly host: string;
    readonly port: number;
    /** The certificate served; absent where TLS is the affair of a proxy. */
    readonly tls?: CertificateFiles | undefined;
    /** What stands before every route: empty, or "/api". */
    readonly basePath: string;
    /** Origins whose pages may call what is for agents, from a browser. */
    readonly browserOrigins: readonly string[];
    /** Requests a minute per agent. */
    readonly rateLimit: number | "off";
    /** What proves to OpenAI that whoever submits the shop as an app has its server. */
    readonly openAiAppsChallenge?: string | undefined;
    /** What opens the routes by which conformance suites make things happen; absent: there are none. */
    readonly testingSecret?: string | undefined;
    /** CIDR ranges whose X-Forwarded-For is believed. */
    readonly trustedProxies: readonly string[];
    /** Whether the public origin is a loopback or http one. Then http and private addresses may be called, too. */
    readonly isDevelopment: boolean;
    /** Whether the public origin is a loopback one. Of any other, what comes over loopback comes from a proxy. */
    readonly isLocal: boolean;
  };
  readonly database: {
    /** Absolute: the SQLite file; beside a server, what the names of this process's own files begin with. */
    readonly path: string;
    /** `postgres://…` where a server keeps it. */
    readonly serverUrl?: string | undefined;
  };
  readonly access: AccessSettings;
  readonly payments: PaymentSettings;
  readonly agentSeed: AgentSeed;
  readonly feed: FeedSettings;
  /** So many units of a variant or fewer are few. */
  readonly lowStock: number;
  /** Where the catalogue comes from by itself; absent: it is imported by hand. */
  readonly catalog?: CatalogSource | undefined;
  /** What is taken for granted of catalogues that are imported. */
  readonly importAssumptions: Assumptions;
  /** First retry delay of the outbox, milliseconds; doubled with jitter. */
  readonly webhookRetryBaseMs: number;
  /** Backups that the server makes by itself; absent: none. Paths are absolute. */
  readonly backup?: BackupSettings | undefined;
  readonly retention: Retention;
  /** From where on something is worth an alert. */
  readonly alerts: AlertThresholds;
  /** Where alerts are posted to, beside the mails; absent: nowhere. */
  readonly alertWebhookUrl?: string | undefined;
  readonly smtpUrl?: string | undefined;
  /** Where the merchant hears of orders and of what went wrong. */
  readonly orderEmailTo?: string | undefined;
  readonly adminToken?: string | undefined;
  readonly logLevel: LogLevel;
  /** Whether the ACP version that is not released yet is served. */
  readonly unreleased: boolean;
  /** Whether the dialect of common implementation guides is served, which is no ACP version. */
  readonly guideDialect: boolean;
  /** Whether UCP is served, and who may place orders in it: agents with a key, or anybody. */
  readonly ucp: "off" | "keys" | "anybody";
  /** What is understood and better written otherwise. */
  readonly remarks: readonly Mistake[];
}

/** Where settings come from, and what for. */
export interface SettingsSource {
  readonly environment: Environment;
  /** Where a `shop.toml` is looked for, and what relative paths are relative to. */
  readonly directory: string;
  /** Whether they are for selling: then what only forbids to sell is a mistake, too. */
  readonly toSell: boolean;
}

/**
 * Reads the environment and shop.toml into one value. Without a shop.toml it is the demo shop's.
 *
 * @throws SettingsInvalid with every mistake at once.
 */
export function loadSettings({ environment, directory, toSell }: SettingsSource): Settings {
  const mistakes = new Mistakes();
  const variables = readEnvironment(environment, mistakes);
  const shopFile = findShopFile(variables.shopConfig, directory, mistakes);
  if (shopFile === undefined) refuseDemoInPlaceOfShop(environment, directory, mistakes);
  const place = placeOf(shopFile, variables, { environment, directory, mistakes });
  const file = readDescribed(shopFileTable, place);
  const settings = settingsOf({ variables, shopFile, place, file, directory });
  if (toSell) noteWhatForbidsSelling(settings, variables, mistakes);
  mistakes.throwIfAny();
  return { ...settings, remarks: mistakes.remarks };
}

/** Where the shop's values stand, and in the light of what they are read. */
function placeOf(
  shopFile: string | undefined,
  { publicOrigin, isDevelopment }: EnvironmentSettings,
  { environment, directory, mistakes }: Omit<SettingsSource, "toSell"> & { readonly mistakes: Mistakes },
): SettingPlace {
  // No half-read shop.toml is looked into further: every key of it would be called missing.
  const values = shopFile === undefined ? parse(demoShop(publicOrigin)) : parseShopFile(shopFile, mistakes);
  const surroundings = {
    ...surroundingsOf(values),
    environment,
    isDevelopment,
    directory: shopFile === undefined ? directory : dirname(shopFile),
  };
  return new SettingPlace(
    values,
    { mistakes, surroundings },
    shopFile === undefined ? "the demo shop: " : "shop.toml: ",
  );
}

/** All that was read, put together: what depends on more than one part is made here. */
function settingsOf({
  variables,
  shopFile,
  place,
  file,
  directory,
}: {
  readonly variables: EnvironmentSettings;
  readonly shopFile: string | undefined;
  readonly place: SettingPlace;
  readonly file: ShopFile;
  readonly directory: string;
}): Omit<Settings, "remarks"> {
  const isDemo = shopFile === undefined;
  const tax = stripeTaxOf(file.tax, {
    isPaidByStripe: variables.stripe.secretKey !== undefined,
    pricesIncludeTax: file.prices_include_tax,
    place: place.at("tax"),
  });
  const payments = paymentSettingsOf(file, { environment: variables, tax, file: place });
  noteUnpayableCurrency(place, file.currency, payments);
  const shop = shopOf(file, {
    publicBaseUrl: variables.publicOrigin + (file.base_path ?? ""),
    payment: paymentTermsOf(file, payments, place),
  });
  const feed = { ...file.feed(shop, file.shipping.rules), servesUcp: file.ucp !== "off" };
  // A demo shop that other machines can reach has no key that everybody knows.
  const hasKnownKeys = isDemo && canHaveKnownKeys(variables);
  return {
    isDemo,
    shopFile,
    shop,
    pricing: {
      shipping: file.shipping.rules,
      tax: file.tax.rules,
      pricesIncludeTax: file.prices_include_tax,
    },
    liveRates: file.shipping.live,
    session: sessionOf(file),
    server: serverOf(variables, file, directory),
    database: {
      path: resolve(directory, variables.databasePath ?? databasePathOf(variables, isDemo)),
      serverUrl: variables.databaseServerUrl,
    },
    access: file.access,
    payments,
    feed,
    lowStock: file.low_stock,
    catalog: file.catalog.source,
    importAssumptions: {
      currency: shop.currency,
      timezone: shop.timezone,
      country: feed.countries[0],
      sellsGiftCards: file.catalog.sellsGiftCards,
    },
    agentSeed: hasKnownKeys
      ? { ...variables.agentSeed, apiKey: variables.agentSeed.apiKey ?? demoApiKey }
      : variables.agentSeed,
    webhookRetryBaseMs: variables.webhookRetryBaseMs,
    backup: file.backup,
    retention: file.retention,
    alerts: file.alerts,
    alertWebhookUrl: variables.alertWebhookUrl,
    smtpUrl: variables.smtpUrl,
    orderEmailTo: variables.orderEmailTo,
    adminToken: variables.adminToken ?? (hasKnownKeys ? demoAdminToken : undefined),
    logLevel: variables.logLevel,
    unreleased: file.unreleased,
    guideDialect: file.guide_dialect,
    ucp: file.ucp,
  };
}

function sessionOf(file: ShopFile): Settings["session"] {
  return {
    lifetimeMs: file.session_minutes,
    suggestedPriceWindowMs: file.suggested_price_minutes,
    limits: file.limits,
    trustsTaxExemptions: file.tax.trust_exemptions,
  };
}

function serverOf(variables: EnvironmentSettings, file: ShopFile, directory: string): Settings["server"] {
  return {
    host: variables.host,
    port: variables.port,
    tls: variables.tls && {
      certificateFile: resolve(directory, variables.tls.certificateFile),
      keyFile: resolve(directory, variables.tls.keyFile),
    },
    basePath: file.base_path ?? "",
    browserOrigins: file.browser_origins ?? [],
    rateLimit: variables.rateLimit,
    openAiAppsChallenge: variables.openAiAppsChallenge,
    testingSecret: variables.testingSecret,
    trustedProxies: variables.trustedProxies,
    isDevelopment: variables.isDevelopment,
    isLocal: variables.isLocal,
  };
}

/** What the shop's own values are read in the light of, as far as they are right; that they are is looked at later. */
function surroundingsOf(
  values: Readonly<Record<string, unknown>>,
): Pick<SettingSurroundings, "currency" | "timezone" | "country"> {
  const { origin } = values;
  return {
    currency: currency.read(values["currency"]) ?? currency.standIn,
    timezone: timezone.read(values["timezone"]) ?? timezone.standIn,
    country: country.read(isTable(origin) ? origin["country"] : undefined) ?? country.standIn,
  };
}

/** Whether keys that everybody knows may open: to programs of this machine, and to nobody else. */
function canHaveKnownKeys({ host, publicOrigin }: EnvironmentSettings): boolean {
  return isLoopback(host) && isOnThisMachine(publicOrigin);
}

function noteKnownKeys(variables: EnvironmentSettings, mistakes: Mistakes): void {
  if (canHaveKnownKeys(variables)) return;
  const known: readonly (string | undefined)[] = [demoApiKey, demoAdminToken];
  for (const [where, value] of [
    ["COMMERCE_API_KEY", variables.agentSeed.apiKey],
    ["ADMIN_TOKEN", variables.adminToken],
  ] as const) {
    if (value !== undefined && known.includes(value)) {
      mistakes.note(
        where,
        "is the demo shop's, which everybody knows, and other machines can reach this shop. Make another, for " +
          "instance with: openssl rand -hex 32",
      );
    }
  }
}

function noteWhatForbidsSelling(
  settings: Omit<Settings, "remarks">,
  variables: EnvironmentSettings,
  mistakes: Mistakes,
): void {
  noteKnownKeys(variables, mistakes);
  if (settings.payments.mode === "none") mistakes.note("STRIPE_SECRET_KEY", settings.payments.why);
  if (variables.testingSecret !== undefined && settings.shop.payment.environment === "production")
    mistakes.note(
      "TESTING_SECRET",
      "lets whoever knows it ship orders and pay without money; it goes with sandbox payments or a test key of Stripe's, not with a live one",
    );
  const { liveRates } = settings;
  if (liveRates && liveRates.key.variable !== "" && liveRates.key.value === undefined) {
    mistakes.note(liveRates.key.variable, "is not set; shipping.live of shop.toml needs it");
  }
  for (const destination of settings.feed.destinations) {
    for (const { variable, value } of secretsOf(destination)) {
      if (variable !== "" && value === undefined) {
        mistakes.note(variable, `is not set; the feed destination ${destination.name} needs it`);
      }
    }
  }
}

/** Where the database is, or where the files of a process lie whose database is on a server. */
function databasePathOf(
  { databaseServerUrl, port }: Pick<EnvironmentSettings, "databaseServerUrl" | "port">,
  isDemo: boolean,
): string {
  if (databaseServerUrl !== undefined) return `data/node-${port}`;
  return isDemo ? "data/demo.db" : shopDatabasePath;
}
