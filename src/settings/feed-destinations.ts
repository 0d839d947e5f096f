import { Cron } from "croner";
import { MINUTE, SECOND } from "../clock.ts";
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
import {
  oneOfKinds,
  optional,
  readAs,
  required,
  table,
  tables,
  type ValuesOf,
  withDefault,
} from "./description.ts";
import { namedSecret } from "./named-secret.ts";
import type { SettingPlace } from "./place.ts";
import {
  country,
  currency,
  matching,
  minutes,
  oneOf,
  type Rule,
  webAddress,
  wholeNumber,
  withFormerWords,
  words,
} from "./rule.ts";

/** What generations were called by a letter before. */
const lettered = new Map<string, Generation>([
  ["a", "openai-2025"],
  ["b", "openai-2026-01"],
  ["c", "openai-2026"],
]);
export const generation = withFormerWords(oneOf(...generations), lettered);
export const language = matching(/^[a-z]{2}$/, 'a language as ISO 639-1 writes it, such as "en"');
const destinationName = matching(
  /^[a-z0-9][a-z0-9_-]{0,63}$/,
  "1 to 64 small letters, digits, dashes or underscores",
);

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

const httpMethod: Rule<"PUT" | "POST"> = {
  allowed: '"PUT", "POST"',
  standIn: "PUT",
  schema: { enum: ["PUT", "POST"] },
  read: (found) => (found === "PUT" || found === "POST" ? found : undefined),
};

const fileFormat: Rule<Pick<UploadedFile, "format" | "isCompressed">> = {
  allowed: `one of ${formatNames.join(", ")}; with .gz after it, compressed`,
  standIn: { format: "jsonl", isCompressed: true },
  schema: { enum: formatNames.flatMap((name) => [name, `${name}.gz`]) },
  read(found) {
    const [name, ...endings] = String(found).split(".");
    const format: FeedFormatName | undefined = formatNames.find((candidate) => candidate === name);
    if (format === undefined || endings.length > 1 || (endings.length === 1 && endings[0] !== "gz"))
      return undefined;
    return { format, isCompressed: endings.length === 1 };
  },
};

const feedId = matching(/^[\w.:-]{1,200}$/, "a feed's id as the agent gave it");

/** The keys of every destination. What is left out of the second five is as in `[feed]`. */
const commonKeys = {
  name: required(destinationName, "what you call it"),
  generation: optional(generation, "as in [feed]"),
  country: optional(country, "its market; also generation, language"),
  language: optional(language, "as in [feed]"),
  currency: optional(currency, "the shop's; prices are not converted"),
  every_minutes: optional(minutes(1, 1440), 'or cron = "*/30 6-22 * * *"', {
    whenLeftOut: "15; for an API every 30 seconds",
  }),
  cron: optional(cronExpression, "when, in the shop's time zone; or every_minutes"),
};

const passwordEnv = optional(namedSecret, "the environment variable that holds the password");

const fileKeys = {
  format: optional(fileFormat, "of the file", { whenLeftOut: "what the address ends with" }),
  rows_per_file: withDefault(500_000, wholeNumber(2_048, 500_000), "more go into further files"),
};

/** A destination whose audience is decided where it does not say otherwise. */
export type Undecided<Of extends FeedDestination> = Omit<Of, "generation" | "countries" | "language"> & {
  readonly [Key in "generation" | "language" | "market"]:
    | (Key extends "generation" ? Generation : string)
    | undefined;
};

export type UndecidedDestination =
  | Undecided<SftpDestination>
  | Undecided<HttpsDestination>
  | Undecided<ApiDestination>;

