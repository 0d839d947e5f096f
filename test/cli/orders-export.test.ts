import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { buy } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { openTerminal } from "./terminal.ts";

const terminal = openTerminal({ environment: { PORT: "0" } });
let shop: ServedShop;

beforeAll(async () => {
  shop = await serveShop({ folder: terminal.directory });
  for (const quantity of [1, 2]) await buy(shop.server.url, [{ id: "canvas-tote", quantity }]);
});
afterAll(() => shop[Symbol.asyncDispose]());

async function exported(...words: string[]): Promise<Record<string, string>[]> {
  const { code, out, notes } = await terminal.run("orders", "export", ...words);
  if (code !== 0) throw new Error(notes);
  return out === "" ? [] : parse(out, { columns: true });
}

// One after the other: each test goes on from the last.
test("looking exports nothing for good", async () => {
  for (let time = 0; time < 2; time++) {
    const rows = await exported("--no-acknowledge");
    expect(rows.map((row) => [row["Name"], row["Lineitem quantity"]])).toEqual([
      ["#1001", "1"],
      ["#1002", "2"],
    ]);
  }
});

test("new orders are exported once", async () => {
  const { notes } = await terminal.run(
    "orders",
    "export",
    "--output",
    "orders.csv",
    "--format",
    "woocommerce",
  );
  expect(statSync(join(terminal.directory, "orders.csv")).mode & 0o777).toBe(0o600);
  expect(notes).toBe("2 orders exported. Import them before the stock is counted again.");
  const rows: Record<string, string>[] = parse(readFileSync(join(terminal.directory, "orders.csv")), {
    columns: true,
  });
  expect(rows.map((row) => row["order_number"])).toEqual(["1001", "1002"]);
  expect((await terminal.run("orders", "export")).notes).toBe("0 orders exported.");
  await buy(shop.server.url, [{ id: "canvas-tote", quantity: 3 }]);
  expect((await exported()).map((row) => row["Name"])).toEqual(["#1003"]);
  expect((await exported("--all")).map((row) => row["Name"])).toEqual(["#1001", "#1002", "#1003"]);
});

test("the units of exported orders are known to the source: a stock it counts later has them subtracted", async () => {
  const stock = async () => {
    const { out } = await terminal.run("catalog", "export");
    const product = out
      .split("\n")
      .map((line) => JSON.parse(line))
      .find(({ id }) => id === "canvas-tote");
    return product;
  };
  const product = await stock();
  await Bun.sleep(5);
  // The source says how many it has, now that it knows of the six sold.
  const pluralize = { ...product, variants: [{ ...product.variants[0], stock: 10 }] };
  const file = terminal.file("counted.jsonl", `${JSON.stringify(pluralize)}\n`);
  expect((await terminal.run("catalog", "import", file)).code).toBe(0);
  const session = await fetch(`${shop.server.url}/checkout_sessions`, {
    method: "POST",
    headers: {
      authorization: "Bearer csk_demo_shop_for_agents_on_this_machine",
      "api-version": "2025-09-29",
      "content-type": "application/json",
    },
    body: JSON.stringify({ items: [{ id: "canvas-tote", quantity: 10 }] }),
  });
  const { messages } = (await session.json()) as { messages: { code?: string }[] };
  expect(messages.filter(({ code }) => code === "out_of_stock")).toEqual([]);
});

test("orders that were canceled are left out, and JSON holds all of the others", async () => {
  await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }]);
  await terminal.run("orders", "cancel", "1004");
  await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }]);
  const { out } = await terminal.run("orders", "export", "--format", "jsonl");
  expect(out.split("\n").map((line) => JSON.parse(line).number)).toEqual([1005]);
});

test("a file that cannot be written leaves the orders new", async () => {
  await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }]);
  expect(await terminal.run("orders", "export", "--output", "/dev/null/orders.csv")).toMatchObject({
    code: 1,
  });
  expect((await exported()).map((row) => row["Name"])).toEqual(["#1006"]);
});
