import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { demoShop } from "../../src/demo/shop.ts";
import { isServerUrl } from "../../src/settings/environment.ts";
import { patience, programs, type ShopProcess, startShop } from "../e2e/shop-process.ts";
import { onTestedEngine } from "../on-tested-engine.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { purchase } from "./purchase.ts";

setDefaultTimeout(patience);

const [program] = programs;
const apiKey = "csk_of_the_agent_that_asks_again_and_again";
const origin = "https://shop.example";

/** A merchant's shop that can be stopped and started again, with the agent's requests that are made twice. */
function shopIn(folder: string) {
  const settings = (text: string) => writeFileSync(join(folder, "shop.toml"), text);
  settings(demoShop(origin));
  writeFileSync(join(folder, "catalogue.jsonl"), `${JSON.stringify(product)}\n`);
  const environment = { DATABASE_URL: `file:${join(folder, "shop.db")}`, COMMERCE_API_KEY: apiKey };
  return {
    settings,
    async start(): Promise<ShopProcess> {
      if (!program) throw new Error("there is no program to start");
      const importing = Bun.spawn(
        [...(await program.words()), "catalog", "import", "catalogue.jsonl", "--format", "jsonl"],
        { cwd: folder, env: await onTestedEngine(folder, environment), stdout: "ignore", stderr: "ignore" },
      );
      expect(await importing.exited).toBe(0);
      return startShop(program, { folder, environment });
    },
  };
}

const itemId = "bowl";
const product = {
  id: "bowl-product",
  title: "Bowl",
  description: { plain: "For soup." },
  media: [{ type: "image", url: `${origin}/bowl.jpg` }],
  variants: [
    {
      id: itemId,
      title: "Bowl",
      price: { amount: 1900, currency: "USD" },
      availability: { available: true, status: "in_stock" },
      stock: 1_000,
      requires_shipping: true,
    },
  ],
};

/** Sends a request of a purchase with a key of its own; the bytes of the answer, and whether they were a replay's. */
async function post(shop: ShopProcess, path: string, key: string, body: object) {
  const response = await shop.fetch(path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${apiKey}`,
      "api-version": "2026-04-17",
      "content-type": "application/json",
      "idempotency-key": key,
    },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    text: await response.text(),
    isReplay: response.headers.get("idempotent-replayed") === "true",
  };
}

/** A create, an update and a completion of one session, with the same keys whenever it is called. */
async function buy(shop: ShopProcess) {
  const created = await post(shop, "/checkout_sessions", "create", {
    ...purchase.create,
    line_items: [{ id: itemId }],
  });
  const { id } = JSON.parse(created.text) as { id: string };
  const updated = await post(shop, `/checkout_sessions/${id}`, "update", {
    line_items: [{ id: itemId, quantity: 2 }],
  });
  const paid = purchase.complete("spt_sandbox_approved");
  const completed = await post(shop, `/checkout_sessions/${id}/complete`, "complete", paid);
  return [created, updated, completed];
}

async function kill(shop: ShopProcess): Promise<void> {
  shop.signal("SIGKILL");
  await shop.ended;
}

test("answers are repeated byte for byte after kill -9", async () => {
  using folder = temporaryFolder();
  const { start } = shopIn(folder.path);
  const first = await start();
  const before = await buy(first);
  expect(before.map(({ status }) => status)).toEqual([201, 200, 200]);
  await kill(first);
  await using second = await start();
  expect(await buy(second)).toEqual(before.map((answer) => ({ ...answer, isReplay: true })));
});

test("answers are repeated byte for byte after the settings that they came of have changed", async () => {
  using folder = temporaryFolder();
  const { start, settings } = shopIn(folder.path);
  const first = await start();
  const before = await buy(first);
  first.signal("SIGTERM");
  await first.ended;
  settings(demoShop("https://moved.example"));
  await using second = await start();
  expect(await buy(second)).toEqual(before.map((answer) => ({ ...answer, isReplay: true })));
  const fresh = await post(second, "/checkout_sessions", "fresh", {
    ...purchase.create,
    line_items: [{ id: itemId }],
  });
  expect(fresh.text).toContain("https://moved.example/policies/terms");
  expect(before[0]?.text).not.toContain("moved.example");
});

test("answers of an earlier program are repeated as it spelled them", async () => {
  using folder = temporaryFolder();
  const { start } = shopIn(folder.path);
  const first = await start();
  const before = await buy(first);
  first.signal("SIGTERM");
  await first.ended;
  const { database } = first;
  await using connection = new SQL(isServerUrl(database) ? database : `sqlite://${database}`, { max: 1 });
  // No program of today writes blanks, or this field.
  const spelled = (text: string) => JSON.stringify({ ...JSON.parse(text), of_old: "ü" }, null, 1);
  for (const { text } of before) {
    const changed =
      await connection`UPDATE idempotency_records SET body = ${spelled(text)} WHERE body = ${text}`;
    expect(changed.count).toBe(1);
  }
  await using second = await start();
  expect(await buy(second)).toEqual(
    before.map(({ status, text }) => ({ status, text: spelled(text), isReplay: true })),
  );
});
