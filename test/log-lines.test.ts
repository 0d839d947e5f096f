import { expect, test } from "bun:test";
import { LogLines, type Sink } from "../src/log-lines.ts";
import { eventually } from "./jobs/workshop.ts";

/** Somebody who takes lines as told: at once, never while they are `stalled`, or not at all on a `full` disk. */
function reader() {
  const written: string[] = [];
  let stalled: PromiseWithResolvers<void> | undefined;
  let isFull = false;
  const sink: Sink = {
    write: (text) => written.push(text),
    flush() {
      if (!isFull) return stalled?.promise;
      written.pop();
      throw new Error("ENOSPC: no space left on device, write");
    },
  };
  return {
    lines: new LogLines(sink),
    read: () => written.join(""),
    stall() {
      stalled = Promise.withResolvers();
    },
    goOn() {
      stalled?.resolve();
      stalled = undefined;
    },
    fill: (full: boolean) => {
      isFull = full;
    },
  };
}

const droppedCount = (text: string) => JSON.parse(text.match(/^.*were dropped.*$/m)?.[0] ?? "{}").count;

test("lines that nobody hurries are written together, soon", async () => {
  const { lines, read } = reader();
  lines.write("one\n");
  lines.write("two\n");
  expect(read()).toBe("");
  await eventually(() => read() === "one\ntwo\n");
});

test("a flush writes at once what waits", () => {
  const { lines, read } = reader();
  lines.write("one\n");
  lines.flush();
  expect(read()).toBe("one\n");
});

test("while nobody reads, a bounded part waits, the rest is dropped, and the count is told", async () => {
  const { lines, read, stall, goOn } = reader();
  const line = `${"x".repeat(999)}\n`;
  stall();
  lines.write("first\n");
  lines.flush();
  for (let count = 0; count < 5_000; count += 1) lines.write(line);
  expect(read()).toBe("first\n");
  goOn();
  await eventually(() => read().length > 1_000);
  const kept = read().split(line).length - 1;
  expect(kept).toBe(Math.floor((1024 * 1024) / line.length));
  expect(droppedCount(read())).toBe(5_000 - kept);
});

test("lines a full disk did not take are counted, and the next begins on a line of its own", () => {
  const { lines, read, fill } = reader();
  fill(true);
  for (const line of ["one\n", "two\n"]) {
    lines.write(line);
    lines.flush();
  }
  fill(false);
  lines.write("three\n");
  lines.flush();
  expect(read()).toStartWith("\n");
  expect(read()).toEndWith("\nthree\n");
  expect(droppedCount(read())).toBe(2);
});
