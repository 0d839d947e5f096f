import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { openReadingThread, type ReadingThreadOptions } from "../../db/sqlite/reading/reading-thread.ts";
import { MINUTE } from "../../src/clock.ts";
import { asId } from "../../src/ids.ts";
import { ProblemError } from "../../src/problem.ts";
import { productOf } from "../catalog/products.ts";
import { openTestShop } from "../checkout/shop.ts";
import { temporaryFolder } from "../temporary-folder.ts";

async function openThread(options?: ReadingThreadOptions) {
  const shop = await openTestShop();
  // On a busy machine the thread takes seconds to start, and nobody here shall lose patience before.
  const thread = openReadingThread(shop.database.file, { patienceMs: MINUTE, ...options });
  return {
    shop,
    thread,
    async find(words: string) {
      const { products } = await thread.ask("searchProducts", { words, limit: 10 });
      return products.map(({ product }) => product.id as string);
    },
    async [Symbol.asyncDispose]() {
      await thread.close();
      await shop[Symbol.asyncDispose]();
    },
  };
}

/** What kinds of problem these questions ended in; "answered" for those that had an answer. */
async function ends(questions: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(questions);
  return settled.map((each) => {
    if (each.status === "fulfilled") return "answered";
    return each.reason instanceof ProblemError ? each.reason.problem.kind : "failed";
  });
}

describe("the reading thread", () => {
  test("sees what is committed by the time it is asked", async () => {
    await using reading = await openThread();
    const { shop, find } = reading;
    expect(await find("hat")).toEqual([]);
    await shop.write(({ catalog }) => catalog.put(productOf("hat", { title: "Felt hat" }), shop.clock.now()));
    expect(await find("hat")).toEqual(["hat"]);
  });

  test("looks products up by their ids and those of their variants, each product once", async () => {
    await using reading = await openThread();
    const { products, found } = await reading.thread.ask("productsOf", ["shirt-small", "nothing", "shirt"]);
    expect({ products: products.map(({ product }) => String(product.id)), found }).toEqual({
      products: ["shirt"],
      found: [
        { id: "shirt-small", product: asId("shirt") },
        { id: "shirt", product: asId("shirt") },
      ],
    });
  });

  test("answers one question after another, each to who asked it", async () => {
    await using reading = await openThread();
    expect(await Promise.all(["mug", "voucher", "nothing", "mug"].map(reading.find))).toEqual([
      ["mug"],
      ["voucher"],
      [],
      ["mug"],
    ]);
  });

  test("refuses what would be one question too many in the queue, and answers the others", async () => {
    await using reading = await openThread({ mostWaiting: 2 });
    expect(await ends(Array.from({ length: 5 }, () => reading.find("mug")))).toEqual([
      "answered",
      "answered",
      "answered",
      "too_busy",
      "too_busy",
    ]);
    expect(await reading.find("mug")).toEqual(["mug"]);
  });

  test("refuses what has waited too long, and answers what comes after it", async () => {
    // The first question starts the thread, which takes many turns of this one.
    await using reading = await openThread({ patienceMs: 0 });
    expect(await ends([reading.find("mug"), reading.find("mug")])).toEqual(["answered", "too_busy"]);
    expect(await reading.find("mug")).toEqual(["mug"]);
  });

  test("ends a question that takes too long, and answers the next in another thread", async () => {
    // No thread has started, opened its file and answered in no time at all.
    await using reading = await openThread({ deadlineMs: 0 });
    expect(await ends([reading.find("mug")])).toEqual(["too_busy"]);
    await using patient = await openThread();
    expect(await ends([patient.find("mug")])).toEqual(["answered"]);
  });

  test("passes on that a question failed, and answers the next", async () => {
    await using reading = await openThread();
    const noLimit = reading.thread.ask("searchProducts", JSON.parse("{}"));
    expect(await ends([noLimit, reading.find("mug")])).toEqual(["failed", "answered"]);
  });

  test("that cannot open its file says so to everybody who asks", async () => {
    using folder = temporaryFolder();
    const thread = openReadingThread(join(folder.path, "none.db"), { patienceMs: MINUTE });
    const ask = () => thread.ask("searchProducts", { words: "mug", limit: 1 });
    expect(await ends([ask(), ask()])).toEqual(["failed", "failed"]);
    await thread.close();
  });

  test("ends with the question that is being answered, and lets go of the file", async () => {
    const reading = await openThread();
    const asked = [reading.find("mug"), reading.find("mug")];
    const closed = reading.thread.close();
    expect(await ends(asked)).toEqual(["answered", "too_busy"]);
    await closed;
    expect(await ends([reading.find("mug")])).toEqual(["too_busy"]);
    await reading.shop[Symbol.asyncDispose]();
  });
});
