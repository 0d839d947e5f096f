import { afterAll, beforeEach, expect, test } from "bun:test";
import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { createStores } from "../../db/sqlite/stores.ts";
import { webhookTo } from "../../src/agents/seed.ts";
import { after, instant } from "../../src/clock.ts";
import type { EventId } from "../../src/ids.ts";
import { testAgent } from "../checkout/shop.ts";
import { eventOf, orderOf } from "../outbox/orders.ts";
import { openTerminal } from "./terminal.ts";

const now = instant(Date.parse("2026-06-01T12:00:00Z"));
const terminal = openTerminal();
terminal.makeDatabase();
const database = openDatabase(join(terminal.directory, "data/demo.db"));
const writer = openGroupCommitWriter(database, createStores(database.writer));
afterAll(async () => {
  await writer.close();
  database.close();
});

/** A shop with an order told in full, and one whose first event was given up while the second waits for a retry. */
let delivered: EventId;
let dead: EventId;
let waiting: EventId;

beforeEach(async () => {
  const [one, two] = [orderOf(), orderOf()];
  const events = [eventOf(one, "order_create"), eventOf(two, "order_create"), eventOf(two)] as const;
  [delivered, dead, waiting] = [events[0].id, events[1].id, events[2].id];
  database.writer.$client.run("DELETE FROM outbox_events");
  database.writer.$client.run("DELETE FROM delivery_attempts");
  await writer.write(async ({ agents, outbox, suspendedEndpoints }) => {
    await agents.put({ ...testAgent, webhook: webhookTo("https://agent.example/orders", "whsec_one") }, now);
    for (const event of events) await outbox.append(event);
    await outbox.freeze(delivered, '{"type":"order_create"}');
    await outbox.addAttempt(delivered, { number: 1, at: now, durationMs: 12, status: 200 });
    await outbox.finish(delivered, "delivered", now);
    await outbox.addAttempt(dead, {
      number: 1,
      at: now,
      durationMs: 7,
      status: 401,
      reason: "who\u001b[31m?",
    });
    await outbox.finish(dead, "dead", now);
    await outbox.addAttempt(waiting, { number: 1, at: now, durationMs: 10_000, reason: "no answer" });
    await outbox.postpone(waiting, after(now, 5_000), now);
    await suspendedEndpoints.pause(testAgent.id, "https://agent.example/orders", now);
  });
});

const cells = (out: string) => out.split("\n").map((line) => line.split(/ {2,}/));

test("webhooks list shows every event, newest first", async () => {
  const { code, out } = await terminal.run("webhooks", "list");
  expect(code).toBe(0);
  const [headings, ...rows] = cells(out);
  expect(headings).toEqual(["EVENT", "HAPPENED", "TYPE", "ORDER", "AGENT", "STATE", "ATTEMPTS", "NEXT"]);
  expect(
    rows.map(([id, , type, , agent, state, attempts, next]) => [id, type, agent, state, attempts, next]),
  ).toEqual([
    [waiting, "order_update", "test", "pending", "1", "once its endpoint is called again"],
    [dead, "order_create", "test", "dead", "1", undefined],
    [delivered, "order_create", "test", "delivered", "1", undefined],
  ]);
});

test.each([
  [
    "its agent has an endpoint",
    webhookTo("https://agent.example/new", "whsec_one"),
    "2026-06-01T12:00:05.000Z",
  ],
  ["its agent has none", undefined, "once its agent has an endpoint"],
])("webhooks list and show say when an event is sent next: %s", async (_, webhook, next) => {
  await writer.write(({ agents }) => agents.put({ ...testAgent, webhook }, now));
  expect(await terminal.json("webhooks", "list", "--state", "pending")).toMatchObject([
    { id: waiting, next },
  ]);
  const { out } = await terminal.run("webhooks", "show", waiting);
  expect(out).toContain(`Next attempt  ${next}`);
});

test("webhooks list shows only what is asked for", async () => {
  const ids = async (...words: string[]) =>
    ((await terminal.json("webhooks", "list", ...words)) as { id: string }[]).map(({ id }) => id);
  expect(await ids("--state", "dead")).toEqual([dead]);
  expect(await ids("--limit", "1")).toEqual([waiting]);
  expect(await ids("--before", dead)).toEqual([delivered]);
  expect(await ids("--agent", "test", "--state", "delivered")).toEqual([delivered]);
});

test("webhooks show tells every attempt: when, what came back, how long it took", async () => {
  const { out } = await terminal.run("webhooks", "show", dead);
  expect(out).toContain("https://agent.example/orders (paused: 410 Gone)");
  expect(cells(out).slice(-2)).toEqual([
    ["ATTEMPT", "AT", "STATUS", "TOOK", "REASON"],
    ["1", "2026-06-01T12:00:00.000Z", "401", "7 ms", "who [31m?"],
  ]);
  expect(await terminal.json("webhooks", "show", delivered)).toMatchObject({
    state: "delivered",
    attempts: [{ number: 1, status: 200, durationMs: 12 }],
    body: { type: "order_create" },
  });
});

test("webhooks replay makes an event due again, ahead of its order's later one, and lifts the pause", async () => {
  expect(await terminal.run("webhooks", "replay", dead)).toMatchObject({
    code: 0,
    out: "1 event is sent again.",
  });
  expect(await terminal.json("webhooks", "list")).toMatchObject([
    { id: waiting, state: "pending", next: "after the order's earlier event" },
    { id: dead, state: "pending", next: "at once" },
    { id: delivered, state: "delivered" },
  ]);
  const { out } = await terminal.run("webhooks", "show", dead);
  expect(out).not.toContain("paused");
});

test("webhooks replay --dead takes all that were given up", async () => {
  expect(await terminal.json("webhooks", "replay", "--dead", "--agent", "test")).toEqual({
    replayed: [dead],
  });
});

for (const [words, code, notes] of [
  [["replay"], 2, "Name events, or say --dead."],
  [["replay", "evt_1", "--dead"], 2, "Name events, or say --dead."],
  [["replay", "evt_1", "--agent", "test"], 2, "--agent goes with --dead."],
  [["replay", "evt_nobody_knows"], 1, "There is no event evt_nobody_knows."],
  [["show", "evt_nobody_knows"], 1, "There is no event evt_nobody_knows. See: checkstand webhooks list"],
  [["list", "--agent", "nobody"], 1, 'There is no agent "nobody"'],
  [["list", "--state", "lost"], 2, "Allowed choices are pending, delivered, dead"],
] as const) {
  test(`webhooks ${words.join(" ")} is refused with exit code ${code}`, async () => {
    const done = await terminal.run("webhooks", ...words);
    expect(done).toMatchObject({ code, out: "", notes: expect.stringContaining(notes) });
  });
}
