import { describe, expect, test } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeNative } from "../../src/catalog/native.ts";
import type { Product } from "../../src/catalog/product.ts";
import type { Currency } from "../../src/money.ts";
import { productOf } from "../catalog/products.ts";
import { fullProduct } from "../feed/feed.ts";
import { startFeedAgent } from "../feed/push/feed-agent.ts";
import { smallestShop } from "../settings/load.ts";
import { openTerminal } from "./terminal.ts";

const shop = `product_url = "https://small.example/products/{handle}"\n${smallestShop}`;

/** A terminal in the folder of a shop with these products. */
async function terminalOf(
  products: readonly Product[],
  tables = "",
  environment: Record<string, string> = {},
) {
  const terminal = openTerminal({ environment });
  terminal.file("shop.toml", shop + tables);
  terminal.file(
    "catalog.jsonl",
    products.map((product) => `${writeNative(product, "usd" as Currency)}\n`).join(""),
  );
  await terminal.run("catalog", "import", "catalog.jsonl");
  return terminal;
}

const noPicture = productOf("no-picture", { media: [] });

describe("feed check", () => {
  test("says that all is well, and what would help", async () => {
    const terminal = await terminalOf([fullProduct()]);
    const { code, out } = await terminal.run("feed", "check");
    expect(code).toBe(0);
    expect(out).toStartWith("The feed (generation openai-2026) has 2 rows of 1 product. Completeness: ");
    expect(out).toContain("What would help products be found\n  return_deadline_in_days is missing: 2 rows");
    expect(out).toContain(
      "-> Say how many days buyers have to return goods: return_window in [feed.fields] of shop.toml.",
    );
    expect(out).toContain("Least complete products");
  });

  test("fails when rows are refused, and names them with what to do, the worst first", async () => {
    const terminal = await terminalOf([fullProduct(), noPicture]);
    const { code, out, notes } = await terminal.run("feed", "check");
    expect([code, notes]).toEqual([1, "1 row is not in the feed. Mend what is listed under errors."]);
    expect(out.split("\n").slice(0, 6)).toEqual([
      expect.stringContaining("has 2 rows of 2 products. 1 row refused."),
      "",
      "Errors: these rows are left out",
      "  image_url is missing or is not a whole web address: 1 row",
      "    no-picture-small",
      "    -> Add a picture to the product in your shop's catalogue, then import it again.",
    ]);
  });

  test("says of a shop without products that there are none, and where they come from", async () => {
    const terminal = openTerminal();
    terminal.makeDatabase();
    expect(await terminal.run("feed", "check")).toMatchObject({
      code: 0,
      out: "The feed is empty: nothing is for sale. Bring products in: checkstand catalog import FILE",
    });
  });

  test("gives the same to machines", async () => {
    const terminal = await terminalOf([noPicture]);
    const { code, out } = await terminal.run("feed", "check", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      generation: "openai-2026",
      products: 1,
      rows: 1,
      refused: 1,
      refusedRows: [{ line: 1, productId: "no-picture", variantId: "no-picture-small", field: "image_url" }],
    });
  });

  test("asks what another generation asks", async () => {
    const terminal = await terminalOf([fullProduct()]);
    expect((await terminal.run("feed", "check", "--generation", "openai-2025")).out).toContain(
      "return_window is missing: 2 rows",
    );
    expect((await terminal.run("feed", "check", "--generation", "z")).code).toBe(2);
  });
});

