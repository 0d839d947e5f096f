import { basename, dirname } from "node:path";
import { secretsOf } from "../../feed/push/destination.ts";
import type { Settings } from "../../settings.ts";
import type { Terminal } from "../terminal.ts";

/** What the files that run a shop must know of it. Paths are absolute. */
export interface Installation {
  readonly shopName: string;
  /** Where shop.toml is, and the program is started. */
  readonly folder: string;
  readonly shopFile: string;
  /** The folder that the database's files are in. */
  readonly databaseFolder: string;
  readonly databaseFile: string;
  /** The executable. */
  readonly program: string;
  /** Where the server listens. */
  readonly host: string;
  readonly port: number;
  /** The https origin that agents and buyers see. */
  readonly publicOrigin: string;
  /** Its name alone: what a certificate is for. */
  readonly domain: string;
  /** What stands before every path: empty, or `/api`. */
  readonly basePath: string;
  /** The names of the variables that hold secrets and are set here. Their values are nowhere printed. */
  readonly secretsSet: ReadonlySet<string>;
  /** Every variable that may hold a secret of this shop. */
  readonly secrets: readonly string[];
}

/** Stands for an origin that nobody has set yet. */
const EXAMPLE_ORIGIN = "https://shop.example";

/** Variables that hold secrets in any shop; those that shop.toml names come to them. */
const knownSecrets = [
  "ADMIN_TOKEN",
  "COMMERCE_API_KEY",
  "AGENT_SIGNATURE_KEY",
  "AGENT_WEBHOOK_SECRET",
  "STRIPE_SECRET_KEY",
  "STRIPE_WEBHOOK_SECRET",
  "SMTP_URL",
  "ALERT_WEBHOOK_URL",
];

/** Reads off the settings what an {@link Installation} is. Without an https origin it has an example's, and says so. */
export function installationOf(settings: Settings, { environment, directory, note }: Terminal): Installation {
  const { server, database, shop } = settings;
  const isPublic = shop.publicBaseUrl.startsWith("https://");
  if (!isPublic) {
    note(
      `PUBLIC_BASE_URL is ${shop.publicBaseUrl}: ${EXAMPLE_ORIGIN} stands in its place. Set it to the https origin that agents will see, and print this again.`,
    );
  }
  const { origin, hostname } = new URL(isPublic ? shop.publicBaseUrl : EXAMPLE_ORIGIN);
  const folder = settings.shopFile === undefined ? directory : dirname(settings.shopFile);
  const secrets = [...knownSecrets, ...secretsNamedBy(settings)];
  return {
    shopName: shop.name.replace(/[^\p{L}\p{N} &.,'-]/gu, ""),
    folder,
    shopFile: settings.shopFile ?? `${folder}/shop.toml`,
    databaseFolder: dirname(database.path),
    databaseFile: basename(database.path),
    program: isExecutable(process.execPath) ? process.execPath : "/usr/local/bin/checkstand",
    host: server.host,
    port: server.port,
    publicOrigin: origin,
    domain: hostname,
    basePath: server.basePath,
    secrets,
    secretsSet: new Set(secrets.filter((name) => environment[name]?.trim())),
  };
}

/** Whether a path is the executable itself, not Bun that runs its sources. */
function isExecutable(path: string): boolean {
  return !basename(path).startsWith("bun");
}

/** The variables that shop.toml says hold a secret. */
function secretsNamedBy({ liveRates, feed }: Settings): readonly string[] {
  const ofDestinations = feed.destinations.flatMap((destination) => secretsOf(destination));
  const named = [...(liveRates ? [liveRates.key] : []), ...ofDestinations].map(({ variable }) => variable);
  return [...new Set(named.filter((name) => name !== ""))];
}
