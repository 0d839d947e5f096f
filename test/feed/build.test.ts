import { describe, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, MINUTE } from "../../src/clock.ts";
import { buildFeed, type FileOrder } from "../../src/feed/build/build-feed.ts";
import { productOf } from "../catalog/products.ts";
import { inFolder, snapshotOf } from "./builds.ts";
import { fullProduct, termsOf } from "./feed.ts";

describe("A build", () => {
  const orders = (folder: string, mostRows?: number): FileOrder[] => [
    { format: "jsonl", mostRows, paths: (shard) => [join(folder, `feed-${shard + 1}.jsonl`)] },
  ];
  const five = Array.from({ length: 5 }, (_, index) =>
    fullProduct({ id: fullProduct().id, title: `Shirt ${index}` }),
  );

  test("shards a file without parting a product's variants", async () => {
    await inFolder(async (folder) => {
      const build = await buildFeed(snapshotOf(five), termsOf(), "openai-2026", orders(folder, 5));
      for (const file of build.files) await file.place();
      expect(build.files[0]?.shards.map(({ rows }) => rows)).toEqual([4, 4, 2]);
      expect((await readdir(folder)).sort()).toEqual(["feed-1.jsonl", "feed-2.jsonl", "feed-3.jsonl"]);
    });
  });

  test("leaves nothing at its place before it is placed, and nothing at all when it is given up", async () => {
    await inFolder(async (folder) => {
      const build = await buildFeed(snapshotOf(five), termsOf(), "openai-2026", orders(folder));
      expect(await Bun.file(join(folder, "feed-1.jsonl")).exists()).toBeFalse();
      for (const file of build.files) await file.discard();
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test("that fails half-way leaves nothing behind", async () => {
    await inFolder(async (folder) => {
      const torn = {
        ...snapshotOf(five),
        async *pages() {
          yield* snapshotOf(five).pages();
          throw new Error("the disk is gone");
        },
      };
      expect(buildFeed(torn, termsOf(), "openai-2026", orders(folder))).rejects.toThrow("the disk is gone");
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test("has the same fingerprint while its rows are the same, whenever it is made", async () => {
    await inFolder(async (folder) => {
      const fingerprintAt = async (milliseconds: number, given = five) => {
        const terms = termsOf({ now: after(termsOf().now, milliseconds) });
        const order: FileOrder = { format: "json-meta", paths: () => [join(folder, "feed")] };
        const build = await buildFeed(snapshotOf(given), terms, "openai-2026", [order]);
        for (const file of build.files) await file.discard();
        return build.files[0]?.shards[0]?.fingerprint;
      };
      const first = await fingerprintAt(0);
      expect(await fingerprintAt(MINUTE)).toBe(first ?? "");
      expect(await fingerprintAt(0, five.slice(1))).not.toBe(first ?? "");
    });
  });

  test("leaves refused rows out and names them", async () => {
    await inFolder(async (folder) => {
      const bad = productOf("no-picture", { media: [] });
      const build = await buildFeed(
        snapshotOf([bad, fullProduct()]),
        termsOf(),
        "openai-2026",
        orders(folder),
      );
      for (const file of build.files) await file.discard();
      expect(build.files[0]?.shards[0]?.rows).toBe(2);
      expect(build.report.refusedRows).toMatchObject([{ productId: "no-picture", field: "image_url" }]);
    });
  });
});
