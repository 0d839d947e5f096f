import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../src/cli/doctor/finding.ts";
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

test("what a merchant should still settle is advice", async () => {
  const terminal = openTerminal({
    environment: {
      COMMERCE_API_KEY: "short",
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
    "STRIPE_WEBHOOK_SECRET",
    "COMMERCE_API_KEY",
    "links.return_policy",
    "shipping",
    "tax",
    "support",
    "Stripe key",
  ]);
});

test("a database that others can read is named", async () => {
  const terminal = openTerminal();
  await terminal.run("keys", "create");
  expect(await verdictOn(terminal, "database file")).toBeUndefined();
  chmodSync(join(terminal.directory, "data/demo.db"), 0o644);
  expect(await verdictOn(terminal, "database file")).toBe("advice");
});

test("a file that is no database is named", async () => {
  const terminal = openTerminal({ environment: { DATABASE_URL: "file:notes.txt" } });
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
