import { describe, expect, test } from "bun:test";
import { renameSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { MINUTE } from "../../../src/clock.ts";
import type { HttpsDestination } from "../../../src/feed/push/destination.ts";
import { pushFeeds } from "../../../src/jobs/push-feeds.ts";
import { productOf } from "../../catalog/products.ts";
import { oneRun } from "../../jobs/workshop.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { startCuttingProxy } from "./cutting-proxy.ts";
import { openPushShop } from "./push-shop.ts";

const many = (count: number) => Array.from({ length: count }, (_, index) => productOf(`p${index}`));

/** A server that takes files, as a careful one does: under another name until as much arrived as was announced. */
async function startInbox(answer: () => Response | undefined = () => undefined) {
  const folder = temporaryFolder();
  const received: { readonly method: string; readonly path: string; readonly headers: Headers }[] = [];
  const partial = join(folder.path, "partial");
  const inbox = join(folder.path, "inbox");
  await Promise.all([mkdir(partial), mkdir(inbox)]);
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const path = new URL(request.url).pathname;
      const { method, headers } = request;
      received.push({ method, path, headers });
      const refusal = answer();
      if (refusal !== undefined) return refusal;
      const name = path.slice(1);
      const size = await Bun.write(join(partial, name), await request.arrayBuffer());
      if (size !== Number(headers.get("content-length"))) return new Response("cut off", { status: 400 });
      renameSync(join(partial, name), join(inbox, name));
      return new Response("", { status: 201 });
    },
  });
  const port = server.port ?? 0;
  return {
    received,
    port,
    inbox,
    destination(given: Partial<HttpsDestination> = {}): HttpsDestination {
      return {
        name: "partner",
        kind: "https",
        generation: "openai-2026",
        countries: ["US"],
        language: "en",
        schedule: { kind: "every", milliseconds: 900_000 },
        url: `http://127.0.0.1:${port}/feed.jsonl`,
        method: "PUT",
        credentials: { kind: "none" },
        format: "jsonl",
        isCompressed: false,
        mostRows: 500_000,
        ...given,
      };
    },
    read: (name: string) => Bun.file(join(inbox, name)).text(),
    async [Symbol.asyncDispose]() {
      await server.stop(true);
      folder[Symbol.dispose]();
    },
  };
}

describe("An upload over HTTP", () => {
  test.each([
    ["PUT", "jsonl", false, "application/jsonl; charset=utf-8"],
    ["POST", "csv", false, "text/csv; charset=utf-8; header=present"],
    ["PUT", "xml", true, "application/gzip"],
  ] as const)("by %s sends %s (compressed: %p) as %s", async (method, format, isCompressed, type) => {
    await using inbox = await startInbox();
    const destination = inbox.destination({ method, format, isCompressed });
    await using shop = openPushShop(destination);
    await shop.put(productOf("mug"));
    expect(await shop.push(destination)).toMatchObject({ outcome: "pushed", items: 1 });
    expect(inbox.received).toMatchObject([{ method, path: "/feed.jsonl" }]);
    expect(inbox.received[0]?.headers.get("content-type")).toBe(type);
    const file = await Bun.file(join(inbox.inbox, "feed.jsonl")).bytes();
    expect(new TextDecoder().decode(isCompressed ? Bun.gunzipSync(file) : file)).toContain("mug-small");
  });

  test("logs in with a token, or with a name and password", async () => {
    await using inbox = await startInbox();
    const secret = { variable: "SECRET", value: "open sesame" };
    const authorizationWith = async (credentials: HttpsDestination["credentials"]) => {
      const destination = inbox.destination({ credentials });
      await using shop = openPushShop(destination);
      await shop.put(productOf("mug"));
      await shop.push(destination);
      return inbox.received.at(-1)?.headers.get("authorization") ?? null;
    };
    expect(await authorizationWith({ kind: "none" })).toBeNull();
    expect(await authorizationWith({ kind: "bearer", token: secret })).toBe("Bearer open sesame");
    expect(await authorizationWith({ kind: "basic", username: "shop", password: secret })).toBe(
      `Basic ${btoa("shop:open sesame")}`,
    );
  });

  test("has an address for each shard", async () => {
    await using inbox = await startInbox();
    const destination = inbox.destination({ mostRows: 2, url: `http://127.0.0.1:${inbox.port}/feed.jsonl` });
    await using shop = openPushShop(destination);
    await shop.put(...many(5));
    await shop.push(destination);
    expect((await readdir(inbox.inbox)).sort()).toEqual(["feed-2.jsonl", "feed-3.jsonl", "feed.jsonl"]);
  });

  test("empties shards that are no longer needed, each as valid as the others", async () => {
    await using inbox = await startInbox();
    const url = `http://127.0.0.1:${inbox.port}/feed.json`;
    const destination = inbox.destination({ mostRows: 2, url, format: "json" });
    await using shop = openPushShop(destination);
    const products = many(3);
    await shop.put(...products);
    await shop.push(destination);
    for (const product of products.slice(1)) await shop.withdraw(product);
    await shop.push(destination);
    expect(JSON.parse(await inbox.read("feed.json"))).toHaveLength(1);
    expect(JSON.parse(await inbox.read("feed-2.json"))).toEqual([]);
  });

  test("of ACP's files says what each of them is", async () => {
    await using inbox = await startInbox();
    const url = `http://127.0.0.1:${inbox.port}/products.jsonl`;
    const destination = inbox.destination({ format: "acp", url });
    await using shop = openPushShop(destination);
    await shop.put(productOf("mug"));
    await shop.push(destination);
    const types = inbox.received.map(({ path, headers }) => `${path} ${headers.get("content-type")}`);
    expect(types).toEqual([
      "/products.jsonl application/jsonl; charset=utf-8",
      "/metadata.json application/json",
    ]);
  });

  test("that nobody answers is given up when the shop closes, and keeps no other destination waiting", async () => {
    const asked = Promise.withResolvers<void>();
    await using silent = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch() {
        asked.resolve();
        return new Promise<Response>(() => {});
      },
    });
    await using inbox = await startInbox();
    const [slow, other] = [
      inbox.destination({ name: "slow", url: `http://127.0.0.1:${silent.port}/feed.jsonl` }),
      inbox.destination(),
    ];
    await using shop = openPushShop(slow, other);
    await shop.put(productOf("mug"));
    const closing = new AbortController();
    const [first] = pushFeeds(shop);
    const running = first?.run({ ...oneRun, signal: closing.signal });
    await asked.promise;
    expect(await shop.push(other)).toMatchObject({ outcome: "pushed" });
    // Nothing of the database is held: what was written can be put in its place.
    await shop.put(productOf("shirt"));
    expect(await shop.push(other)).toMatchObject({ outcome: "pushed", items: 2 });
    closing.abort();
    await running;
    expect(await shop.reads.feeds.pushes("slow", 10)).toEqual([]);
  });

  test("that is cut off is nothing but a failure, and the file that was there stays until the next", async () => {
    await using inbox = await startInbox();
    await using proxy = await startCuttingProxy(inbox.port, 60_000);
    const destination = inbox.destination({ url: `http://127.0.0.1:${proxy.port}/feed.jsonl` });
    await using shop = openPushShop(destination);
    await Bun.write(join(inbox.inbox, "feed.jsonl"), "the feed of yesterday");
    await shop.put(...many(200));
    expect(await shop.push(destination)).toMatchObject({
      outcome: "failed",
      reason: expect.stringContaining("partner could not be reached"),
    });
    expect(await inbox.read("feed.jsonl")).toBe("the feed of yesterday");
    expect(await shop.reads.feeds.destination("partner")).toMatchObject({ failures: 1 });
    proxy.mend();
    expect(await shop.push(destination)).toMatchObject({ outcome: "pushed", items: 200 });
    expect((await inbox.read("feed.jsonl")).trimEnd().split("\n")).toHaveLength(200);
  });

  test("that is refused says what the server said, and never the secret", async () => {
    await using inbox = await startInbox(() => new Response("quota\n exceeded", { status: 403 }));
    const token = { variable: "SECRET", value: "open-sesame" };
    const destination = inbox.destination({ credentials: { kind: "bearer", token } });
    await using shop = openPushShop(destination);
    await shop.put(productOf("mug"));
    const record = await shop.push(destination);
    expect(record.reason).toBe("partner answered 403: quota exceeded");
    expect(JSON.stringify(await shop.reads.feeds.pushes(undefined, 10))).not.toContain("open-sesame");
  });

  test("follows no redirect, which could lead anywhere", async () => {
    await using inbox = await startInbox(() => Response.redirect("http://127.0.0.1:1/elsewhere", 307));
    const destination = inbox.destination();
    await using shop = openPushShop(destination);
    await shop.put(productOf("mug"));
    expect((await shop.push(destination)).reason).toStartWith("partner answered 307");
  });
});

