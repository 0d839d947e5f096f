import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ListUnavailable, openAddressList } from "../../src/access/address-list.ts";
import { keptListsOf } from "../../src/access/kept-list.ts";
import { createOutgoing } from "../../src/outgoing/outgoing.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const outgoing = createOutgoing({ development: true });

/** Somebody who publishes a list over HTTP. */
function publisher(first: string) {
  let answer = () => new Response(first);
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => answer() });
  return {
    url: `http://127.0.0.1:${server.port}/list.json`,
    publishes: (response: () => Response) => {
      answer = response;
    },
    [Symbol.dispose]: () => void server.stop(true),
  };
}

function world() {
  const folder = temporaryFolder();
  return { folder, kept: keptListsOf(join(folder.path, "shop.db")) };
}

describe("a list that others publish", () => {
  test("lets nobody in before it is here, then those in it beside one's own", async () => {
    using list = publisher('{"prefixes":[{"ipv4Prefix":"203.0.113.0/24"}]}');
    const { folder, kept } = world();
    using _ = folder;
    const addresses = openAddressList(
      { allow: ["198.51.100.7"], list: { kind: "url", location: list.url, interval: 1 } },
      { outgoing, kept },
    );
    expect(addresses.has("203.0.113.9")).toBe(false);
    expect(addresses.has("198.51.100.7")).toBe(true);
    await addresses.refresh();
    expect(addresses.has("203.0.113.9")).toBe(true);
    expect(addresses.has("198.51.100.7")).toBe(true);
    expect(addresses.has("203.0.114.9")).toBe(false);
  });

  test("is followed when it changes", async () => {
    using list = publisher("203.0.113.0/24");
    const { folder, kept } = world();
    using _ = folder;
    const addresses = openAddressList(
      { allow: [], list: { kind: "url", location: list.url, interval: 1 } },
      { outgoing, kept },
    );
    await addresses.refresh();
    list.publishes(() => new Response("198.51.100.0/24"));
    await addresses.refresh();
    expect([addresses.has("203.0.113.9"), addresses.has("198.51.100.9")]).toEqual([false, true]);
  });

  test.each([
    ["is away", () => new Response("gone", { status: 503 })],
    ["answers a page", () => new Response("<html>")],
    ["answers nothing", () => new Response("")],
    ["answers every address there is", () => new Response("0.0.0.0/0")],
    ["sends us elsewhere", () => Response.redirect("https://elsewhere.example/")],
  ])("holds while its publisher %s, and that is said", async (_, answer) => {
    using list = publisher("203.0.113.0/24");
    const { folder, kept } = world();
    using __ = folder;
    const addresses = openAddressList(
      { allow: [], list: { kind: "url", location: list.url, interval: 1 } },
      { outgoing, kept },
    );
    await addresses.refresh();
    list.publishes(answer);
    expect(addresses.refresh()).rejects.toThrow(ListUnavailable);
    await Bun.sleep(0);
    expect(addresses.has("203.0.113.9")).toBe(true);
    expect(addresses.has("198.51.100.9")).toBe(false);
  });

  test("is there after a start anew while its publisher is away", async () => {
    const { folder, kept } = world();
    using _ = folder;
    const allowed = (url: string) => ({
      allow: [],
      list: { kind: "url", location: url, interval: 1 } as const,
    });
    let url: string;
    {
      using list = publisher("203.0.113.0/24");
      url = list.url;
      await openAddressList(allowed(url), { outgoing, kept }).refresh();
    }
    const anew = openAddressList(allowed(url), { outgoing, kept });
    expect(anew.refresh()).rejects.toThrow("cannot be had");
    expect(anew.has("203.0.113.9")).toBe(true);
  });
});

test("a list in a file is read anew at every look", async () => {
  const { folder, kept } = world();
  using _ = folder;
  const location = join(folder.path, "agents.txt");
  writeFileSync(location, "203.0.113.0/24\n");
  const addresses = openAddressList(
    { allow: [], list: { kind: "file", location, interval: 1 } },
    { outgoing, kept },
  );
  await addresses.refresh();
  expect(addresses.has("203.0.113.9")).toBe(true);
  writeFileSync(location, "198.51.100.0/24\n");
  await addresses.refresh();
  expect([addresses.has("203.0.113.9"), addresses.has("198.51.100.9")]).toEqual([false, true]);
});
