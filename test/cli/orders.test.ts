import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Order } from "../../src/orders/order.ts";
import { buy } from "../http/buy.ts";
import { PageBuyer } from "../http/page-buyer.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { openTerminal } from "./terminal.ts";

const terminal = openTerminal({ environment: { PORT: "0" } });
let shop: ServedShop;

beforeAll(async () => {
  shop = await serveShop({ folder: terminal.directory });
  await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }]);
  await buy(shop.server.url, [{ id: "canvas-tote", quantity: 2 }]);
});
afterAll(() => shop[Symbol.asyncDispose]());

test("orders list shows what was sold, newest first, while the shop is open", async () => {
  const { code, out } = await terminal.run("orders", "list");
  expect(code).toBe(0);
  const [headings, ...rows] = out.split("\n").map((line) => line.split(/ {2,}/));
  expect(headings).toEqual(["NUMBER", "PLACED", "STATUS", "TOTAL", "ITEMS", "BUYER", "AGENT", "WAY"]);
  // 2 x 28.00 + 5.99 shipping + 7.25 % of 56.00; then the same of one.
  expect(rows.map(([number, , , ...rest]) => [number, ...rest])).toEqual([
    ["1002", "$66.05", "2", "ada@example.com", "default", "agent"],
    ["1001", "$36.02", "1", "ada@example.com", "default", "agent"],
  ]);
});

test("orders list goes back page by page", async () => {
  const page = async (...words: string[]) =>
    ((await terminal.json("orders", "list", "--limit", "1", ...words)) as Order[]).map(
      (order) => order.number,
    );
  expect(await page()).toEqual([1002]);
  expect(await page("--before", "1002")).toEqual([1001]);
  expect(await page("--before", "1001")).toEqual([]);
});

test("orders show finds an order by number and by id, amounts in minor units for programs", async () => {
  const order = (await terminal.json("orders", "show", "1001")) as Order;
  expect(order.totals.find((total) => total.type === "total")).toMatchObject({ amount: 3602 });
  expect(await terminal.json("orders", "show", order.id)).toEqual(order);
});

test("orders show is a page a person can pack from", async () => {
  const { out } = await terminal.run("orders", "show", "1002");
  expect(out).toContain("Ada Lovelace, 1 Market St, San Francisco, CA, 94105, US");
  expect(out).toMatch(/^Canvas Tote \(canvas-tote\) +2 +2 +0 +\$28\.00 +\$60\.06$/m);
  expect(out).toMatch(/^Total +\$66\.05$/m);
});

test("orders list shows only what is asked for", async () => {
  const found = async (...words: string[]) =>
    ((await terminal.json("orders", "list", ...words)) as Order[]).map((order) => order.number);
  expect(await found("--search", "1001")).toEqual([1001]);
  expect(await found("--search", "ADA@example.com")).toEqual([1002, 1001]);
  expect(await found("--search", "ada")).toEqual([1002, 1001]);
  expect(await found("--search", "nobody")).toEqual([]);
  expect(await found("--status", "confirmed", "--agent", "default")).toEqual([1002, 1001]);
  expect(await found("--status", "canceled")).toEqual([]);
  expect(await found("--since", "2020-01-01", "--until", "2020-12-31")).toEqual([]);
  expect(await found("--since", "2020-01-01")).toEqual([1002, 1001]);
});

test.each([
  ["--status", "lost"],
  ["--since", "yesterday"],
  ["--agent", "nobody"],
])("orders list refuses %s %s", async (option, value) => {
  expect((await terminal.run("orders", "list", option, value)).code).toBe(2);
});

test("an order nobody placed is a failure in words", async () => {
  expect(await terminal.run("orders", "show", "7")).toEqual({
    code: 1,
    out: "",
    notes: "There is no order 7. See: checkstand orders list",
  });
});

test("an order that came by a page of the shop says so, in the list, in full and in exports", async () => {
  await new PageBuyer(shop).buy("/buy/canvas-tote");
  const [newest] = (await terminal.json("orders", "list", "--limit", "1")) as Order[];
  expect(newest).toMatchObject({ way: "page" });
  const number = String(newest?.number);
  expect((await terminal.run("orders", "list", "--limit", "1")).out).toEndWith("page");
  expect((await terminal.run("orders", "show", number)).out).toContain("a page of the shop");
  expect(await terminal.json("orders", "show", number)).toMatchObject({ way: "page" });
  const { out } = await terminal.run("orders", "export", "--no-acknowledge", "--format", "jsonl");
  expect(out.split("\n").map((line) => JSON.parse(line).way)).toEqual(["agent", "agent", "page"]);
});
