import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { writeNative } from "../../src/catalog/native.ts";
import type { Currency } from "../../src/money.ts";
import { productOf } from "../catalog/products.ts";
import { hasOpenSsh, type OpenSsh, startOpenSsh } from "../feed/push/openssh.ts";
import { smallestShop } from "../settings/load.ts";
import { headersFor, type SessionJson, sanFrancisco, totalOf } from "./agent.ts";
import { patience, programs, runCommand, startShop } from "./shop-process.ts";

setDefaultTimeout(patience);

/** As much of a row as these tests look at. */
interface FeedRowJson {
  readonly item_id: string;
  readonly price: string;
  readonly sale_price?: string;
  readonly is_eligible_checkout: boolean;
}

describe.each(programs)("The shop $name", (program) => {
  test("gives its feed in every format, once, to whoever does not have it", async () => {
    await using shop = await startShop(program);
    const rows = (await (await shop.fetch("/feed.json")).json()) as { item_id: string }[];
    expect(rows.map((row) => row.item_id)).toContain("linen-shirt-small");
    const lines = (await (await shop.fetch("/feed.jsonl")).text()).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
    const archive = await shop.fetch("/feed.jsonl.gz");
    expect(
      new TextDecoder()
        .decode(Bun.gunzipSync(await archive.arrayBuffer()))
        .trimEnd()
        .split("\n"),
    ).toEqual(lines);
    for (const extension of ["csv", "tsv", "xml"]) {
      const answer = await shop.fetch(`/feed.${extension}`);
      expect([answer.status, await answer.text()]).toEqual([
        200,
        expect.stringContaining("linen-shirt-small"),
      ]);
      const etag = answer.headers.get("etag") ?? "";
      const again = await shop.fetch(`/feed.${extension}`, { headers: { "if-none-match": etag } });
      expect(again.status).toBe(304);
    }
    expect((await shop.fetch("/feed.pdf")).status).toBe(404);
    expect((await shop.fetch("/feed.csv", { method: "POST" })).status).toBe(405);
  });

  test("sells what its feed offers, by the same id and at the same price, and nothing that it does not", async () => {
    await using shop = await startShop(program);
    const rows = (await (await shop.fetch("/feed.json")).json()) as FeedRowJson[];
    const offered = new Set<boolean>();
    for (const { item_id, price, sale_price = price, is_eligible_checkout } of rows) {
      const response = await shop.fetch("/checkout_sessions", {
        method: "POST",
        headers: headersFor("2025-09-29"),
        body: JSON.stringify({ items: [{ id: item_id, quantity: 1 }], fulfillment_address: sanFrancisco }),
      });
      const session = (await response.json()) as SessionJson;
      const isOutOfStock = session.messages.some(({ code }) => code === "out_of_stock");
      expect([item_id, isOutOfStock]).toEqual([item_id, !is_eligible_checkout]);
      offered.add(is_eligible_checkout);
      if (is_eligible_checkout) {
        expect(`${((totalOf(session, "items_base_amount") ?? 0) / 100).toFixed(2)} USD`).toBe(sale_price);
      }
    }
    // Both were seen: the demo shop has goods of either kind.
    expect(offered.size).toBe(2);
  });

  test("writes Parquet that others read", async () => {
    await using shop = await startShop(program);
    await runCommand(program, shop.folder, {}, "feed", "build", "--format", "parquet", "--out", "out");
    const rows = await parquetReadObjects({
      file: await Bun.file(join(shop.folder, "out/feed.parquet")).arrayBuffer(),
      compressors: { ZSTD: (input) => Bun.zstdDecompressSync(input) },
    });
    expect(rows.map((row) => row["item_id"])).toContain("linen-shirt-small");
  });
});

describe.skipIf(!hasOpenSsh).each(programs)("A merchant with the program $name", (program) => {
  let server: OpenSsh;
  const folder = mkdtempSync(join(tmpdir(), "checkstand-e2e-"));
  beforeAll(async () => {
    server = await startOpenSsh();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  test("sends the feed by SFTP, with the secrets that shop.toml names", async () => {
    const inbox = server.makeInbox();
    const { username, port, path, hostKey, credentials } = server.destination(inbox, "feed.csv");
    if (credentials.kind !== "key") throw new Error("the server takes keys");
    const environment = {
      SFTP_KEY: credentials.key.value?.replaceAll("\n", "\\n") ?? "",
      SFTP_PASSPHRASE: credentials.passphrase?.value ?? "",
    };
    const destination = `
[[feed.destinations]]
name = "partner"
kind = "sftp"
url = "sftp://${username}@127.0.0.1:${port}${path}"
host_key = "${hostKey}"
private_key_env = "SFTP_KEY"
passphrase_env = "SFTP_PASSPHRASE"
`;
    writeFileSync(
      join(folder, "shop.toml"),
      `product_url = "https://small.example/{handle}"\n${smallestShop}${destination}`,
    );
    writeFileSync(join(folder, "catalog.jsonl"), writeNative(productOf("mug"), "usd" as Currency));
    await runCommand(program, folder, environment, "catalog", "import", "catalog.jsonl");
    const said = await runCommand(
      program,
      folder,
      environment,
      "feed",
      "push",
      "--now",
      "--destination",
      "partner",
    );
    expect(said).toStartWith("partner: pushed, 1 item, ");
    expect(readFileSync(join(inbox, "feed.csv"), "utf8")).toContain("mug-small");
  });
});
