import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { writeNative } from "../../src/catalog/native.ts";
import { demoAdminToken, demoApiKey } from "../../src/demo/shop.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import type { Currency } from "../../src/money.ts";
import type { Environment } from "../../src/settings/environment.ts";
import { productOf } from "../catalog/products.ts";
import { smallestShop } from "../settings/load.ts";
import { openTerminal, type TestTerminal } from "./terminal.ts";

async function findings(terminal: TestTerminal): Promise<readonly Finding[]> {
  return JSON.parse((await terminal.run("doctor", "--json")).out);
}
const verdictOn = async (terminal: TestTerminal, subject: string) =>
  (await findings(terminal)).find((finding) => finding.subject === subject)?.verdict;

test("a fresh directory is a demo shop: advice, nothing wrong, nothing made", async () => {
  const terminal = openTerminal();
  const done = await terminal.run("doctor");
  expect(done.code).toBe(0);
  expect(done.out).toMatch(/^advice +shop +The demo shop/m);
  expect(readdirSync(terminal.directory)).toEqual([]);
});

test("every mistake of the settings is a finding, and the exit code tells", async () => {
  const terminal = openTerminal({ environment: { PORT: "x", LOG_LEVEL: "y" } });
  expect((await findings(terminal)).map(({ verdict, subject }) => [verdict, subject])).toEqual([
    ["wrong", "PORT"],
    ["wrong", "LOG_LEVEL"],
  ]);
  expect(await terminal.run("doctor")).toMatchObject({ code: 1, notes: "2 things are wrong." });
});

test("a shop without keys and products cannot sell", async () => {
  const terminal = openTerminal();
  terminal.file("shop.toml", smallestShop);
  terminal.makeDatabase();
  expect([await verdictOn(terminal, "keys"), await verdictOn(terminal, "catalogue")]).toEqual([
    "wrong",
    "wrong",
  ]);
  await terminal.run("keys", "create");
  expect(await verdictOn(terminal, "keys")).toBe("good");
});

const page = 'product_url = "https://small.example/products/{handle}"\n';
const whole = productOf("tee");
const pictureless = productOf("mug", { media: [] });

test.each([
  ["whose products have a page here alone", "", [whole], "good", "1 row of 1"],
  ["that refuses some products", page, [whole, pictureless], "advice", "Only 1 row of 2."],
  ["that takes every product", page, [whole], "good", "1 row of 1"],
])("a feed %s is told of", async (_, line, products, verdict, words) => {
  const terminal = openTerminal();
  terminal.file("shop.toml", line + smallestShop);
  terminal.file(
    "catalog.jsonl",
    products.map((product) => `${writeNative(product, "usd" as Currency)}\n`).join(""),
  );
  await terminal.run("catalog", "import", "catalog.jsonl");
  const feed = (await findings(terminal)).find(({ subject }) => subject === "feed");
  expect(feed).toMatchObject({ verdict, words: expect.stringContaining(words) });
});

test("what a merchant should still settle is advice", async () => {
  const terminal = openTerminal({
    environment: {
      COMMERCE_API_KEY: "sixteen_letters_",
      STRIPE_SECRET_KEY: "sk_test_1",
      // Nobody is there to be asked.
      STRIPE_API_BASE: "http://127.0.0.1:9",
    },
  });
  terminal.file("shop.toml", `${smallestShop}[stripe]\nmerchant_id = "acct_1"\n`);
  const advised = (await findings(terminal))
    .filter(({ verdict }) => verdict === "advice")
    .map(({ subject }) => subject);
  expect(advised).toEqual([
    "PUBLIC_BASE_URL",
    "links.return_policy",
    "shipping",
    "tax",
    "support",
    "COMMERCE_API_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "Stripe key",
    "dashboard",
  ]);
});

