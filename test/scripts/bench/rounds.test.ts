import { describe, expect, test } from "bun:test";
import {
  type Contestant,
  costRatioOf,
  median,
  type Round,
  ratioOf,
  runInTurn,
  summarize,
  warmUp,
} from "../../../scripts/bench/measuring/rounds.ts";

function round(requests: number, failed = 0): Round {
  const failure = failed > 0 ? "HTTP/1.1 500" : undefined;
  return {
    requests,
    answered: requests,
    failed,
    firstFailure: failure,
    seconds: 2,
    p50Ms: 1,
    p99Ms: 2,
    collected: [],
    memoryBytes: undefined,
    cost: { mainThreadMicros: 10_000 / requests, passedBytes: 2, diskBytes: 1 },
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

  test("what a request costs is compared the other way round: 1 is as cheap as the ceiling", () => {
    const rounds = new Map([
      ["own", [round(100), round(10), round(9)]],
      ["ceiling", [round(200), round(100), round(12)]],
    ]);
    expect(costRatioOf(rounds, "own", "ceiling")).toBe(0.5);
  });

  test("the warm-up goes on until each contestant has been answered often enough", async () => {
    const ran: string[] = [];
    const slow = contestant("slow", [round(40), round(60)], ran);
    await warmUp([contestant("fast", [round(500), round(500)], ran), slow], 100, () => {});
    expect(ran).toEqual(["fast", "slow", "fast", "slow"]);
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
