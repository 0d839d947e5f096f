import { describe, expect, test } from "bun:test";
import { paceAfter } from "../../src/catalog/import/pace.ts";

describe("an import gives way by how late its last turn came", () => {
  test.each([
    ["the first turn has no reason to", undefined, { writeMs: 10, pauseMs: 0 }],
    ["nor one that came at once", { waitedMs: 0.5, tookMs: 12 }, { writeMs: 10, pauseMs: 0 }],
    ["one that waited is followed by less", { waitedMs: 2, tookMs: 10 }, { writeMs: 3, pauseMs: 20 }],
    ["and never by a long silence", { waitedMs: 40, tookMs: 9_000 }, { writeMs: 3, pauseMs: 200 }],
  ])("%s", (_, last, pace) => {
    expect(paceAfter(last)).toEqual(pace);
  });
});
