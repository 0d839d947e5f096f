import { describe, expect, test } from "bun:test";
import { chmod, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DAY, HOUR, MINUTE } from "../../src/clock.ts";
import type { PulledFormat } from "../../src/feed/pull/make-files.ts";
import type { Publication } from "../../src/feed/pull/publication.ts";
import { minor } from "../../src/money.ts";
import { productOf, variantOf } from "../catalog/products.ts";
import { fullProduct, termsOf } from "./feed.ts";
import { openFeedShop } from "./feed-shop.ts";

const patience = 60_000;

async function rowsOf(
  publication: Publication,
  format: PulledFormat = "jsonl",
): Promise<Record<string, unknown>[]> {
  const file = await publication.file(format, patience);
  if (file === undefined) throw new Error("there is no feed");
  const lines = (await Bun.file(file.plain.path).text()).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

test("A format is made when it is first asked for, plain and compressed, and then only read", async () => {
  await using shop = openFeedShop();
  await shop.put(fullProduct());
  let snapshots = 0;
  const publication = await shop.openPublication({
    takeSnapshot() {
      snapshots += 1;
      return shop.takeSnapshot();
    },
  });
  expect(snapshots).toBe(0);
  expect((await rowsOf(publication)).map((row) => row["item_id"])).toEqual([
    "linen-shirt-small",
    "linen-shirt-large",
  ]);
  const file = await publication.file("jsonl", patience);
  const compressed = await Bun.file(file?.compressed.path ?? "").bytes();
  expect(Bun.gunzipSync(compressed)).toEqual(await Bun.file(file?.plain.path ?? "").bytes());
  expect(compressed.byteLength).toBe(file?.compressed.bytes ?? 0);
  expect(snapshots).toBe(1);
});

test("Its files are for their owner's eyes alone, also in a folder of an earlier version", async () => {
  await using shop = openFeedShop();
  await shop.put(fullProduct());
  const first = await shop.openPublication();
  const folder = dirname((await first.file("jsonl", patience))?.plain.path ?? "");
  await chmod(folder, 0o755);
  await shop.openPublication();
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const file = await first.file("jsonl", patience);
  for (const path of [file?.plain.path ?? "", file?.compressed.path ?? ""])
    expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("It is remembered which products are left out, also by the next process", async () => {
  await using shop = openFeedShop();
  await shop.put(fullProduct());
  await shop.put(productOf("bare", { media: [] }));
  const publication = await shop.openPublication();
  await rowsOf(publication);
  const left = { refused: 1, refusedProducts: ["bare"] };
  expect(publication.made()).toMatchObject(left);
  expect((await shop.openPublication()).made()).toMatchObject(left);
});

test("Many who ask for it first wait for one build", async () => {
  await using shop = openFeedShop();
  await shop.put(fullProduct());
  let snapshots = 0;
  const publication = await shop.openPublication({
    takeSnapshot() {
      snapshots += 1;
      return shop.takeSnapshot();
    },
  });
  const files = await Promise.all(Array.from({ length: 5 }, () => publication.file("csv", patience)));
  expect(new Set(files.map((file) => file?.plain.path)).size).toBe(1);
  expect(snapshots).toBe(1);
});

test("Whoever has no patience is not kept waiting, and gets it later", async () => {
  await using shop = openFeedShop();
  await shop.put(fullProduct());
  const publication = await shop.openPublication();
  expect(await publication.file("jsonl", 0)).toBeUndefined();
  expect(await rowsOf(publication)).toHaveLength(2);
});

describe("A refresh", () => {
  test("is due a refresh interval after the last one, when the catalogue changed", async () => {
    await using shop = openFeedShop();
    await shop.put(fullProduct());
    const publication = await shop.openPublication();
    expect(await publication.due()).toBeUndefined();
    await rowsOf(publication);
    const builtAt = shop.clock.now();
    expect(await publication.due()).toBeUndefined();
    await shop.put(productOf("mug"));
    expect(await publication.due()).toBe((builtAt + 15 * MINUTE) as typeof builtAt);
  });

  test("is due at once after the clock was set back, when the catalogue changed", async () => {
    await using shop = openFeedShop();
    await shop.put(fullProduct());
    const publication = await shop.openPublication();
    await rowsOf(publication);
    shop.clock.advance(-DAY);
    await shop.put(productOf("mug"));
    expect(await publication.due()).toBe(shop.clock.now());
    shop.clock.advance(17 * MINUTE);
    expect(await rowsOf(publication)).toHaveLength(3);
  });

  test("shows a sale of the last unit", async () => {
    await using shop = openFeedShop();
    await shop.put(productOf("mug", { variants: [variantOf("mug", "mug", { stock: 1 })] }));
    const publication = await shop.openPublication();
    expect((await rowsOf(publication))[0]).toMatchObject({
      availability: "in_stock",
      is_eligible_checkout: true,
    });
    await shop.reserve("mug", 1);
    expect(await publication.due()).toBeDefined();
    await publication.refresh();
    expect((await rowsOf(publication))[0]).toMatchObject({
      availability: "out_of_stock",
      is_eligible_checkout: false,
    });
  });

  test("is due when a sale price begins or ends, though nothing was written", async () => {
    await using shop = openFeedShop();
    const startsAt = (shop.clock.now() + HOUR) as ReturnType<typeof shop.clock.now>;
    const sale = { price: minor(3600), startsAt };
    await shop.put(productOf("mug", { variants: [variantOf("mug", "mug", { sale })] }));
    const publication = await shop.openPublication();
    expect((await rowsOf(publication))[0]).not.toHaveProperty("sale_price");
    expect(await publication.due()).toBeUndefined();
    shop.clock.advance(HOUR);
    expect(await publication.due()).toBeLessThanOrEqual(shop.clock.now());
    await publication.refresh();
    expect((await rowsOf(publication))[0]).toMatchObject({ price: "48.00 USD", sale_price: "36.00 USD" });
  });

  test("is due at once when the settings or the program changed, or the day", async () => {
    await using shop = openFeedShop();
    await shop.put(fullProduct());
    await rowsOf(await shop.openPublication());
    const now = shop.clock.now();
    expect(await (await shop.openPublication()).due()).toBeUndefined();
    expect(await (await shop.openPublication({ version: "2" })).due()).toBe(now);
    expect(await (await shop.openPublication({ generation: "openai-2025" })).due()).toBe(now);
    const renamed = await shop.openPublication({ terms: (at) => termsOf({ now: at, sellerName: "Other" }) });
    expect(await renamed.due()).toBe(now);
    shop.clock.advance(24 * HOUR - MINUTE);
    expect(await (await shop.openPublication()).due()).toBe(shop.clock.now());
  });

  test("that finds the same rows leaves the files, so that nobody fetches them again", async () => {
    await using shop = openFeedShop();
    const mug = productOf("mug");
    await shop.put(mug);
    const publication = await shop.openPublication();
    const before = await publication.file("jsonl", patience);
    shop.clock.advance(HOUR);
    await shop.put({ ...mug, tags: ["other"] });
    expect(await publication.due()).toBeDefined();
    await publication.refresh();
    expect(await publication.file("jsonl", patience)).toEqual(before ?? expect.anything());
    expect(await publication.due()).toBeUndefined();
  });

  test("makes all formats that are wanted from one moment, and no others", async () => {
    await using shop = openFeedShop();
    await shop.put(fullProduct());
    let snapshots = 0;
    const publication = await shop.openPublication({
      takeSnapshot() {
        snapshots += 1;
        return shop.takeSnapshot();
      },
    });
    await publication.file("csv", patience);
    shop.clock.advance(25 * HOUR);
    await publication.file("xml", patience);
    await publication.file("json", patience);
    snapshots = 0;
    await shop.put(productOf("mug"));
    await publication.refresh();
    expect(snapshots).toBe(1);
    const names = await readdir(join(shop.folder, "shop.feed"));
    expect(names.filter((name) => name.startsWith("csv"))).toEqual([]);
    expect(names.some((name) => name.startsWith("xml"))).toBeTrue();
  });

  test("keeps the files of the one before, which somebody may be reading, and removes older ones", async () => {
    await using shop = openFeedShop();
    const publication = await shop.openPublication();
    const paths: string[] = [];
    for (const id of ["one", "two", "three"]) {
      await shop.put(productOf(id));
      shop.clock.advance(16 * MINUTE);
      await publication.refresh();
      paths.push((await publication.file("jsonl", patience))?.plain.path ?? "");
    }
    const exist = await Promise.all(paths.map((path) => Bun.file(path).exists()));
    expect(exist).toEqual([false, true, true]);
  });
});

test("After a restart the files are there, and still true", async () => {
  await using shop = openFeedShop();
  await shop.put(fullProduct());
  const before = await (await shop.openPublication()).file("jsonl", patience);
  const reopened = await shop.openPublication({
    takeSnapshot() {
      throw new Error("nothing has to be made");
    },
  });
  expect(await reopened.file("jsonl", patience)).toEqual(before ?? expect.anything());
});

test("A feed that nobody asked for in days is made anew before it is given", async () => {
  await using shop = openFeedShop();
  await shop.put(productOf("one"));
  const publication = await shop.openPublication();
  await rowsOf(publication);
  shop.clock.advance(72 * HOUR);
  await shop.put(productOf("two"));
  expect(await rowsOf(publication)).toHaveLength(2);
});

test("A manifest that cannot be read costs a build, nothing else", async () => {
  await using shop = openFeedShop();
  await shop.put(fullProduct());
  await rowsOf(await shop.openPublication());
  await writeFile(join(shop.folder, "shop.feed/manifest.json"), '{"formats":{"jsonl":');
  expect(await rowsOf(await shop.openPublication())).toHaveLength(2);
});

test("A file that is gone is made again, although its rows are the same", async () => {
  await using shop = openFeedShop();
  await shop.put(fullProduct());
  const publication = await shop.openPublication();
  const before = await publication.file("jsonl", patience);
  await rm(before?.compressed.path ?? "");
  shop.clock.advance(MINUTE);
  const file = await publication.file("jsonl", patience);
  expect(await Bun.file(file?.compressed.path ?? "").bytes()).toHaveLength(before?.compressed.bytes ?? 0);
});

test("What a file says of the shop beside its rows is as true as they are", async () => {
  await using shop = openFeedShop();
  await shop.put(fullProduct());
  const named = (sellerName: string) =>
    shop.openPublication({ generation: "google", terms: (now) => termsOf({ now, sellerName }) });
  const textOf = async (sellerName: string) =>
    Bun.file((await (await named(sellerName)).file("xml", patience))?.plain.path ?? "").text();
  expect(await textOf("Harbour Goods")).toContain("<title>Harbour Goods</title>");
  shop.clock.advance(HOUR);
  expect(await textOf("Harbour & Co")).toContain("<title>Harbour &amp; Co</title>");
});

test("Withdrawn and unpublished products are not in the feed", async () => {
  await using shop = openFeedShop();
  const gone = productOf("gone");
  await shop.put(gone, productOf("hidden", { published: false }), productOf("there"));
  await shop.withdraw(gone);
  const rows = await rowsOf(await shop.openPublication());
  expect(rows.map((row) => row["item_id"])).toEqual(["there-small"]);
});

test("A product with the id of a variant is in a group of another name", async () => {
  await using shop = openFeedShop();
  const variants = [variantOf("shirt", "shirt"), variantOf("shirt", "shirt-large", { title: "Large" })];
  await shop.put(productOf("shirt", { variants }));
  const rows = await rowsOf(await shop.openPublication());
  expect(rows.map((row) => row["group_id"])).toEqual(["group-shirt", "group-shirt"]);
});
