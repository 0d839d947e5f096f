import { Cron } from "croner";
import { MINUTE, SECOND } from "../clock.ts";
import type { CategoryFields } from "../feed/category-fields.ts";
import { allowedIn, fieldNamesWithAliases, fieldOf, readSaid, type SaidFields } from "../feed/fields.ts";
import { type FeedFormatName, formatNames } from "../feed/formats/names.ts";
import type {
  ApiDestination,
  FeedDestination,
  HttpsDestination,
  Schedule,
  SftpDestination,
  UploadedFile,
} from "../feed/push/destination.ts";
import { type Generation, generations } from "../feed/row.ts";
import type { FeedSettings } from "../feed/terms.ts";
import type { PricingRules } from "../pricing/rules.ts";
import type { Shop } from "../shop.ts";
import type { Environment } from "./environment.ts";
import { readNamedSecret, variableName } from "./named-secret.ts";
import {
  country,
  currency,
  matching,
  oneOf,
  type Rule,
  webAddress,
  wholeNumber,
  withFormerWords,
  words,
  yesOrNo,
} from "./rule.ts";
import type { Table } from "./table.ts";

/** What generations were called by a letter before. */
const lettered = new Map<string, Generation>([
  ["a", "openai-2025"],
  ["b", "openai-2026-01"],
  ["c", "openai-2026"],
]);
const generation = withFormerWords(oneOf(...generations), lettered);
const language = matching(/^[a-z]{2}$/, 'a language as ISO 639-1 writes it, such as "en"');
const destinationName = matching(
  /^[a-z0-9][a-z0-9_-]{0,63}$/,
  "1 to 64 small letters, digits, dashes or underscores",
);
const minutes = wholeNumber(1, 1440);

/** What reading feeds needs to know beside `[feed]`. */
export interface FeedSurroundings {
  readonly environment: Environment;
  readonly shop: Shop;
  readonly shipping: PricingRules["shipping"];
}

/** Reads `[feed]` and its destinations. Without one, a feed of today's generation for where the shop ships to. */
export function readFeed(feed: Table, { environment, shop, shipping }: FeedSurroundings): FeedSettings {
  const countries = feed.list("countries", country) ?? shippedTo(shipping);
  const [market = shop.origin.country, ...others] = countries;
  const settings: Omit<FeedSettings, "destinations"> = {
    generation: feed.optional("generation", generation) ?? "openai-2026",
    language: feed.optional("language", language) ?? "en",
    countries: [market, ...others],
    sellerUrl:
      feed.optional("seller_url", webAddress) ?? `${originOf(shop.productUrl ?? shop.publicBaseUrl)}/`,
    offersCheckout: feed.optional("checkout", yesOrNo) ?? true,
    defaults: readFields(feed.section("fields")),
    byCategory: readCategoryFields(feed),
    accessToken: readSecret(feed, "access_token_env", environment),
    refreshMs: (feed.optional("refresh_minutes", minutes) ?? 15) * MINUTE,
  };
  const destinations = feed.tables("destinations").map((table) => {
    return readDestination(table, settings, { environment, shop, shipping });
  });
  noteRepeatedNames(feed, destinations);
  return { ...settings, destinations };
}

/** Every country a zone names; none for a shop that ships everywhere alike. */
function shippedTo({ zones }: PricingRules["shipping"]): readonly string[] {
  const named = zones.flatMap(({ regions = [] }) => regions.flatMap((region) => region.country ?? []));
  return [...new Set(named)];
}

function originOf(address: string): string {
  return URL.parse(address)?.origin ?? address;
}

/** Reads `[feed.fields]`: any field of any generation by its name, as text or in TOML's own types. */
function readFields(fields: Table): SaidFields {
  const said: Record<string, string> = {};
  for (const name of fieldNamesWithAliases) {
    const text = fields.optional(name, fieldText(name));
    if (text !== undefined) said[name] = text;
  }
  return readSaid(said).said;
}

/** Reads `[[feed.category_fields]]`: a category, and the fields as in `[feed.fields]`. */
function readCategoryFields(feed: Table): readonly CategoryFields[] | undefined {
  const rules = feed
    .tables("category_fields")
    .map((rule) => ({ category: rule.required("category", words), said: readFields(rule) }));
  return rules.length === 0 ? undefined : rules;
}

