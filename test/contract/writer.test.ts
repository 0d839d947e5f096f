import { expect, test } from "bun:test";
import type { JobStores } from "../../src/stores.ts";
import { onEveryEngine } from "./contract.ts";

onEveryEngine("a write job", (shop) => {
  const secretNamed = (name: string) => shop().reads.secrets.find(name);

  test("is kept, and its effects follow in order once it is", async () => {
    const heard: string[] = [];
    const given = await shop().write(async ({ secrets, afterCommit }) => {
      await secrets.insert("kept", "1");
      afterCommit(() => void heard.push("first"));
      afterCommit(() => void heard.push("second"));
      return 7;
    });
    expect([given, ...heard]).toEqual([7, "first", "second"]);
    expect(await secretNamed("kept")).toBe("1");
  });

  test("that throws is undone alone, and nothing follows it", async () => {
    const heard: string[] = [];
    const failing = shop().write(async ({ secrets, afterCommit }) => {
      await secrets.insert("undone", "1");
      afterCommit(() => void heard.push("followed"));
      throw new RangeError("no");
    });
    const fine = shop().write(({ secrets }) => secrets.insert("beside", "1"));
    expect(await failing.catch((error: Error) => error.name)).toBe("RangeError");
    await fine;
    expect([await secretNamed("undone"), await secretNamed("beside"), heard.length]).toEqual([
      undefined,
      "1",
      0,
    ]);
  });

  test("reads what it wrote, and nobody else does before it is committed", async () => {
    let seen: string | undefined;
    await shop().write(async ({ secrets }) => {
      await secrets.insert("mine", "1");
      expect(await secrets.find("mine")).toBe("1");
      seen = await secretNamed("mine");
    });
    expect(seen).toBeUndefined();
    expect(await secretNamed("mine")).toBe("1");
  });

  test("that writes what is there already fails, and is undone", async () => {
    await shop().write(({ secrets }) => secrets.insert("twice", "1"));
    const again = shop().write(async ({ secrets }) => {
      await secrets.insert("after", "1");
      await secrets.insert("twice", "2");
    });
    expect(
      await again.then(
        () => "kept",
        () => "refused",
      ),
    ).toBe("refused");
    expect([await secretNamed("after"), await secretNamed("twice")]).toEqual([undefined, "1"]);
  });

  test("that is refused harms none of those that come at the same moment", async () => {
    await shop().write(({ secrets }) => secrets.insert("crowd 3", "earlier"));
    const names = Array.from({ length: 8 }, (_, index) => `crowd ${index}`);
    const jobs = names.map((name) => shop().write(({ secrets }) => secrets.insert(name, "now")));
    const ends = (await Promise.allSettled(jobs)).map(({ status }) => status);
    const found = await Promise.all(names.map(secretNamed));
    expect(ends.filter((end) => end === "rejected")).toHaveLength(1);
    expect([ends[3], found[3]]).toEqual(["rejected", "earlier"]);
    expect(found.filter((value) => value === "now")).toHaveLength(7);
  });

  test("lends its stores for as long as it lasts", async () => {
    let lent: JobStores | undefined;
    await shop().write(async (stores) => {
      lent = stores;
    });
    expect(await lent?.secrets.insert("late", "1").catch((error: Error) => error.message)).toMatch(
      /had ended/,
    );
    expect(() => lent?.afterCommit(() => {})).toThrow("has ended");
    expect(await secretNamed("late")).toBeUndefined();
  });
});
