import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { demoApiKey } from "../../src/demo/shop.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

let shop: ServedShop;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Sends a request of the demo shop's agent, and gives the session it is answered with. */
async function ask(path: string, body?: object) {
  const response = await shop.fetch(path, {
    method: body ? "POST" : "GET",
    headers: {
      authorization: `Bearer ${demoApiKey}`,
      "api-version": "2026-04-17",
      ...(body && { "content-type": "application/json", "idempotency-key": crypto.randomUUID() }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as { id: string; buyer?: { first_name?: string } };
}

const named = (firstName: string) => ({ first_name: firstName, last_name: "Doe", email: "j@example.com" });

/** A session that the shop has shown so often that it is kept in memory, and how to look at it again. */
async function shownOften() {
  const { id } = await ask("/checkout_sessions", {
    buyer: named("Jane"),
    currency: "usd",
    line_items: [{ id: "canvas-tote" }],
    capabilities: {},
  });
  const look = async () => (await ask(`/checkout_sessions/${id}`)).buyer?.first_name;
  for (const _ of Array(4)) expect(await look()).toBe("Jane");
  return { id, look };
}

test("what this process changes of a session is shown from the next look on, however often it was shown", async () => {
  const { id, look } = await shownOften();
  await ask(`/checkout_sessions/${id}`, { buyer: named("Joan") });
  expect(await look()).toBe("Joan");
  expect(await look()).toBe("Joan");
});

test("what another process changes of a session is shown from the next look on", async () => {
  const { id, look } = await shownOften();
  using other = new Database(shop.databaseFile);
  other.run(`UPDATE checkout_sessions SET document = replace(document, '"Jane"', '"Ruth"') WHERE id = ?`, [
    id,
  ]);
  expect(await look()).toBe("Ruth");
  other.run("DELETE FROM checkout_sessions WHERE id = ?", [id]);
  expect(await look()).toBeUndefined();
});