function fieldText(name: string): Rule<string> {
  const field = fieldOf(name);
  return {
    allowed: field === undefined ? "a field of the feed" : allowedIn(field),
    standIn: "",
    read(found) {
      const text = typeof found === "object" && found !== null ? asText(found) : String(found);
      return readSaid({ [name]: text }).unreadable.length > 0 ? undefined : text;
    },
  };
}

function asText(found: object): string {
  const isList = Array.isArray(found) && found.every((item) => typeof item !== "object");
  return isList ? found.join(",") : JSON.stringify(found);
}

function readDestination(
  table: Table,
  feed: Omit<FeedSettings, "destinations">,
  { environment, shop }: FeedSurroundings,
): FeedDestination {
  const kind = table.required("kind", oneOf("sftp", "https", "acp", "openai"));
  const market = table.optional("country", country);
  const common = {
    name: table.required("name", destinationName),
    generation: table.optional("generation", generation) ?? feed.generation,
    countries: market === undefined ? feed.countries : ([market] as const),
    language: table.optional("language", language) ?? feed.language,
    schedule: readSchedule(table, kind === "acp" || kind === "openai" ? API_EVERY : FILE_EVERY),
  };
  const asked = table.optional("currency", currency);
  if (asked !== undefined && asked !== shop.currency) {
    table.note("currency", `this shop sells in ${shop.currency.toUpperCase()}, and prices are not converted`);
  }
  switch (kind) {
    case "sftp":
      return { ...common, ...readSftp(table, environment) };
    case "https":
      return { ...common, ...readHttps(table, environment) };
    case "acp":
    case "openai":
      return { ...common, kind, ...readApi(table, environment) };
  }
}

type Own<Kind> = Omit<Kind, "name" | "generation" | "countries" | "language" | "schedule">;

