import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { LatencyHistogram } from "../../../scripts/bench/measuring/latency-histogram.ts";

describe("LatencyHistogram", () => {
  test("a percentile is the nearest-rank value, at most 1 % above it", () => {
    const microseconds = fc.double({ min: 1, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(microseconds, { minLength: 1 }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        (values, fraction) => {
          const histogram = new LatencyHistogram();
          for (const value of values) histogram.record(value);
          const sorted = values.toSorted((a, b) => a - b);
          const exact = sorted[Math.ceil(fraction * values.length) - 1] ?? Number.NaN;
          const given = histogram.percentile(fraction);
          // One part in a million for the rounding of logarithms.
          expect(given / exact).toBeGreaterThan(1 - 1e-6);
          expect(given / exact).toBeLessThan(1.01 + 1e-6);
        },
      ),
    );
  });

  test("what is below a microsecond counts as one", () => {
    const histogram = new LatencyHistogram();
    histogram.record(0);
    expect(histogram.percentile(0.5)).toBe(1);
  });

  test("nothing recorded has no percentile", () => {
    expect(new LatencyHistogram().percentile(0.99)).toBeNaN();
  });
});
