import { expect, test } from "bun:test";
import { toRfc3339 } from "../src/clock.ts";
import { dayAfter, startOfDay } from "../src/shop-days.ts";

test.each([
  ["2026-06-02", "America/Los_Angeles", "2026-06-02T07:00:00.000Z"],
  ["2026-11-01", "America/Los_Angeles", "2026-11-01T07:00:00.000Z"],
  ["2026-11-02", "America/Los_Angeles", "2026-11-02T08:00:00.000Z"],
  ["2026-06-02", "UTC", "2026-06-02T00:00:00.000Z"],
  ["2026-06-02", "Asia/Kathmandu", "2026-06-01T18:15:00.000Z"],
  ["2026-06-02", "Pacific/Kiritimati", "2026-06-01T10:00:00.000Z"],
  // Clocks go forward at midnight: the day begins at one.
  ["2026-03-29", "Asia/Beirut", "2026-03-28T22:00:00.000Z"],
])("%s begins in %s at %s", (day, timezone, expected) => {
  expect(toRfc3339(startOfDay(day, timezone))).toBe(expected);
});

test("The day after the last of a month or a year is the first of the next", () => {
  expect(["2026-02-28", "2028-02-28", "2026-12-31"].map((day) => dayAfter(day))).toEqual([
    "2026-03-01",
    "2028-02-29",
    "2027-01-01",
  ]);
});