function readSftp(table: Table, environment: Environment): Own<SftpDestination> {
  const url = URL.parse(table.required("url", sftpAddress));
  const path = decodeURIComponent(url?.pathname ?? "").replace(/^\/~\//, "");
  const password = readNamedSecret(table, "password_env", environment);
  const key = readNamedSecret(table, "private_key_env", environment);
  const passphrase = readNamedSecret(table, "passphrase_env", environment);
  if ((password === undefined) === (key === undefined)) {
    table.note("password_env", "allowed: one of password_env and private_key_env");
  }
  return {
    kind: "sftp",
    host: url?.hostname ?? "",
    port: Number(url?.port || 22),
    username: decodeURIComponent(url?.username ?? ""),
    path,
    hostKey: table.required("host_key", hostKey),
    credentials:
      key === undefined
        ? { kind: "password", password: password ?? { variable: "" } }
        : { kind: "key", key: { ...key, value: key.value?.replaceAll("\\n", "\n") }, passphrase },
    ...readUploadedFile(table, path),
  };
}

const sftpAddress: Rule<string> = {
  allowed:
    'where the file goes, such as "sftp://merchant@sftp.example/inbox/feed.jsonl.gz"; no password in it',
  standIn: "",
  read(found) {
    const url = URL.parse(String(found));
    const isWhole =
      url?.protocol === "sftp:" && url.username !== "" && url.password === "" && url.hostname !== "";
    return isWhole && /[^/]$/.test(url.pathname) ? String(found) : undefined;
  },
};

const hostKey = matching(
  /^SHA256:[A-Za-z0-9+/]{43}=?$/,
  'the fingerprint of the server\'s key, "SHA256:…", as `ssh-keyscan HOST | ssh-keygen -lf -` prints it',
);

function readHttps(table: Table, environment: Environment): Own<HttpsDestination> {
  const url = table.required("url", webAddress);
  return {
    kind: "https",
    url,
    method: table.optional("method", httpMethod) ?? "PUT",
    credentials: readHttpCredentials(table, environment),
    ...readUploadedFile(table, URL.parse(url)?.pathname ?? ""),
  };
}

const httpMethod: Rule<"PUT" | "POST"> = {
  allowed: '"PUT", "POST"',
  standIn: "PUT",
  read: (found) => (found === "PUT" || found === "POST" ? found : undefined),
};

function readHttpCredentials(table: Table, environment: Environment): HttpsDestination["credentials"] {
  const token = readNamedSecret(table, "token_env", environment);
  const username = table.optional("username", words);
  const password = readNamedSecret(table, "password_env", environment);
  if (token !== undefined && username !== undefined)
    table.note("username", "is there beside token_env; write one of them");
  if ((username === undefined) !== (password === undefined))
    table.note("password_env", "belongs to username: write both, or none");
  if (token !== undefined) return { kind: "bearer", token };
  return username === undefined || password === undefined
    ? { kind: "none" }
    : { kind: "basic", username, password };
}

function readApi(table: Table, environment: Environment): Omit<Own<ApiDestination>, "kind"> {
  if (!table.has("token_env")) table.note("token_env", `is missing; allowed: ${variableName.allowed}`);
  return {
    url: table.required("url", webAddress).replace(/\/+$/, ""),
    token: readNamedSecret(table, "token_env", environment) ?? { variable: "" },
    feedId: table.optional("feed_id", matching(/^[\w.:-]{1,200}$/, "a feed's id as the agent gave it")),
  };
}

/** The format by its own key, else by the file's ending, else compressed JSONL. */
function readUploadedFile(table: Table, path: string): UploadedFile {
  const ofPath = fileFormat.read(/\.((?:[a-z]+)(?:\.gz)?)$/.exec(path)?.[1]);
  return {
    ...(table.optional("format", fileFormat) ?? ofPath ?? { format: "jsonl", isCompressed: true }),
    mostRows: table.optional("rows_per_file", wholeNumber(2_048, 500_000)) ?? 500_000,
  };
}

const fileFormat: Rule<Pick<UploadedFile, "format" | "isCompressed">> = {
  allowed: `one of ${formatNames.join(", ")}; with .gz after it, compressed`,
  standIn: { format: "jsonl", isCompressed: true },
  read(found) {
    const [name, ...endings] = String(found).split(".");
    const format: FeedFormatName | undefined = formatNames.find((candidate) => candidate === name);
    if (format === undefined || endings.length > 1 || (endings.length === 1 && endings[0] !== "gz"))
      return undefined;
    return { format, isCompressed: endings.length === 1 };
  },
};

/** How often files are uploaded, and changes told to an API, unless the merchant says otherwise. */
const FILE_EVERY = 15 * MINUTE;
const API_EVERY = 30 * SECOND;

function readSchedule(table: Table, standard: number): Schedule {
  const every = table.optional("every_minutes", minutes);
  const expression = table.optional("cron", cronExpression);
  if (every !== undefined && expression !== undefined)
    table.note("cron", "is there beside every_minutes; write one of them");
  if (expression !== undefined) return { kind: "cron", expression };
  return { kind: "every", milliseconds: every === undefined ? standard : every * MINUTE };
}

const cronExpression: Rule<string> = {
  allowed: 'a cron expression of five fields, such as "*/30 6-22 * * *"',
  standIn: "0 * * * *",
  read(found) {
    if (typeof found !== "string" || found.trim().split(/\s+/).length !== 5) return undefined;
    try {
      return new Cron(found, { paused: true }).nextRun() === null ? undefined : found.trim();
    } catch {
      return undefined;
    }
  },
};

/** A secret that must be there: without it anybody could come in. */
function readSecret(table: Table, key: string, environment: Environment): string | undefined {
  const secret = readNamedSecret(table, key, environment);
  if (secret !== undefined && secret.value === undefined) {
    table.note(key, `names ${secret.variable}, which is not set; set it, or take the key away`);
  }
  return secret?.value;
}

function noteRepeatedNames(feed: Table, destinations: readonly FeedDestination[]): void {
  const names = destinations.map(({ name }) => name);
  for (const name of new Set(names.filter((each, index) => names.indexOf(each) !== index))) {
    feed.note("destinations", `two of them have the name ${JSON.stringify(name)}`);
  }
}