describe("secrets", () => {
  const named = [
    ["COMMERCE_API_KEY", {}],
    ["ADMIN_TOKEN", {}],
    ["AGENT_SIGNATURE_KEY", {}],
    ["AGENT_WEBHOOK_SECRET", { AGENT_WEBHOOK_URL: "https://agent.example/orders" }],
    ["FEED_TOKEN", {}],
  ] as const;

  const good = randomBytes(32).toString("hex");

  /** What the doctor advises about the secrets of a public shop that has this one. */
  async function adviceOn(
    variable: string,
    secret: string,
    environment: Environment = {},
  ): Promise<readonly string[]> {
    const terminal = openTerminal({
      environment: {
        PUBLIC_BASE_URL: "https://small.example",
        FEED_TOKEN: good,
        ...environment,
        [variable]: secret,
      },
    });
    terminal.file(
      "shop.toml",
      `payments = "sandbox"\n${smallestShop}[feed]\naccess_token_env = "FEED_TOKEN"\n`,
    );
    const subject = variable === "FEED_TOKEN" ? "feed.access_token_env" : variable;
    const { out } = await terminal.run("doctor", "--json");
    expect(out).not.toContain(secret);
    return (JSON.parse(out) as Finding[]).flatMap((finding) =>
      finding.subject === subject ? [`${finding.verdict}: ${finding.words}`] : [],
    );
  }
  const makeAnother = " Make another, for instance with: openssl rand -hex 32";

  test.each(named)("%s that is short is advised against, and not shown", async (variable, environment) => {
    expect(await adviceOn(variable, "0123456789abcdef0123456789abcde", environment)).toEqual([
      `advice: Shorter than 32 characters, so that it could be guessed.${makeAnother}`,
    ]);
  });

  test.each(named)("%s from random bytes is nothing to speak of", async (variable, environment) => {
    expect(await adviceOn(variable, good, environment)).toEqual([]);
  });

  test("one of many but few different characters is advised against", async () => {
    expect(await adviceOn("ADMIN_TOKEN", "change-me-".repeat(4))).toEqual([
      `advice: Made of too few different characters, so that it could be guessed.${makeAnother}`,
    ]);
  });

  test("the demo shop's are no advice where only this machine can use them", async () => {
    const environment = { PUBLIC_BASE_URL: "http://localhost:3000" };
    expect(await adviceOn("COMMERCE_API_KEY", demoApiKey, environment)).toEqual([]);
    expect(await adviceOn("ADMIN_TOKEN", demoAdminToken, environment)).toEqual([]);
  });

  test("the demo shop's are wrong where others can", async () => {
    const environment = { PUBLIC_BASE_URL: "https://small.example" };
    const wrong = [expect.stringMatching(/^wrong: is the demo shop's, which everybody knows/)];
    expect(await adviceOn("COMMERCE_API_KEY", demoApiKey, environment)).toEqual(wrong);
    expect(await adviceOn("ADMIN_TOKEN", demoAdminToken, environment)).toEqual(wrong);
  });
});

test.each([
  [{}, "advice", "/admin is closed: nobody can sign in."],
  [{ ADMIN_TOKEN: randomBytes(32).toString("hex") }, "good", "/admin, opened by ADMIN_TOKEN"],
])("the dashboard's address is named: %p", async (environment, verdict, words) => {
  const terminal = openTerminal({ environment });
  terminal.file("shop.toml", smallestShop);
  const orderService = (await findings(terminal)).find(({ subject }) => subject === "dashboard");
  expect(orderService).toMatchObject({ verdict, words: expect.stringContaining(words) });
});

test.each([
  ["good", "proxy", { PUBLIC_BASE_URL: "https://small.example" }],
  ["advice", "TRUSTED_PROXY", { PUBLIC_BASE_URL: "https://small.example", TRUSTED_PROXY: "none" }],
  [undefined, "proxy", { PUBLIC_BASE_URL: "http://localhost:3000" }],
])(
  "that a proxy must send X-Forwarded-For is said as %s about %s with %j",
  async (verdict, subject, environment) => {
    const terminal = openTerminal({ environment });
    terminal.file("shop.toml", `payments = "sandbox"\n${smallestShop}`);
    const finding = (await findings(terminal)).find((each) => each.subject === subject);
    expect<string | undefined>(finding?.verdict).toBe(verdict);
    if (finding) expect(finding.words).toContain("X-Forwarded-For");
  },
);

test("a database that others can read is named", async () => {
  const terminal = openTerminal();
  await terminal.run("keys", "create");
  expect(await verdictOn(terminal, "database file")).toBeUndefined();
  chmodSync(join(terminal.directory, "data/demo.db"), 0o644);
  expect(await verdictOn(terminal, "database file")).toBe("advice");
});

test("a file that is no database is named", async () => {
  const terminal = openTerminal({ environment: { DATABASE_URL: "file:notes.txt" } });
  terminal.file("shop.toml", smallestShop);
  terminal.file("notes.txt", "notes ".repeat(200));
  expect(await verdictOn(terminal, "database")).toBe("wrong");
});

test.each([
  ["newer", 99, "wrong"],
  ["older", 0, "advice"],
] as const)("a database of a %s Checkstand is named, and left as it is", async (_, version, verdict) => {
  const terminal = openTerminal();
  await terminal.run("keys", "create");
  using database = new Database(join(terminal.directory, "data/demo.db"));
  database.run(`PRAGMA user_version = ${version}`);
  expect(await verdictOn(terminal, "database")).toBe(verdict);
  expect(database.query<{ user_version: number }, []>("PRAGMA user_version").get()).toEqual({
    user_version: version,
  });
});

test("a database of an earlier state of our tables is named", async () => {
  const terminal = openTerminal();
  terminal.makeDatabase();
  using database = new Database(join(terminal.directory, "data/demo.db"));
  database.run("ALTER TABLE orders DROP COLUMN updated_at");
  const found = (await findings(terminal)).find(({ subject }) => subject === "database");
  expect(found).toMatchObject({
    verdict: "wrong",
    words: expect.stringContaining("table orders is another"),
  });
});
