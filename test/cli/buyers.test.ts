import { afterAll, beforeAll, expect, test } from "bun:test";
import { ada, buy } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { everythingIn } from "../shop-database.ts";
import { openTerminal } from "./terminal.ts";

const terminal = openTerminal({ environment: { PORT: "0" } });
let shop: ServedShop;

beforeAll(async () => {
  shop = await serveShop({ folder: terminal.directory });
  await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }]);
});
afterAll(() => shop[Symbol.asyncDispose]());

test("a buyer is exported, then erased while the shop is open, and their orders are kept", async () => {
  const { orders } = (await terminal.json("buyers", "export", ada.email)) as { orders: { number: number }[] };
  expect(orders.map(({ number }) => number)).toEqual([1001]);

  expect(await terminal.run("buyers", "erase", ada.email)).toMatchObject({
    code: 1,
    notes: "Not delivered yet: 1001. Deliver or cancel these orders first, or say even_if_open.",
  });
  await terminal.run("orders", "ship", "1001");
  await terminal.run("orders", "deliver", "1001");
  const erased = await terminal.run("buyers", "erase", ada.email);
  expect(erased).toMatchObject({ code: 0, notes: "" });
  expect(erased.out).toMatch(/^ada@example\.com is erased from \d+ records; 1 order is kept without them\.$/);

  const kept = await everythingIn(shop.database);
  for (const trace of ["ada@example.com", "Lovelace", "1 Market St"]) expect(kept).not.toContain(trace);
  expect((await terminal.run("orders", "show", "1001")).out).toContain("$30.03");
});

test("nobody who bought here is a failure in words", async () => {
  for (const command of ["export", "erase"])
    expect(await terminal.run("buyers", command, "nobody@example.com")).toMatchObject({
      code: 1,
      notes: "Nothing is kept of this address.",
    });
});

test("who is asked first may change their mind", async () => {
  const asked = openTerminal({ environment: { PORT: "0" }, answers: { "for good": ["no"] } });
  expect(await asked.run("buyers", "erase", ada.email)).toMatchObject({
    code: 1,
    notes: "Nothing was erased.",
  });
});
