import type { AgentSeed } from "../agents/seed.ts";
import type { LogLevel } from "../log.ts";
import { isLoopback } from "../loopback.ts";
import type { CertificateFiles } from "../tls-certificate.ts";
import {
  anySurroundings,
  optional,
  readDescribed,
  table,
  type ValuesOf,
  withDefault,
} from "./description.ts";
import type { Mistakes } from "./mistakes.ts";
import { SettingPlace } from "./place.ts";
import {
  accessSecret,
  addressRanges,
  email,
  oneOf,
  origin,
  type Rule,
  secret,
  webAddress,
  wholeNumber,
  words,
} from "./rule.ts";

/** Variables by name, as the operating system handed them over. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything the environment says, checked. Variables set to nothing count as not set. */
export interface EnvironmentSettings {
  readonly host: string;
  readonly port: number;
  /** Paths as they were written; absent where TLS is somebody else's. */
  readonly tls?: CertificateFiles | undefined;
  readonly publicOrigin: string;
  /** Whether `publicOrigin` is a loopback or http one: a developer's machine, not a shop on the internet. */
  readonly isDevelopment: boolean;
  /** Whether `publicOrigin` is a loopback one: nobody but this machine's own user is meant. */
  readonly isLocal: boolean;
  /** Of the SQLite file. */
  readonly databasePath?: string | undefined;
  /** Of the PostgreSQL server. */
  readonly databaseServerUrl?: string | undefined;
  /** Where shop.toml is said to be. */
  readonly shopConfig?: string | undefined;
  readonly agentSeed: AgentSeed;
  readonly stripe: {
    readonly secretKey?: string | undefined;
    readonly webhookSecret?: string | undefined;
    readonly apiBase?: string | undefined;
  };
  readonly rateLimit: number | "off";
  readonly openAiAppsChallenge?: string | undefined;
  readonly testingSecret?: string | undefined;
  readonly trustedProxies: readonly string[];
  readonly alertWebhookUrl?: string | undefined;
  readonly smtpUrl?: string | undefined;
  readonly orderEmailTo?: string | undefined;
  readonly webhookRetryBaseMs: number;
  readonly adminToken?: string | undefined;
  readonly logLevel: LogLevel;
}

/** Where an agent may be told of its orders: over https alone, except in development. */
export function webhookAddress(inDevelopment: boolean): Rule<string> {
  return inDevelopment ? webAddress : httpsAddress;
}

const httpsAddress: Rule<string> = {
  allowed:
    'an https address such as "https://agent.example/orders" (http only while PUBLIC_BASE_URL is itself http)',
  standIn: "",
  read: (found) => (String(found).trim().startsWith("https://") ? webAddress.read(found) : undefined),
};

/** The path in `file:data/shop.db`, `file:/srv/shop.db` or `file:///srv/shop.db`; else the address of a server. */
export const databaseUrl: Rule<string> = {
  allowed:
    'the file of a SQLite database, such as "file:data/checkstand.db", or a PostgreSQL server, such as "postgres://shop:password@db.example/shop"',
  standIn: "",
  read(found) {
    const text = String(found).trim();
    if (isServerUrl(text)) return URL.canParse(text) ? text : undefined;
    return /^file:(?:\/\/(?=\/))?([^?#]+)$/.exec(text)?.[1];
  },
};

/** Whether a database is on a PostgreSQL server, and not in a file. */
export function isServerUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text);
}

const stripeSecretKey: Rule<string> = {
  allowed: "a secret or restricted key, which starts with sk_ or rk_ (pk_ is the publishable one)",
  standIn: "",
  isSecret: true,
  read: (found) => (/^[sr]k_[\x21-\x7e]+$/.test(String(found).trim()) ? String(found).trim() : undefined),
};

const requestsAMinute = wholeNumber(1, 1_000_000);
const rateLimit: Rule<number | "off"> = {
  allowed: `${requestsAMinute.allowed} (requests a minute per agent), or off`,
  standIn: "off",
  read: (found) => (String(found).trim().toLowerCase() === "off" ? "off" : requestsAMinute.read(found)),
};

