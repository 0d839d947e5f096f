import { describe, expect, test } from "bun:test";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

/** The feed's part of the settings that `[feed]` tables after the smallest shop make. */
function feedOf(tables: string, environment: Record<string, string> = {}) {
  return settingsOf({ shop: `${smallestShop}${tables}`, environment }).feed;
}

const sftp = `
[[feed.destinations]]
name = "openai"
kind = "sftp"
url = "sftp://shop@sftp.example:2222/inbox/feed.csv.gz"
host_key = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"
`;

test("A shop that says nothing has a feed of today's generation for where it is", () => {
  expect(feedOf("")).toEqual({
    generation: "openai-2026",
    language: "en",
    countries: ["US"],
    sellerUrl: "http://localhost:3000/",
    offersCheckout: true,
    servesUcp: false,
    defaults: {},
    accessToken: undefined,
    refreshMs: 900_000,
    destinations: [],
  });
});

test("The feed is for where the shop ships to, unless it says otherwise", () => {
  const zone = `[[shipping.zones]]
name = "Two"
countries = ["CA", "US"]
rates = [{ id = "post", title = "Post", price = 5 }]
`;
  expect(feedOf(zone).countries).toEqual(["CA", "US"]);
  expect(feedOf(`[feed]\ncountries = ["DE"]\n${zone}`).countries).toEqual(["DE"]);
});

test("Fields for every product are read by any name they have had, in TOML's own types", () => {
  const { defaults } = feedOf(`[feed.fields]
return_deadline_in_days = 30
condition = "New"
accepts_returns = true
target_countries = ["us", "CA"]
q_and_a = [{ q = "Dry?", a = "Yes" }]
`);
  expect(defaults).toEqual({
    return_window: 30,
    condition: "new",
    accepts_returns: true,
    target_countries: ["US", "CA"],
    q_and_a: [{ q: "Dry?", a: "Yes" }],
  });
});

describe("A destination", () => {
  test("by SFTP has its parts from the address, and its format from the file's ending", () => {
    const { destinations } = feedOf(`${sftp}password_env = "SFTP_PASSWORD"\n`, { SFTP_PASSWORD: "secret" });
    expect(destinations).toEqual([
      {
        name: "openai",
        kind: "sftp",
        generation: "openai-2026",
        countries: ["US"],
        language: "en",
        schedule: { kind: "every", milliseconds: 900_000 },
        host: "sftp.example",
        port: 2222,
        username: "shop",
        path: "/inbox/feed.csv.gz",
        hostKey: "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
        credentials: { kind: "password", password: { variable: "SFTP_PASSWORD", value: "secret" } },
        format: "csv",
        isCompressed: true,
        mostRows: 500_000,
      },
    ]);
  });

  test("takes a private key with its line ends written out, as environments hold it", () => {
    const [destination] = feedOf(`${sftp}private_key_env = "KEY"\n`, {
      KEY: "-----BEGIN\\nabc\\n-----END",
    }).destinations;
    expect(destination).toMatchObject({
      credentials: { kind: "key", key: { variable: "KEY", value: "-----BEGIN\nabc\n-----END" } },
    });
  });

  test("by HTTPS has a bearer token, a name and password, or neither", () => {
    const https = (more: string) =>
      feedOf(`[[feed.destinations]]\nname = "x"\nkind = "https"\nurl = "https://x.example/in"\n${more}`, {
        T: "t",
      }).destinations[0];
    expect(https("")).toMatchObject({
      method: "PUT",
      credentials: { kind: "none" },
      format: "jsonl",
      isCompressed: true,
    });
    expect(https('token_env = "T"\nmethod = "POST"')).toMatchObject({
      method: "POST",
      credentials: { kind: "bearer", token: { variable: "T", value: "t" } },
    });
    expect(https('username = "me"\npassword_env = "T"\nformat = "tsv"')).toMatchObject({
      credentials: { kind: "basic", username: "me", password: { value: "t" } },
      format: "tsv",
      isCompressed: false,
    });
  });

  test("has a generation by its former letter, too, and is told the name it has now", () => {
    const named = (generation: string) =>
      settingsOf({ shop: `${smallestShop}\n[feed]\ngeneration = "${generation}"\n` });
    expect(named("B").feed.generation).toBe("openai-2026-01");
    expect(named("b").remarks).toEqual([
      {
        where: "shop.toml: feed.generation",
        reason: '"b" is called "openai-2026-01" now; both are understood',
      },
    ]);
    expect(named("openai-2026-01").remarks).toEqual([]);
  });

  test("has a market, a language and a generation of its own", () => {
    const own = 'country = "CA"\nlanguage = "fr"\ngeneration = "openai-2025"\ncron = "0 6 * * *"\n';
    const [destination] = feedOf(`${sftp}password_env = "P"\n${own}`, { P: "p" }).destinations;
    expect(destination).toMatchObject({
      countries: ["CA"],
      language: "fr",
      generation: "openai-2025",
      schedule: { kind: "cron", expression: "0 6 * * *" },
    });
  });
});