const sftpTable = readAs(
  table("A file by SFTP.", {
    kind: required(oneOf("sftp"), "how it is sent"),
    url: required(sftpAddress, ".csv.gz, .tsv.gz, .parquet; the ending is the format"),
    host_key: required(hostKey, "of the server, as `ssh-keyscan HOST | ssh-keygen -lf -` prints it"),
    private_key_env: optional(namedSecret, "or password_env"),
    passphrase_env: optional(namedSecret, "if the key has one"),
    password_env: passwordEnv,
    ...fileKeys,
    ...commonKeys,
  }),
  (found, place): Undecided<SftpDestination> => {
    const url = URL.parse(found.url);
    const path = decodeURIComponent(url?.pathname ?? "").replace(/^\/~\//, "");
    const {
      password_env: password = { variable: "" },
      private_key_env: key,
      passphrase_env: passphrase,
    } = found;
    if ((found.password_env === undefined) === (key === undefined))
      place.at("password_env").note("allowed: one of password_env and private_key_env");
    return {
      ...commonOf(found, place, FILE_EVERY),
      kind: "sftp",
      host: url?.hostname ?? "",
      port: Number(url?.port || 22),
      username: decodeURIComponent(url?.username ?? ""),
      path,
      hostKey: found.host_key,
      credentials:
        key === undefined
          ? { kind: "password", password }
          : { kind: "key", key: { ...key, value: key.value?.replaceAll("\\n", "\n") }, passphrase },
      ...uploadedFileOf(found, path),
    };
  },
);

const httpsKeys = {
  kind: required(oneOf("https"), "how it is sent"),
  url: required(webAddress, "where the file goes"),
  method: withDefault("PUT", httpMethod, 'or "POST"'),
  username: optional(words, "or token_env"),
  password_env: passwordEnv,
  token_env: optional(namedSecret, "the environment variable that holds the token"),
  ...fileKeys,
  ...commonKeys,
};

const httpsTable = readAs(
  table("A file by HTTPS.", httpsKeys),
  (found, place): Undecided<HttpsDestination> => ({
    ...commonOf(found, place, FILE_EVERY),
    kind: "https",
    url: found.url,
    method: found.method,
    credentials: httpCredentialsOf(found, place),
    ...uploadedFileOf(found, URL.parse(found.url)?.pathname ?? ""),
  }),
);

function httpCredentialsOf(
  { token_env: token, username, password_env: password }: ValuesOf<typeof httpsKeys>,
  place: SettingPlace,
): HttpsDestination["credentials"] {
  if (token !== undefined && username !== undefined)
    place.at("username").note("is there beside token_env; write one of them");
  if ((username === undefined) !== (password === undefined))
    place.at("password_env").note("belongs to username: write both, or none");
  if (token !== undefined) return { kind: "bearer", token };
  return username === undefined || password === undefined
    ? { kind: "none" }
    : { kind: "basic", username, password };
}

const apiTable = readAs(
  table("An agent's API.", {
    kind: required(
      oneOf("acp", "openai"),
      "ACP's Feed API: only what changed; \"openai\" for OpenAI's product_feeds",
    ),
    url: required(webAddress, "what /feeds or /product_feeds follows"),
    token_env: required(namedSecret, "the environment variable that holds the token"),
    feed_id: optional(feedId, "the feed to write to", { whenLeftOut: "one is created at the first push" }),
    ...commonKeys,
  }),
  (found, place): Undecided<ApiDestination> => ({
    ...commonOf(found, place, API_EVERY),
    kind: found.kind,
    url: found.url.replace(/\/+$/, ""),
    token: found.token_env,
    feedId: found.feed_id,
  }),
);

/** How often files are uploaded, and changes told to an API, unless the merchant says otherwise. */
const FILE_EVERY = 15 * MINUTE;
const API_EVERY = 30 * SECOND;

function commonOf(found: ValuesOf<typeof commonKeys>, place: SettingPlace, standard: number) {
  const shopCurrency = place.surroundings.currency;
  if (found.currency !== undefined && found.currency !== shopCurrency) {
    const sold = shopCurrency.toUpperCase();
    place.at("currency").note(`this shop sells in ${sold}, and prices are not converted`);
  }
  return {
    name: found.name,
    generation: found.generation,
    market: found.country,
    language: found.language,
    schedule: scheduleOf(found, place, standard),
  };
}

function scheduleOf(
  { every_minutes: every, cron: expression }: ValuesOf<typeof commonKeys>,
  place: SettingPlace,
  standard: number,
): Schedule {
  if (every !== undefined && expression !== undefined)
    place.at("cron").note("is there beside every_minutes; write one of them");
  return expression === undefined
    ? { kind: "every", milliseconds: every ?? standard }
    : { kind: "cron", expression };
}

/** The format by its own key, else by the file's ending, else compressed JSONL. */
function uploadedFileOf({ format, rows_per_file }: ValuesOf<typeof fileKeys>, path: string): UploadedFile {
  const ofPath = fileFormat.read(/\.((?:[a-z]+)(?:\.gz)?)$/.exec(path)?.[1]);
  return { ...(format ?? ofPath ?? fileFormat.standIn), mostRows: rows_per_file };
}

/** `[[feed.destinations]]`. */
export const destinationsTables = tables(
  readAs(
    oneOfKinds<UndecidedDestination>("kind", {
      sftp: sftpTable,
      https: httpsTable,
      acp: apiTable,
      openai: apiTable,
    }),
    (destination) => destination,
  ),
  "Where the feed is sent, every 15 minutes if something changed and in full at least once a day. Secrets are in the " +
    "environment, under the names given here.",
  {
    examples: [
      {
        values: {
          name: "openai",
          kind: "sftp",
          url: "sftp://merchant@sftp.example/inbox/feed.jsonl.gz",
          host_key: "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
          private_key_env: "OPENAI_SFTP_KEY",
          passphrase_env: "OPENAI_SFTP_PASSPHRASE",
          every_minutes: 15,
          country: "US",
          language: "en",
          generation: "openai-2026",
          currency: "usd",
        },
      },
      {
        values: {
          name: "agent",
          kind: "acp",
          url: "https://agent.example/acp",
          token_env: "AGENT_FEED_TOKEN",
          feed_id: "feed_123",
        },
      },
      {
        values: {
          name: "partner",
          kind: "https",
          url: "https://partner.example/feeds/shop.csv.gz",
          method: "PUT",
          rows_per_file: 100_000,
          username: "shop",
          password_env: "PARTNER_FEED_PASSWORD",
          cron: "0 6 * * *",
        },
      },
      {
        values: {
          name: "search",
          kind: "https",
          url: "https://search.example/feeds",
          format: "csv.gz",
          token_env: "SEARCH_FEED_TOKEN",
        },
      },
    ],
  },
);
