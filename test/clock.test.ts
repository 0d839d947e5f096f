import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fromRfc3339, instant, toRfc3339 } from "../src/clock.ts";

describe("reading an RFC 3339 date-time", () => {
  const moments = [
    ["2026-04-17T12:30:00Z", Date.UTC(2026, 3, 17, 12, 30)],
    ["2026-04-17t12:30:00.250z", Date.UTC(2026, 3, 17, 12, 30, 0, 250)],
    ["2026-04-17 14:30:00+02:00", Date.UTC(2026, 3, 17, 12, 30)],
    ["2026-04-17T23:59:59.999999-11:00", Date.UTC(2026, 3, 18, 10, 59, 59, 999)],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
  ] as const;
  test.each(moments)("takes %s", (text, at) => {
    expect(fromRfc3339(text)).toBe(instant(at));
  });

  const none = [
    ["a date without a time", "2026-04-17"],
    ["a time without a zone", "2026-04-17T12:30:00"],
    ["a month there is none of", "2026-13-01T00:00:00Z"],
    ["a day that February never has", "2026-02-30T00:00:00Z"],
    ["29 February of a common year", "2026-02-29T00:00:00Z"],
    ["the 31st of a month of 30 days", "2026-04-31T00:00:00+02:00"],
    ["an hour after the last of the day", "2026-04-17T24:00:00Z"],
    ["text around it", " 2026-04-17T12:30:00Z"],
  ] as const;
  test.each(none)("refuses %s", (_what, text) => {
    expect(fromRfc3339(text)).toBeUndefined();
  });

  test("gives back every moment that was written", () => {
    const moment = fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(moment, (date) => {
        const at = instant(date.getTime());
        expect(fromRfc3339(toRfc3339(at))).toBe(at);
      }),
    );
  });
});
