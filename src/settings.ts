import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse, TomlError } from "smol-toml";
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
import { type Mistake, Mistakes, SettingsInvalid } from "./settings/mistakes.ts";
import {
  noteUnpayableCurrency,
  type PaymentSettings,
  paymentSettingsOf,
  paymentTermsOf,
} from "./settings/payments.ts";
import { isTable, SettingPlace, type SettingSurroundings } from "./settings/place.ts";
import { country, currency, timezone } from "./settings/rule.ts";
import { shopOf } from "./settings/shop.ts";
import { shopFileTable } from "./settings/shop-file.ts";
import { shopDatabasePath, signsOfShop } from "./settings/signs-of-shop.ts";
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
  const isDemo = shopFile === undefined;
  if (isDemo) refuseDemoInPlaceOfShop(environment, directory, mistakes);
  // No half-read shop.toml is looked into further: every key of it would be called missing.
  const values = isDemo ? parse(demoShop(variables.publicOrigin)) : parseShopFile(shopFile, mistakes);
  const place = new SettingPlace(
    values,
    {
      mistakes,
      surroundings: {
        ...surroundingsOf(values),
        environment,
        isDevelopment: variables.isDevelopment,
        directory: shopFile === undefined ? directory : dirname(shopFile),
      },
    },
    isDemo ? "the demo shop: " : "shop.toml: ",
  );
  const file = readDescribed(shopFileTable, place);

  const tax = stripeTaxOf(file.tax, {
    isPaidByStripe: variables.stripe.secretKey !== undefined,
    pricesIncludeTax: file.prices_include_tax,
    place: place.at("tax"),
  });
  const payments = paymentSettingsOf(file, { environment: variables, tax, file: place });
  noteUnpayableCurrency(place, file.currency, payments);
  const basePath = file.base_path ?? "";
  const shop = shopOf(file, {
    publicBaseUrl: variables.publicOrigin + basePath,
    payment: paymentTermsOf(file, payments, place),
  });
  const feed = { ...file.feed(shop, file.shipping.rules), servesUcp: file.ucp !== "off" };
  // A demo shop that other machines can reach has no key that everybody knows.
  const hasKnownKeys = isDemo && canHaveKnownKeys(variables);
  const settings: Settings = {
    isDemo,
    shopFile,
    shop,
    pricing: {
      shipping: file.shipping.rules,
      tax: file.tax.rules,
      pricesIncludeTax: file.prices_include_tax,
    },
    liveRates: file.shipping.live,
    session: {
      lifetimeMs: file.session_minutes,
      suggestedPriceWindowMs: file.suggested_price_minutes,
      limits: file.limits,
      trustsTaxExemptions: file.tax.trust_exemptions,
    },
    server: {
      host: variables.host,
      port: variables.port,
      tls: variables.tls && {
        certificateFile: resolve(directory, variables.tls.certificateFile),
        keyFile: resolve(directory, variables.tls.keyFile),
      },
      basePath,
      browserOrigins: file.browser_origins ?? [],
      rateLimit: variables.rateLimit,
      openAiAppsChallenge: variables.openAiAppsChallenge,
      trustedProxies: variables.trustedProxies,
      isDevelopment: variables.isDevelopment,
      isLocal: variables.isLocal,
    },
    database: {
      path: resolve(directory, variables.databasePath ?? databasePathOf(variables, isDemo)),
      serverUrl: variables.databaseServerUrl,
    },
    access: file.access,
    payments,
    feed,
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
    remarks: mistakes.remarks,
  };
  if (toSell) noteWhatForbidsSelling(settings, variables, mistakes);
  mistakes.throwIfAny();
  return settings;
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

function findShopFile(named: string | undefined, directory: string, mistakes: Mistakes): string | undefined {
  const path = resolve(directory, named || "shop.toml");
  if (existsSync(path)) return path;
  if (named)
    mistakes.note(
      "SHOP_CONFIG",
      `found ${JSON.stringify(named)}, and no such file; allowed: the path of a shop.toml`,
    );
  return undefined;
}

/** @throws SettingsInvalid when it cannot be read or is not TOML, together with the mistakes found so far. */
function parseShopFile(path: string, mistakes: Mistakes): Record<string, unknown> {
  try {
    return parse(readFileSync(path, "utf8"), { unsafeKeyBehaviour: "throw" });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    const place = error instanceof TomlError ? `line ${error.line}, column ${error.column}: ` : "";
    mistakes.note(path, `${place}${reason}`);
    throw new SettingsInvalid(mistakes.found);
  }
}

/** @throws SettingsInvalid where anything says that a shop is meant, together with the mistakes found so far. */
function refuseDemoInPlaceOfShop(environment: Environment, directory: string, mistakes: Mistakes): void {
  const signs = signsOfShop(environment, directory);
  if (signs.length > 0 && !mistakes.found.some(({ where }) => where === "SHOP_CONFIG")) {
    mistakes.note(
      "shop.toml",
      `not found in ${directory}, but a shop of your own is meant: ${signs.join("; ")}. Without a shop.toml there is ` +
        "only the demo shop, whose keys everybody knows, and it opens beside none of this. Run this in the shop's " +
        "folder, or set SHOP_CONFIG to the path of its shop.toml. A new shop begins with `checkstand init`",
    );
  }
  if (signs.length > 0) mistakes.throwIfAny();
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
  settings: Settings,
  variables: EnvironmentSettings,
  mistakes: Mistakes,
): void {
  noteKnownKeys(variables, mistakes);
  if (settings.payments.mode === "none") mistakes.note("STRIPE_SECRET_KEY", settings.payments.why);
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
