import { describe, expect, test } from "bun:test";
import { instant, toRfc3339 } from "../../src/clock.ts";
import type { Dispatch } from "../../src/pricing/shipping.ts";
import { WorkingDays } from "../../src/pricing/working-days.ts";
import { dispatch } from "./shop.ts";

/** When a parcel ordered at `ordered` leaves: the noon of that day, in UTC. */
function leaves(ordered: string, given: Partial<Dispatch> = {}): string {
  const calendar = new WorkingDays({ ...dispatch, ...given });
  return toRfc3339(calendar.at(calendar.dispatchDay(instant(Date.parse(ordered))), 12));
}

describe("an order leaves", () => {
  test.each<[string, string, Partial<Dispatch>, string]>([
    [
      "before the cut-off: after the handling day",
      "2026-11-23T10:00:00-08:00",
      {},
      "2026-11-24T20:00:00.000Z",
    ],
    ["at the cut-off: a day later", "2026-11-23T14:00:00-08:00", {}, "2026-11-25T20:00:00.000Z"],
    ["a minute before it: not yet", "2026-11-23T13:59:59-08:00", {}, "2026-11-24T20:00:00.000Z"],
    [
      "the same day without handling",
      "2026-11-23T10:00:00-08:00",
      { handlingDays: 0 },
      "2026-11-23T20:00:00.000Z",
    ],
    ["on Friday afternoon: counted from Monday", "2026-11-27T15:00:00-08:00", {}, "2026-12-01T20:00:00.000Z"],
    ["on Saturday: counted from Monday", "2026-11-28T09:00:00-08:00", {}, "2026-12-01T20:00:00.000Z"],
    ["over a holiday", "2026-12-24T09:00:00-08:00", { holidays: ["2026-12-25"] }, "2026-12-28T20:00:00.000Z"],
    [
      "with a cut-off at 24: until midnight",
      "2026-11-23T23:59:00-08:00",
      { cutOffHour: 24 },
      "2026-11-24T20:00:00.000Z",
    ],
    [
      "on Sunday where Sunday is worked",
      "2026-11-29T09:00:00-08:00",
      { workingDays: [7], handlingDays: 0 },
      "2026-11-29T20:00:00.000Z",
    ],
    // 23:30 on Sunday in UTC is Monday 08:30 in Tokyo.
    [
      "by the shop's day, not UTC's",
      "2026-11-22T23:30:00Z",
      { timezone: "Asia/Tokyo", handlingDays: 0 },
      "2026-11-23T03:00:00.000Z",
    ],
  ])("%s", (_, ordered, given, noon) => {
    expect(leaves(ordered, given)).toBe(noon);
  });
});

test("hours stay the shop's hours when summer time begins", () => {
  const calendar = new WorkingDays({ ...dispatch, handlingDays: 0 });
  const friday = calendar.dispatchDay(instant(Date.parse("2026-03-06T09:00:00-08:00")));
  expect(toRfc3339(calendar.at(friday, 9))).toBe("2026-03-06T17:00:00.000Z");
  expect(toRfc3339(calendar.at(calendar.after(friday, 1), 9))).toBe("2026-03-09T16:00:00.000Z");
});

test("hour 24 is the midnight that ends the day", () => {
  const calendar = new WorkingDays({ ...dispatch, handlingDays: 0 });
  const monday = calendar.dispatchDay(instant(Date.parse("2026-11-23T10:00:00-08:00")));
  expect(toRfc3339(calendar.at(monday, 24))).toBe("2026-11-24T08:00:00.000Z");
});

describe("a calendar nothing could be promised by is refused", () => {
  test.each<[string, Partial<Dispatch>]>([
    ["no working day", { workingDays: [] }],
    ["days of the week that are none", { workingDays: [0, 8] }],
    ["an unknown time zone", { timezone: "Atlantis/Capital" }],
    ["a holiday that is no date", { holidays: ["2026-02-30"] }],
  ])("%s", (_, given) => {
    expect(() => new WorkingDays({ ...dispatch, ...given })).toThrow(RangeError);
  });
});
