import { expect, test } from "bun:test";
import { Turns } from "../../src/catalog/import/turns.ts";

/** Keeps the thread for so many milliseconds. */
function work(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

test("an import rests where others of its process had to wait for it", async () => {
  const turns = new Turns();
  work(5);
  setImmediate(() => work(5));
  let others = 0;
  const working = setInterval(() => {
    others += 1;
  }, 1);
  await turns.take();
  clearInterval(working);
  expect(others).toBeGreaterThan(0);
});

test("an import that is stopped takes no turn more", async () => {
  const turns = new Turns(AbortSignal.abort(new Error("the server stops")));
  await expect(turns.take()).rejects.toThrow("the server stops");
});
