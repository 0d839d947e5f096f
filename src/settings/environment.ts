import type { AgentSeed } from "../agents/seed.ts";
import type { LogLevel } from "../log.ts";
import { isLoopback } from "../loopback.ts";
import type { CertificateFiles } from "../tls-certificate.ts";
import type { Mistakes } from "./mistakes.ts";
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
import { Table } from "./table.ts";

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
  readonly databasePath?: string | undefined;
  readonly agentSeed: AgentSeed;
  readonly stripe: {
    readonly secretKey?: string | undefined;
    readonly webhookSecret?: string | undefined;
    readonly apiBase?: string | undefined;
  };
  readonly rateLimit: number | "off";
  readonly trustedProxies: readonly string[];
  readonly alertWebhookUrl?: string | undefined;
  readonly smtpUrl?: string | undefined;
  readonly orderEmailTo?: string | undefined;
  readonly webhookRetryBaseMs: number;
  readonly adminToken?: string | undefined;
  readonly logLevel: LogLevel;
}

/** Reads every variable of the contract but SHOP_CONFIG, which says what else to read. */
export function readEnvironment(environment: Environment, mistakes: Mistakes): EnvironmentSettings {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== "");
  const variables = new Table(Object.fromEntries(set), mistakes);

  const port = variables.optional("PORT", wholeNumber(0, 65_535)) ?? 3000;
  const tls = readTls(variables);
  const publicOrigin =
    variables.optional("PUBLIC_BASE_URL", origin) ?? `${tls ? "https" : "http"}://localhost:${port}`;
  return {
    host: variables.optional("HOST", words) ?? "127.0.0.1",
    port,
    tls,
    publicOrigin,
    isDevelopment: isDevelopment(publicOrigin),
    isLocal: isLoopback(URL.parse(publicOrigin)?.hostname ?? ""),
    databasePath: variables.optional("DATABASE_URL", databaseUrl),
    agentSeed: {
      apiKey: variables.optional("COMMERCE_API_KEY", accessSecret),
      signatureKey: variables.optional("AGENT_SIGNATURE_KEY", secret),
      webhook: readWebhook(variables, isDevelopment(publicOrigin)),
    },
    stripe: {
      secretKey: variables.optional("STRIPE_SECRET_KEY", stripeSecretKey),
      webhookSecret: variables.optional("STRIPE_WEBHOOK_SECRET", secret),
      apiBase: variables.optional("STRIPE_API_BASE", webAddress),
    },
    rateLimit: variables.optional("RATE_LIMIT", rateLimit) ?? 600,
    trustedProxies: variables.optional("TRUSTED_PROXY", addressRanges) ?? ["127.0.0.0/8", "::1/128"],
    alertWebhookUrl: variables.optional("ALERT_WEBHOOK_URL", {
      ...webhookAddress(isDevelopment(publicOrigin)),
      isSecret: true,
    }),
    smtpUrl: variables.optional("SMTP_URL", smtpUrl),
    orderEmailTo: variables.optional("ORDER_EMAIL_TO", email),
    webhookRetryBaseMs: variables.optional("WEBHOOK_RETRY_BASE_MS", wholeNumber(1, 3_600_000)) ?? 5000,
    adminToken: variables.optional("ADMIN_TOKEN", accessSecret),
    logLevel: variables.optional("LOG_LEVEL", oneOf("error", "warn", "info", "debug")) ?? "info",
  };
}

function isDevelopment(publicOrigin: string): boolean {
  const url = URL.parse(publicOrigin);
  return url !== null && (url.protocol === "http:" || isLoopback(url.hostname));
}

function readTls(variables: Table): CertificateFiles | undefined {
  const certificateFile = variables.optional("TLS_CERTIFICATE", words);
  const keyFile = variables.optional("TLS_KEY", words);
  if (certificateFile !== undefined && keyFile !== undefined) return { certificateFile, keyFile };
  if (certificateFile !== undefined && !variables.has("TLS_KEY"))
    variables.note("TLS_KEY", "is missing; it names the file of the key that TLS_CERTIFICATE goes with");
  if (keyFile !== undefined && !variables.has("TLS_CERTIFICATE"))
    variables.note(
      "TLS_CERTIFICATE",
      "is missing; it names the file of the certificate that TLS_KEY goes with",
    );
  return undefined;
}

function readWebhook(variables: Table, inDevelopment: boolean): AgentSeed["webhook"] {
  const url = variables.optional("AGENT_WEBHOOK_URL", webhookAddress(inDevelopment));
  const signingSecret = variables.optional("AGENT_WEBHOOK_SECRET", secret);
  if (url === undefined) return undefined;
  if (signingSecret !== undefined) return { url, secret: signingSecret };
  if (!variables.has("AGENT_WEBHOOK_SECRET")) {
    variables.note(
      "AGENT_WEBHOOK_SECRET",
      "is missing; with AGENT_WEBHOOK_URL set it signs what is sent there",
    );
  }
  return undefined;
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

/** The path in `file:data/shop.db`, `file:/srv/shop.db` or `file:///srv/shop.db`. */
const databaseUrl: Rule<string> = {
  allowed: 'the file of a SQLite database, such as "file:data/checkstand.db"',
  standIn: "",
  read: (found) => /^file:(?:\/\/(?=\/))?([^?#]+)$/.exec(String(found).trim())?.[1],
};

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