const smtpUrl: Rule<string> = {
  allowed: "smtp://user:password@host:port, or smtps:// for TLS from the first byte",
  standIn: "",
  isSecret: true,
  read(found) {
    const url = URL.parse(String(found).trim());
    return url && /^smtps?:$/.test(url.protocol) && url.hostname !== "" ? url.href : undefined;
  },
};

/** Every variable. What is said of them here is what README says. */
export const variableKeys = {
  HOST: withDefault("127.0.0.1", words, "the address it listens on"),
  PORT: withDefault(3000, wholeNumber(0, 65_535), "the port it listens on"),
  PUBLIC_BASE_URL: optional(origin, "the https origin agents and buyers see", {
    whenLeftOut: "`http://localhost:PORT`",
  }),
  TLS_CERTIFICATE: optional(
    words,
    "PEM file: with it and its key it speaks https itself, TLS 1.2 and up, and takes over a renewed certificate",
    { whenLeftOut: "none: TLS is a proxy's affair" },
  ),
  TLS_KEY: optional(words, "PEM file of the key that `TLS_CERTIFICATE` goes with"),
  DATABASE_URL: optional(
    databaseUrl,
    "`file:` path of the SQLite database, or `postgres://…` of a server that several processes share",
    {
      whenLeftOut: "`file:data/checkstand.db`; the demo shop: `file:data/demo.db`",
    },
  ),
  SHOP_CONFIG: optional(words, "path of shop.toml", { whenLeftOut: "`shop.toml` when it exists" }),
  COMMERCE_API_KEY: optional(accessSecret, "bearer key of the default agent, 16 characters at least", {
    whenLeftOut: "none; the demo shop prints its own",
  }),
  AGENT_SIGNATURE_KEY: optional(secret, "the default agent signs its requests with it (HMAC-SHA256)"),
  AGENT_WEBHOOK_URL: optional(
    ({ isDevelopment }) => webhookAddress(isDevelopment),
    "where the default agent hears of orders",
    { whenLeftOut: "none: events are kept" },
  ),
  AGENT_WEBHOOK_SECRET: optional(secret, "signs what is sent there"),
  STRIPE_SECRET_KEY: optional(stripeSecretKey, "your key at Stripe, secret or restricted", {
    whenLeftOut: "none: sandbox payments, but never by accident in public (below)",
  }),
  STRIPE_WEBHOOK_SECRET: optional(secret, "proves that events are Stripe's"),
  STRIPE_API_BASE: optional(webAddress, "another host that speaks Stripe's protocol, for tests"),
  RATE_LIMIT: withDefault(600, rateLimit, "requests a minute per agent, or `off`"),
  OPENAI_APPS_CHALLENGE: optional(
    words,
    "the token that OpenAI asks for at `/.well-known/openai-apps-challenge` when `/mcp` is submitted as an app",
  ),
  TESTING_SECRET: optional(
    secret,
    "opens `/testing` to conformance suites that send it as `Simulation-Secret`: they ship orders and pay without money; never with a live key",
  ),
  TRUSTED_PROXY: withDefault(
    "127.0.0.0/8,::1",
    addressRanges,
    "addresses whose `X-Forwarded-For` is believed, or `none`",
  ),
  ALERT_WEBHOOK_URL: optional(
    ({ isDevelopment }) => ({ ...webhookAddress(isDevelopment), isSecret: true }),
    "where alerts are posted, for a chat or a pager (below); treat it as a secret",
  ),
  SMTP_URL: optional(smtpUrl, "the server that sends e-mails to buyers and to you"),
  ORDER_EMAIL_TO: optional(email, "where you hear of orders and of what goes wrong"),
  WEBHOOK_RETRY_BASE_MS: withDefault(
    5000,
    wholeNumber(1, 3_600_000),
    "first retry delay of a webhook or an e-mail, doubled with jitter",
  ),
  ADMIN_TOKEN: optional(
    accessSecret,
    "opens the merchant's dashboard at `/admin`, its API at `/admin/api` (described at `/docs`), and `/metrics`; 16 " +
      "characters at least",
    { whenLeftOut: "none; `init` makes one in `.env`; the demo shop prints its own" },
  ),
  LOG_LEVEL: withDefault(
    "info",
    oneOf("error", "warn", "info", "debug"),
    "`error`, `warn`, `info` or `debug`",
  ),
};

