import { join } from "node:path";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { openDatabase } from "../../db/sqlite/database.ts";
import type { Benchmark } from "./measuring/benchmark.ts";
import { forSeconds, quantile, sendWhenDue } from "./measuring/due-requests.ts";
import type { LoadRequest } from "./measuring/load.ts";
import { median } from "./measuring/rounds.ts";
import { fillCatalogue } from "./search/fill-catalogue.ts";
import { createSession } from "./servers/agent-requests.ts";
import { benchApiKey, ITEM_IDS, startCheckstand } from "./servers/checkstand.ts";

const PRODUCTS = 100_000;
/** What strangers send in a second, and what agents do meanwhile. */
const SEARCHES_PER_SECOND = 1_000;
const CREATES_PER_SECOND = 25;

const strangers = join(import.meta.dir, "flood/strangers.ts");
const Came = Type.Object({
  answered: Type.Number(),
  refused: Type.Number(),
  failed: Type.Number(),
  seconds: Type.Number(),
});

/** Whether strangers who search without end hold up those who buy. */
export const benchmark: Benchmark = {
  name: "flood",
  description: `agents who buy while strangers search ${SEARCHES_PER_SECOND.toLocaleString("en-US")} times a second`,
  explanation: `
A shop of ${PRODUCTS.toLocaleString("en-US")} products. An agent creates ${CREATES_PER_SECOND} sessions a second, each sent when it is due, with the others answered or
not: alone, and while strangers without a key search ${SEARCHES_PER_SECOND.toLocaleString("en-US")} times a second, each giving out to be somebody else. Times
are those of creates, rounds alone and flooded taking turns; refused is the share of searches that were told to wait. All
three programs share this machine's cores, which on a small one is most of what is seen.`,
  async run(options) {
    const { directory, seconds, rounds, progress } = options;
    progress(`writing ${PRODUCTS.toLocaleString("en-US")} products`);
    const database = openDatabase(join(directory, "flood.db"));
    const words = (await fillCatalogue(database, PRODUCTS)).slice(0, 300).map(({ words: { kind } }) => kind);
    database.close();
    const { server } = await startCheckstand(options, {}, "flood");
    try {
      const request = createSession(benchApiKey, ITEM_IDS);
      await creates(server.url, request, 2);
      const alone: number[][] = [];
      const flooded: number[][] = [];
      const shares: number[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        progress(`round ${round} of ${rounds}`);
        alone.push(await creates(server.url, request, seconds));
        const flood = floodFor(server.url, seconds, words);
        flooded.push(await creates(server.url, request, seconds));
        const { answered, refused, failed } = await flood;
        if (failed > 0) throw new Error(`${failed} searches had no answer`);
        shares.push(refused / (answered + refused));
      }
      const over = (times: readonly number[][], share: number) =>
        median(times.map((each) => quantile(each, share)));
      return {
        loads: [],
        figures: [
          { name: "create alone, p50", value: over(alone, 0.5), unit: "ms" },
          { name: "create alone, p99", value: over(alone, 0.99), unit: "ms" },
          { name: "create flooded, p50", value: over(flooded, 0.5), unit: "ms" },
          { name: "create flooded, p99", value: over(flooded, 0.99), unit: "ms", aim: { atMost: 25 } },
          { name: "searches refused", value: median(shares), unit: "ratio", aim: { atLeast: 0.5 } },
        ],
      };
    } finally {
      await server.stop();
    }
  },
};

/** Milliseconds of each create. */
function creates(url: string, request: LoadRequest, seconds: number): Promise<number[]> {
  return sendWhenDue(url, request, { perSecond: CREATES_PER_SECOND, goesOn: forSeconds(seconds) });
}

async function floodFor(url: string, seconds: number, words: readonly string[]) {
  const flooding = Bun.spawn(
    [process.execPath, strangers, url, String(SEARCHES_PER_SECOND), String(seconds), ...words],
    { stdin: "ignore", stdout: "pipe", stderr: "inherit" },
  );
  return Value.Parse(Came, JSON.parse(await flooding.stdout.text()));
}
