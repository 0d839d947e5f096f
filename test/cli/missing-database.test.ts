import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { writeNative } from "../../src/catalog/native.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import type { Currency } from "../../src/money.ts";
import { productOf } from "../catalog/products.ts";
import { smallestShop } from "../settings/load.ts";
import { openTerminal, type TestTerminal } from "./terminal.ts";

/** A merchant's shop whose DATABASE_URL has a typo: the folder it names is not there. */
function openMistypedShop(): TestTerminal {
  const terminal = openTerminal({ environment: { DATABASE_URL: "file:dtaa/shop.db" } });
  terminal.file("shop.toml", smallestShop);
  terminal.file("body.json", "{}");
  terminal.file("mug.jsonl", `${writeNative(productOf("mug"), "usd" as Currency)}\n`);
  return terminal;
}

describe("where there is no database, a command that looks at a shop or changes it fails and makes none:", () => {
  test.each(
    [
      "backup copy.db",
      "buyers erase ada@example.com --even-if-open",
      "buyers export ada@example.com",
      "catalog export",
      "catalog set mug return_window=30",
      "catalog source",
      "discounts create Summer --percent 10",
      "discounts disable SUMMER",
      "discounts list",
      "feed build",
      "feed check",
      "feed push",
      "keys list",
      "keys notify chatgpt --url https://agent.example/hook --new-secret",
      "keys revoke key_1",
      "keys show",
      "keys sign-with chatgpt --off",
      "keys speak chatgpt --default-version 2026-04-17",
      "orders cancel 1001",
      "orders capture 1001",
      "orders export",
      "orders list",
      "orders refund 1001",
      "orders ship 1001",
      "orders show 1001",
      "payments list",
      "sessions list",
      "sessions show cs_1",
      "sign body.json --agent chatgpt",
      "webhooks list",
      "webhooks replay --dead",
      "webhooks show evt_1",
    ].map((words) => [words]),
  )("%s", async (words) => {
    const terminal = openMistypedShop();
    const before = readdirSync(terminal.directory);
    const done = await terminal.run(...words.split(" "));
    const path = join(terminal.directory, "dtaa/shop.db");
    expect(done).toEqual({
      code: 1,
      out: "",
      notes: `There is no database at ${path}. If the shop has one, point DATABASE_URL at its file. If the shop is new, start it (checkstand serve) or bring its products in (checkstand catalog import FILE).`,
    });
    expect(readdirSync(terminal.directory)).toEqual(before);
  });
});

test("that no shop.toml was found either is said, too", async () => {
  expect((await openTerminal().run("orders", "list")).notes).toContain(
    "/data/demo.db, and no shop.toml here.",
  );
});

test.each([["keys create"], ["catalog import mug.jsonl"]])(
  "%s sets a shop up, database and all",
  async (words) => {
    const terminal = openMistypedShop();
    expect((await terminal.run(...words.split(" "))).code).toBe(0);
    expect((await terminal.run("orders", "list")).code).toBe(0);
  },
);

test("a dry run says that all would be new, and leaves no database behind", async () => {
  const terminal = openMistypedShop();
  const before = readdirSync(terminal.directory);
  expect(await terminal.run("catalog", "import", "mug.jsonl", "--dry-run")).toMatchObject({
    code: 0,
    out: expect.stringContaining("1 would be added"),
    notes: expect.stringMatching(/^There is no database at .*\/dtaa\/shop\.db yet: all is new\.$/),
  });
  expect(readdirSync(terminal.directory)).toEqual(before);
});

test("doctor says that a merchant's shop without a database cannot sell", async () => {
  const terminal = openMistypedShop();
  const done = await terminal.run("doctor", "--json");
  expect(done.code).toBe(1);
  const found = (JSON.parse(done.out) as Finding[]).filter(({ verdict }) => verdict === "wrong");
  expect(found).toEqual([
    {
      verdict: "wrong",
      subject: "database",
      words: expect.stringContaining("/dtaa/shop.db. If the shop has one"),
    },
  ]);
});