const environmentTable = table("Where this process runs, and its secrets.", variableKeys);

/** Reads every variable. Of others nothing is said: the environment is not ours alone. */
export function readEnvironment(environment: Environment, mistakes: Mistakes): EnvironmentSettings {
  const set = Object.entries(environment).filter(
    ([name, value]) => Object.hasOwn(variableKeys, name) && value !== undefined && value.trim() !== "",
  );
  const found = Object.fromEntries(set);
  const isPublic = !isDevelopment(origin.read(found["PUBLIC_BASE_URL"]) ?? origin.standIn);
  const surroundings = { ...anySurroundings, environment, isDevelopment: !isPublic };
  const place = new SettingPlace(found, { surroundings, mistakes }, "");
  const variables = readDescribed(environmentTable, place);
  const tls = tlsOf(variables, place);
  const publicOrigin = variables.PUBLIC_BASE_URL ?? `${tls ? "https" : "http"}://localhost:${variables.PORT}`;
  return {
    host: variables.HOST,
    port: variables.PORT,
    tls,
    publicOrigin,
    isDevelopment: !isPublic,
    isLocal: isLoopback(URL.parse(publicOrigin)?.hostname ?? ""),
    ...(isServerUrl(variables.DATABASE_URL ?? "")
      ? { databaseServerUrl: variables.DATABASE_URL }
      : { databasePath: variables.DATABASE_URL }),
    shopConfig: variables.SHOP_CONFIG,
    agentSeed: {
      apiKey: variables.COMMERCE_API_KEY,
      signatureKey: variables.AGENT_SIGNATURE_KEY,
      webhook: webhookOf(variables, place),
    },
    stripe: {
      secretKey: variables.STRIPE_SECRET_KEY,
      webhookSecret: variables.STRIPE_WEBHOOK_SECRET,
      apiBase: variables.STRIPE_API_BASE,
    },
    rateLimit: variables.RATE_LIMIT,
    openAiAppsChallenge: variables.OPENAI_APPS_CHALLENGE,
    testingSecret: variables.TESTING_SECRET,
    trustedProxies: variables.TRUSTED_PROXY,
    alertWebhookUrl: variables.ALERT_WEBHOOK_URL,
    smtpUrl: variables.SMTP_URL,
    orderEmailTo: variables.ORDER_EMAIL_TO,
    webhookRetryBaseMs: variables.WEBHOOK_RETRY_BASE_MS,
    adminToken: variables.ADMIN_TOKEN,
    logLevel: variables.LOG_LEVEL,
  };
}

function isDevelopment(publicOrigin: string): boolean {
  const url = URL.parse(publicOrigin);
  return url !== null && (url.protocol === "http:" || isLoopback(url.hostname));
}

function tlsOf(
  { TLS_CERTIFICATE: certificateFile, TLS_KEY: keyFile }: ValuesOf<typeof variableKeys>,
  place: SettingPlace,
): CertificateFiles | undefined {
  if (certificateFile !== undefined && keyFile !== undefined) return { certificateFile, keyFile };
  if (certificateFile !== undefined)
    place.at("TLS_KEY").note("is missing; it names the file of the key that TLS_CERTIFICATE goes with");
  if (keyFile !== undefined)
    place
      .at("TLS_CERTIFICATE")
      .note("is missing; it names the file of the certificate that TLS_KEY goes with");
  return undefined;
}

function webhookOf(
  { AGENT_WEBHOOK_URL: url, AGENT_WEBHOOK_SECRET: signingSecret }: ValuesOf<typeof variableKeys>,
  place: SettingPlace,
): AgentSeed["webhook"] {
  if (url === undefined) return undefined;
  if (signingSecret !== undefined) return { url, secret: signingSecret };
  place.at("AGENT_WEBHOOK_SECRET").note("is missing; with AGENT_WEBHOOK_URL set it signs what is sent there");
  return undefined;
}