describe("A mistake", () => {
  const wrong: readonly [what: string, tables: string, where: string, reason: string][] = [
    ["a generation that is none", '[feed]\ngeneration = "d"', "feed.generation", '"google"'],
    [
      "a field that is none",
      "[feed.fields]\nretun_window = 3",
      "feed.fields.retun_window",
      "did you mean return_window?",
    ],
    [
      "a field that cannot be read",
      '[feed.fields]\nreturn_window = "soon"',
      "feed.fields.return_window",
      "whole number",
    ],
    ["a token that is not set", '[feed]\naccess_token_env = "NOT_SET"', "feed.access_token_env", "NOT_SET"],
    ["no way to log in", sftp, "feed.destinations[0].password_env", "one of"],
    ["a secret that is not set", `${sftp}password_env = "NOT_SET"`, "NOT_SET", "openai needs it"],
    [
      "another currency",
      `${sftp}password_env = "HOME"\ncurrency = "eur"`,
      "feed.destinations[0].currency",
      "USD",
    ],
    [
      "a cron expression that is none",
      `${sftp}password_env = "HOME"\ncron = "often"`,
      "feed.destinations[0].cron",
      "five fields",
    ],
    [
      "two schedules",
      `${sftp}password_env = "P"\ncron = "0 * * * *"\nevery_minutes = 5`,
      "feed.destinations[0].cron",
      "one of them",
    ],
    [
      "two destinations of one name",
      `${sftp}password_env = "P"\n${sftp}password_env = "P"`,
      "feed.destinations",
      '"openai"',
    ],
    [
      "a password in the address",
      sftp.replace("shop@", "shop:secret@"),
      "feed.destinations[0].url",
      "no password",
    ],
    [
      "a folder for a file",
      sftp.replace("feed.csv.gz", ""),
      "feed.destinations[0].url",
      "where the file goes",
    ],
    ["no key of the server", sftp.replace(/host_key.*/, ""), "feed.destinations[0].host_key", "ssh-keyscan"],
    [
      "an API without a token",
      '[[feed.destinations]]\nname = "a"\nkind = "acp"\nurl = "https://a.example"',
      "feed.destinations[0].token_env",
      "is missing",
    ],
  ];
  test.each(wrong)("is %s", (_, tables, where, reason) => {
    const found = mistakesIn({ shop: `${smallestShop}${tables}`, environment: { P: "p", HOME: "/" } });
    expect(found).toContainEqual({
      where: expect.stringContaining(where),
      reason: expect.stringContaining(reason),
    });
  });

  test("is a missing secret only for a shop that sells: other commands do without", () => {
    expect(mistakesIn({ shop: `${smallestShop}${sftp}password_env = "NOT_SET"`, toSell: false })).toEqual([]);
  });
});