describe("feed build", () => {
  test("fails where a file is in the folder's way, and names it", async () => {
    const terminal = await terminalOf([fullProduct()]);
    const { code, notes } = await terminal.run("feed", "build", "--out", "shop.toml");
    expect(code).toBe(1);
    expect(notes).toContain(`${join(terminal.directory, "shop.toml")}'. Name a path`);
  });

  test("writes the formats asked for, and says how large they are", async () => {
    const terminal = await terminalOf([fullProduct(), noPicture]);
    const done = await terminal.run("feed", "build", "--format", "jsonl.gz,acp,json-meta", "--out", "out");
    const out = join(terminal.directory, "out");
    expect(readdirSync(out).sort()).toEqual([
      "feed.jsonl.gz",
      "feed.meta.json",
      "metadata.json",
      "products.jsonl",
    ]);
    expect(done.out).toStartWith(`${out}/feed.jsonl.gz  2 rows, `);
    expect(done.notes).toBe("1 row is not in the feed. See: checkstand feed check");
    expect(await Bun.file(join(out, "metadata.json")).json()).toMatchObject({
      id: "small-shop",
      target_country: "US",
    });
  });

  test("shards, in the generation asked for", async () => {
    const returns = '[feed.fields]\nreturn_policy = "https://small.example/returns"\n';
    const terminal = await terminalOf([productOf("one"), productOf("two")], returns);
    const files = await terminal.json(
      "feed",
      "build",
      "--rows-per-file",
      "1",
      "--generation",
      "openai-2026-01",
    );
    const out = join(terminal.directory, "feed");
    expect(files).toMatchObject({
      files: [
        { path: `${out}/feed.jsonl`, rows: 1 },
        { path: `${out}/feed-2.jsonl`, rows: 1 },
      ],
    });
    expect(await Bun.file(join(out, "feed-2.jsonl")).json()).toMatchObject({
      item_id: "two-small",
      store_country: "US",
    });
  });

  test.each([
    ["anybody's where anybody may fetch the feed", "", 0o644],
    ["their owner's alone where the feed wants a token", '[feed]\naccess_token_env = "FEED_TOKEN"\n', 0o600],
  ])("makes files that are %s", async (_, tables, mode) => {
    const terminal = await terminalOf([fullProduct()], tables, { FEED_TOKEN: "a-token-for-the-feed" });
    await terminal.run("feed", "build");
    expect(statSync(join(terminal.directory, "feed", "feed.jsonl")).mode & 0o777).toBe(mode);
  });

  test("knows no other format", async () => {
    const terminal = await terminalOf([]);
    const done = await terminal.run("feed", "build", "--format", "xls");
    expect(done).toMatchObject({ code: 2, notes: expect.stringContaining('There is no format "xls"') });
  });
});

describe("feed push", () => {
  const destination = (url: string) => `[[feed.destinations]]
name = "agent"
kind = "acp"
url = "${url}"
token_env = "AGENT_TOKEN"
`;

  test("sends to the destinations of shop.toml, and shows what was sent", async () => {
    await using agent = startFeedAgent();
    const environment = { AGENT_TOKEN: "secret", PUBLIC_BASE_URL: "http://localhost:3000" };
    const terminal = await terminalOf([productOf("mug")], destination(agent.destination.url), environment);
    const first = await terminal.run("feed", "push", "--destination", "agent");
    expect(first).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^agent: pushed, 1 item, \d+ bytes$/),
    });
    expect([...agent.products().keys()]).toEqual(["mug"]);
    expect((await terminal.run("feed", "push")).out).toBe(
      "No destination is due. Add --now to push all the same.",
    );
    expect((await terminal.run("feed", "push", "--now")).out).toBe("agent: unchanged, nothing sent");
    expect(await terminal.json("feed", "push", "--history")).toMatchObject({
      destinations: [{ name: "agent", failures: 0, feedId: "feed_1", lastGoodAt: expect.any(Number) }],
      pushes: [
        { destination: "agent", outcome: "unchanged" },
        { destination: "agent", outcome: "pushed", items: 1 },
      ],
    });
    expect((await terminal.run("feed", "push", "--history")).out).toMatch(
      /^DESTINATION +LAST GOOD .*\nagent /,
    );
  });

  test("fails when a destination does not take it, and says why", async () => {
    await using agent = startFeedAgent();
    agent.answerWith(() => new Response("closed", { status: 403 }));
    const environment = { AGENT_TOKEN: "secret" };
    const terminal = await terminalOf([productOf("mug")], destination(agent.destination.url), environment);
    const done = await terminal.run("feed", "push", "--now");
    expect(done).toMatchObject({
      code: 1,
      out: "agent: failed. agent answered 403: closed",
      notes: "Not pushed: agent.",
    });
  });

  test("knows only the destinations of shop.toml", async () => {
    const terminal = await terminalOf([], destination("https://agent.example"), { AGENT_TOKEN: "secret" });
    const done = await terminal.run("feed", "push", "--destination", "other");
    expect(done).toMatchObject({
      code: 2,
      notes: 'shop.toml has no feed destination "other". There are: agent.',
    });
    const none = await terminalOf([]);
    expect(await none.run("feed", "push")).toMatchObject({
      code: 1,
      notes: expect.stringContaining("no [[feed.destinations]]"),
    });
  });
});
