import { expect, test } from "bun:test";
import { readMoment } from "../../src/catalog/import/dates.ts";
import { type Instant, toRfc3339 } from "../../src/clock.ts";

function written(moment: Instant | undefined): string | undefined {
  return moment === undefined ? undefined : toRfc3339(moment);
}

test.each([
  ["2026-11-27", "2026-11-27T05:00:00.000Z"],
  ["2026-11-27 08:00:00", "2026-11-27T13:00:00.000Z"],
  ["2026-11-27T8:00", "2026-11-27T13:00:00.000Z"],
  ["2026-11-27T00:00:00.000Z", "2026-11-27T00:00:00.000Z"],
  ["2026-11-27T00:00z", "2026-11-27T00:00:00.000Z"],
  ["2026-11-27T00:00+01", "2026-11-26T23:00:00.000Z"],
  ["2026-11-27T00:00-0800", "2026-11-27T08:00:00.000Z"],
  ["2026-11-27 00:00:00 +01:00", "2026-11-26T23:00:00.000Z"],
])("%s by New York's clock is %s", (text, moment) => {
  expect(written(readMoment(text, "America/New_York", "start"))).toBe(moment);
});

test("a date alone is the whole day", () => {
  expect(written(readMoment("2026-11-27", "UTC", "end"))).toBe("2026-11-28T00:00:00.000Z");
});

test.each(["", "27.11.2026", "2026-02-30", "2026-11-27T25:00", "2026-11-27+01:00", "2026-11-27T08:00+99"])(
  "%p is no moment",
  (text) => {
    expect(readMoment(text, "UTC", "start")).toBeUndefined();
  },
);
