import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { questions } from "../../src/cli/init/questions.ts";
import { shopFileOf } from "../../src/cli/init/shop-file.ts";
import { loadSettings } from "../../src/settings.ts";
import { settingsOf } from "../settings/load.ts";
import { openTerminal } from "./terminal.ts";

const flags = [
  ["--name", 'Alder "&" Fern'],
  ["--currency", "USD"],
  ["--timezone", "America/Los_Angeles"],
  ["--country", "us"],
  ["--state", "CA"],
  ["--city", "Oakland"],
  ["--postal-code", "94607"],
  ["--terms", "https://shop.example/terms"],
  ["--privacy", "https://shop.example/privacy"],
] as const;

test("flags alone make a shop.toml that the shop runs with", async () => {
  const terminal = openTerminal();
  const done = await terminal.run(
    "init",
    ...flags.flat(),
    "--shipping-price",
    "5.99",
    "--tax-rate",
    "7.25 %",
  );
  expect(done).toMatchObject({ code: 0, out: "Wrote shop.toml." });
  const settings = loadSettings({ environment: {}, directory: terminal.directory, toSell: true });
  expect(settings).toMatchObject({
    isDemo: false,
    shop: { name: 'Alder "&" Fern', currency: "usd", origin: { country: "US", state: "CA" } },
    payments: { mode: "sandbox" },
    pricing: {
      shipping: {
        zones: [{ regions: [{ country: "US" }], rates: [{ price: { kind: "flat", amount: 599 } }] }],
      },
      tax: { rates: [{ region: { country: "US", states: ["CA"] }, rate: 72_500 }] },
    },
  });
});

test("what was not answered is there as a comment", async () => {
  const terminal = openTerminal();
  await terminal.run("init", ...flags.flat());
  const text = readFileSync(join(terminal.directory, "shop.toml"), "utf8");
  expect(text).toContain("# return_policy = ");
  expect(text).toContain("# [[shipping.zones]]");
  expect(text).toContain("# [[tax.rates]]");
});

test("without flags, somebody is asked, and asked again until the answer is allowed", async () => {
  const terminal = openTerminal({
    answers: {
      "Name of": ["", "Fern"],
      Currency: ["dollars", "jpy"],
      "sent from": ["Japan", "JP"],
      City: ["Kyoto"],
      "Postal code": ["600-8216"],
      terms: ["https://fern.example/terms"],
      privacy: ["https://fern.example/privacy"],
      "standard shipping": ["5.99", "600"],
      Payments: ["stripe"],
      "id at Stripe": ["acct_123"],
    },
  });
  const done = await terminal.run("init");
  expect(done.code).toBe(0);
  expect(done.notes.match(/Allowed:/g)).toHaveLength(4);
  const environment = { STRIPE_SECRET_KEY: "sk_test_1" };
  expect(loadSettings({ environment, directory: terminal.directory, toSell: true })).toMatchObject({
    shop: { name: "Fern", currency: "jpy", payment: { merchantId: "acct_123" } },
    pricing: { shipping: { zones: [{ regions: [{ country: "JP" }], rates: [{ price: { amount: 600 } }] }] } },
  });
});

test("without flags and without anybody, the missing flags are named and nothing is written", async () => {
  const terminal = openTerminal();
  const done = await terminal.run("init", "--name", "Fern");
  expect(done).toMatchObject({ code: 2, out: "" });
  expect(done.notes).toEndWith("--country, --city, --postal-code, --terms, --privacy");
  expect(await Bun.file(join(terminal.directory, "shop.toml")).exists()).toBe(false);
});

test("a flag that is not allowed is named with what is", async () => {
  const done = await openTerminal().run("init", ...flags.flat(), "--shipping-price", "free");
  expect(done).toMatchObject({
    code: 2,
    notes: '--shipping-price: found "free"; allowed: an amount in USD, zero or more, such as 5.99',
  });
});

test.each([
  ["US", 2, "There is nobody to ask, and these flags are missing: --state"],
  ["CA", 2, "There is nobody to ask, and these flags are missing: --state"],
  ["DE", 0, "Next: "],
])("a shop in %s, with tax by state or without, is asked for its state", async (country, code, words) => {
  const given = flags.filter(([flag]) => flag !== "--state" && flag !== "--country").flat();
  const done = await openTerminal().run("init", ...given, "--country", country, "--tax-rate", "7");
  expect([done.code, done.notes]).toEqual([code, expect.stringContaining(words)]);
});

test("every flag that is wrong or missing is named at once", async () => {
  const done = await openTerminal().run("init", "--name", "Fern", "--timezone", "Mars", "--tax-rate", "120");
  expect(done.code).toBe(2);
  expect(done.notes.split("\n")).toEqual([
    expect.stringContaining('--timezone: found "Mars"; allowed: '),
    expect.stringContaining('--tax-rate: found "120"; allowed: '),
    "There is nobody to ask, and these flags are missing: --country, --city, --postal-code, --terms, --privacy",
  ]);
});

test("somebody who gave a wrong flag is not asked the other questions first", async () => {
  const terminal = openTerminal({ answers: {} });
  const done = await terminal.run("init", "--name", " ");
  expect(done).toMatchObject({ code: 2, notes: '--name: found " "; allowed: text that is not empty' });
});

test("a place where nothing can be written is named, with what to do", async () => {
  const terminal = openTerminal();
  const done = await terminal.run("init", ...flags.flat(), "--file", "no/such/shop.toml");
  expect(done).toMatchObject({ code: 1, out: "" });
  expect(done.notes).toContain(join(terminal.directory, "no/such/"));
  expect(done.notes).toEndWith("Name a path that this user may read and write, on a disk that has room.");
});

test("a shop.toml that exists is left alone", async () => {
  const terminal = openTerminal();
  terminal.file("shop.toml", "# mine");
  expect(await terminal.run("init", ...flags.flat())).toMatchObject({ code: 2, out: "" });
  expect(readFileSync(join(terminal.directory, "shop.toml"), "utf8")).toBe("# mine");
});

test("whatever a merchant types into a free answer comes back from the file unchanged", () => {
  const free = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => text.trim() !== "");
  fc.assert(
    fc.property(free, free, (name, city) => {
      const answers = new Map<string, string>([
        ...flags.map(([flag, value]) => [flag.slice(2), value] as const),
        ["country", "US"],
        ["payments", "sandbox"],
        ["name", name],
        ["city", city],
      ]);
      const { shop } = settingsOf({ shop: shopFileOf(answers) });
      expect([shop.name, shop.origin.city]).toEqual([name.trim(), city.trim()]);
    }),
    { numRuns: 50 },
  );
});

test("every question has a flag of its own", () => {
  expect(new Set(questions.map((question) => question.flag)).size).toBe(questions.length);
});
