import { describe, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { writeNative } from "../../src/catalog/native.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import type { Currency } from "../../src/money.ts";
import { productOf } from "../catalog/products.ts";
import { folderForRun } from "../temporary-folder.ts";
import { openTerminal, type TestTerminal } from "./terminal.ts";

/** Every command that opens a database. */
const commands = [
  "serve",
  "backup copy.db",
  "buyers erase ada@example.com --even-if-open",
  "buyers export ada@example.com",
  "catalog export",
  "catalog import mug.jsonl",
  "catalog import mug.jsonl --dry-run",
  "catalog set mug return_window=30",
  "catalog source",
  "certify",
  "discounts create Summer --percent 10",
  "discounts disable SUMMER",
  "discounts list",
  "doctor",
  "feed build",
  "feed check",
  "feed push",
  "keys create",
  "keys list",
  "keys notify chatgpt --url https://agent.example/hook --new-secret",
  "keys revoke key_1",
  "keys show",
  "keys sign-with chatgpt --off",
  "keys speak chatgpt --default-version 2026-04-17",
  "orders cancel 1001",
  "orders export",
  "orders list",
  "orders refund 1001",
  "orders show 1001",
  "payments list",
  "sessions list",
  "sessions show cs_1",
  "sign body.json --agent chatgpt",
  "webhooks list",
  "webhooks replay --dead",
  "webhooks show evt_1",
].map((words) => [words] as const);

/** A merchant's database, with nothing beside it that the program has open. */
function realDatabase(): string {
  const file = join(folderForRun("real"), "real.db");
  openDatabase(file).close();
  return file;
}

function inEmptyFolder(environment: Record<string, string>): TestTerminal {
  const terminal = openTerminal({ environment: { PORT: "0", ...environment } });
  terminal.file("mug.jsonl", `${writeNative(productOf("mug"), "usd" as Currency)}\n`);
  terminal.file("body.json", "{}");
  return terminal;
}

const contentOf = (file: string) => Bun.hash(readFileSync(file));

describe("without a shop.toml no command opens the database of DATABASE_URL:", () => {
  test.each(commands)("%s", async (words) => {
    const file = realDatabase();
    const before = contentOf(file);
    const done = await inEmptyFolder({ DATABASE_URL: `file:${file}` }).run(...words.split(" "));
    expect(done.code).toBe(words === "doctor" ? 1 : 2);
    expect(done.out + done.notes).toContain("DATABASE_URL is set");
    expect(contentOf(file)).toBe(before);
  });
});

describe("without a shop.toml no command opens a merchant's database in the demo's place:", () => {
  test.each(commands)("%s", async (words) => {
    const terminal = inEmptyFolder({});
    const file = join(terminal.directory, "data/demo.db");
    mkdirSync(join(terminal.directory, "data"));
    copyFileSync(realDatabase(), file);
    const before = contentOf(file);
    const done = await terminal.run(...words.split(" "));
    expect(done.code).toBe(1);
    expect(done.out + done.notes).toContain("opens no database but its own");
    expect(done.notes).not.toContain("this goes into the demo shop");
    expect(contentOf(file)).toBe(before);
  });
});

test("doctor calls it wrong, and says what to do", async () => {
  const terminal = inEmptyFolder({
    DATABASE_URL: `file:${realDatabase()}`,
    PUBLIC_BASE_URL: "https://shop.example",
    STRIPE_SECRET_KEY: "sk_live_x",
  });
  const done = await terminal.run("doctor", "--json");
  expect(JSON.parse(done.out) as Finding[]).toEqual([
    { verdict: "wrong", subject: "shop.toml", words: expect.stringContaining("set SHOP_CONFIG to the path") },
  ]);
});

test("the demo shop's own database is opened by every command as before", async () => {
  const terminal = inEmptyFolder({});
  expect((await terminal.run("catalog", "import", "mug.jsonl")).code).toBe(0);
  expect((await terminal.run("keys", "create")).code).toBe(0);
  expect((await terminal.run("orders", "list")).code).toBe(0);
  expect((await terminal.run("backup", "copy.db")).code).toBe(0);
});
