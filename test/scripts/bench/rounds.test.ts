import { describe, expect, test } from "bun:test";
import {
  type Contestant,
  median,
  type Round,
  ratioOf,
  runInTurn,
  summarize,
} from "../../../scripts/bench/measuring/rounds.ts";

function round(requests: number, failed = 0): Round {
  const failure = failed > 0 ? "HTTP/1.1 500" : undefined;
  return {
    requests,
    failed,
    firstFailure: failure,
    seconds: 2,
    p50Ms: 1,
    p99Ms: 2,
    collected: [],
    memoryBytes: undefined,
  };
}

/** A contestant whose rounds are given, and which writes its name down whenever it runs. */
function contestant(name: string, rounds: Round[], ran: string[]): Contestant {
  return {
    name,
    async round() {
      ran.push(name);
      return rounds.shift() ?? round(0);
    },
  };
}

describe("rounds", () => {
  test("contestants run in turn, not one after the other", async () => {
    const ran: string[] = [];
    await runInTurn([contestant("a", [], ran), contestant("b", [], ran)], 3, () => {});
    expect(ran).toEqual(["a", "b", "a", "b", "a", "b"]);
  });

  test("the figures are medians, failures are all of them", async () => {
    const rounds = await runInTurn(
      [contestant("a", [round(100), round(5, 3), round(120, 4)], [])],
      3,
      () => {},
    );
    expect(summarize(rounds)).toEqual([
      expect.objectContaining({
        name: "a",
        requestsPerSecond: 50,
        failed: 7,
        firstFailure: "HTTP/1.1 500",
        memoryBytes: undefined,
      }),
    ]);
  });

  test("a ratio is the median of the ratios round by round", () => {
    // A slow moment falls on one of the two: the ratio of the medians would be 10/100.
    const rounds = new Map([
      ["own", [round(100), round(10), round(9)]],
      ["ceiling", [round(200), round(100), round(12)]],
    ]);
    expect(ratioOf(rounds, "own", "ceiling")).toBe(0.5);
  });

  test.each([
    [[], Number.NaN],
    [[7], 7],
    [[9, 1, 5], 5],
    [[10, 9, 1, 2], 5.5],
  ])("the median of %p is %p", (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});
