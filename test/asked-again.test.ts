import { expect, test } from "bun:test";
import { AskedAgain } from "../src/asked-again.ts";

test("what was made for a key is kept from the second time on", () => {
  const made = new AskedAgain<string, number>(2);
  made.offer("a", 1);
  expect(made.get("a")).toBeUndefined();
  made.offer("a", 2);
  expect(made.get("a")).toBe(2);
  made.offer("a", 3);
  expect(made.get("a")).toBe(3);
});

test("no more are kept than it may", () => {
  const made = new AskedAgain<string, number>(2);
  for (const key of ["a", "b", "c"]) {
    made.offer(key, 1);
    made.offer(key, 1);
  }
  expect(["a", "b", "c"].filter((key) => made.get(key) !== undefined)).toEqual(["c"]);
});

test("of keys that were asked for once no more are remembered than are kept", () => {
  const made = new AskedAgain<string, number>(2);
  for (const key of ["a", "b", "c", "a"]) made.offer(key, 1);
  expect(made.get("a")).toBeUndefined();
});