test("A schedule by cron is kept in the shop's time zone", async () => {
  await using inbox = await startInbox();
  const destination = inbox.destination({ schedule: { kind: "cron", expression: "0 6 * * *" } });
  await using shop = openPushShop(destination);
  await shop.put(productOf("mug"));
  await shop.run();
  await shop.put(productOf("shirt"));
  // It is noon in UTC and five in the morning in Los Angeles.
  expect(new Date((await shop.due()) ?? 0).toISOString()).toBe("2026-06-01T13:00:00.000Z");
});

test("A destination that moved gets the feed at its new address at once", async () => {
  await using inbox = await startInbox();
  const destination = inbox.destination();
  await using shop = openPushShop(destination);
  await shop.put(productOf("mug"));
  await shop.push(destination);
  const moved = { ...destination, url: `http://127.0.0.1:${inbox.port}/moved.jsonl` };
  shop.clock.advance(15 * MINUTE);
  expect(await shop.dueOf(moved)).toBeLessThanOrEqual(shop.clock.now());
  expect(await shop.push(moved)).toMatchObject({ outcome: "pushed" });
  expect(await inbox.read("moved.jsonl")).toBe(await inbox.read("feed.jsonl"));
});

test("A destination has a market and a generation of its own", async () => {
  await using inbox = await startInbox();
  const destination = inbox.destination({ countries: ["CA"], generation: "openai-2026-01" });
  await using shop = openPushShop(destination);
  await shop.put(productOf("mug"));
  await shop.push(destination);
  // Only openai-2026-01 puts a listing with one variant into a group.
  expect(JSON.parse(await inbox.read("feed.jsonl"))).toMatchObject({
    target_countries: ["CA"],
    group_id: "mug",
  });
});

test("The history keeps the last pushes of each destination", async () => {
  await using inbox = await startInbox();
  const destination = inbox.destination();
  await using shop = openPushShop(destination);
  for (let day = 0; day < 3; day += 1) {
    await shop.put(productOf(`p${day}`));
    await shop.push(destination);
    shop.clock.advance(1000);
  }
  const { feeds } = shop.reads;
  expect((await feeds.pushes("partner", 10)).map(({ items }) => items)).toEqual([3, 2, 1]);
  const [last] = await feeds.pushes("partner", 1);
  if (last === undefined) throw new Error("nothing was pushed");
  await shop.write(({ feeds }) => feeds.addPush({ ...last, items: 4 }, 2));
  expect((await feeds.pushes(undefined, 10)).map(({ items }) => items)).toEqual([4, 3]);
});
