import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { silentLog } from "../../src/log.ts";
import { type RunningServer, startServer } from "../../src/server.ts";
import { loadSettings } from "../../src/settings.ts";
import { ada, buy } from "../http/buy.ts";
import { openTerminal } from "./terminal.ts";

const terminal = openTerminal({ environment: { PORT: "0" } });
const settings = loadSettings({ environment: { PORT: "0" }, directory: terminal.directory, toSell: true });
let server: RunningServer;

beforeAll(async () => {
  server = await startServer(settings, { log: silentLog });
  await buy(server.url, [{ id: "canvas-tote", quantity: 1 }]);
});
afterAll(() => server.stop());

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

  const folder = dirname(settings.database.path);
  const bytes = readdirSync(folder)
    .filter((name) => name.startsWith(basename(settings.database.path)))
    .map((name) => readFileSync(join(folder, name)).toString("latin1"))
    .join("\n");
  for (const trace of ["ada@example.com", "Lovelace", "1 Market St"]) expect(bytes).not.toContain(trace);
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
