import { afterEach, beforeEach, expect, test } from "bun:test";
import { join } from "node:path";
import { type Database, openDatabase } from "../../db/sqlite/database.ts";
import { type GroupCommitWriter, openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { createStores } from "../../db/sqlite/stores.ts";
import { profileAgent } from "../../src/agents/profile-agent.ts";
import { shopAgentId } from "../../src/agents/shop-agent.ts";
import { instant } from "../../src/clock.ts";
import { orderNotifications } from "../../src/mail/order-mails.ts";
import { recordOrderEvent } from "../../src/orders/record-order-event.ts";
import type { JobStores, Stores } from "../../src/stores.ts";
import { testShop } from "../checkout/shop.ts";
import { eventOf, orderOf } from "../outbox/orders.ts";
import { runEachJobTwice } from "../run-each-job-twice.ts";
import { temporaryFolder } from "../temporary-folder.ts";

let folder: ReturnType<typeof temporaryFolder>;
let database: Database;
let writer: GroupCommitWriter<Stores>;
let happened: string[];

beforeEach(() => {
  folder = temporaryFolder();
  database = openDatabase(join(folder.path, "shop.db"));
  writer = openGroupCommitWriter(database, createStores(database.writer));
  happened = [];
});

afterEach(async () => {
  await writer.close();
  database.close();
  folder[Symbol.dispose]();
});

const noon = instant(Date.parse("2026-06-03T20:00:00Z"));
const event = eventOf(orderOf({ estimatedDelivery: { earliest: noon, latest: noon } }), "order_create");
const log = { error: (message: string) => void happened.push(message) };
const recorded = () => void happened.push("recorded");
const notificationsOf = (shop = testShop) =>
  orderNotifications({ shop, ordersTo: "owner@harbour.example" }, log, recorded);
const record = (stores: JobStores, shop = testShop) => recordOrderEvent(stores, event, notificationsOf(shop));
const write: GroupCommitWriter<Stores>["write"] = (job) => runEachJobTwice(database, writer.write)(job);
const mailsWritten = () =>
  database.reader.$client
    .query<{ key: string }, []>("SELECT key FROM mails ORDER BY sequence")
    .all()
    .map(({ key }) => key.split(":")[0]);
const eventsWritten = async () => (await createStores(database.reader).outbox.backlog([])).pending;

test("the mails of an order's event are written beside it, and it is told once they are committed", async () => {
  await write(async (stores) => {
    await record(stores);
    expect(happened).toEqual([]);
  });
  expect(mailsWritten()).toEqual(["confirmed", "new_order"]);
  expect(await eventsWritten()).toBe(1);
  expect(happened).toEqual(["recorded"]);
});

test("a change that is undone leaves neither event nor mails, and nobody is told", async () => {
  const undone = write(async (stores) => {
    await record(stores);
    throw new RangeError("changed its mind");
  });
  await expect(undone).rejects.toThrow("changed its mind");
  expect(mailsWritten()).toEqual([]);
  expect(await eventsWritten()).toBe(0);
  expect(happened).toEqual([]);
});

const platform = { url: "https://platform.example/profile", host: "platform.example" };
const claimed = profileAgent({ ...platform, standing: "claimed" }).id;
const signed = profileAgent({ ...platform, standing: "signed" }).id;
const spoken = { name: "ucp", version: "2026-04-08" };
const addressed = { ...spoken, webhookUrl: "https://platform.example/hooks" };

test.each([
  ["the shop's own agent", { agentId: shopAgentId }],
  ["an agent that only claims its profile", { agentId: claimed, protocol: spoken }],
  ["an agent that signs, and whose profile named no address", { agentId: signed, protocol: spoken }],
])("%s is never told, so nothing is kept for it but the mails are", async (_, given) => {
  const untold = eventOf(orderOf(given), "order_create");
  await write((stores) => recordOrderEvent(stores, untold, notificationsOf()));
  expect(await eventsWritten()).toBe(0);
  expect(mailsWritten()).toEqual(["confirmed", "new_order"]);
  expect(happened).toEqual(["recorded"]);
});

test("an agent that signs is told at the address its profile named", async () => {
  const told = eventOf(orderOf({ agentId: signed, protocol: addressed }), "order_create");
  await write((stores) => recordOrderEvent(stores, told, notificationsOf()));
  expect(await eventsWritten()).toBe(1);
});

test("mails that cannot be written are reported, once, and do not stop the order", async () => {
  await write((stores) => record(stores, { ...testShop, timezone: "Nowhere/Never" }));
  expect(mailsWritten()).toEqual([]);
  expect(await eventsWritten()).toBe(1);
  expect(happened).toEqual(["the mails of an order could not be written", "recorded"]);
});
