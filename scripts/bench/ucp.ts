import { sendOnce } from "./checkout/single-request.ts";
import type { Benchmark } from "./measuring/benchmark.ts";
import type { Figure } from "./measuring/report.ts";
import {
  type Contestant,
  costRatioOf,
  loadServer,
  runInTurn,
  summarize,
  warmUp,
} from "./measuring/rounds.ts";
import { createSession, createUcpCheckout } from "./servers/agent-requests.ts";
import { loadShape } from "./servers/ceilings.ts";
import { benchApiKey, ITEM_IDS, startCheckstand } from "./servers/checkstand.ts";

const WARM_UP_REQUESTS = 4_000;
const versions: readonly string[] = ["2026-04-08", "2026-08-25"];
const acp = "create (ACP 2026-04-17)";
const rowOf = (version: string) => `create (UCP ${version})`;

/** What UCP costs beside ACP. */
export const benchmark: Benchmark = {
  name: "ucp",
  description: "create a checkout over UCP, against the same over ACP",
  explanation: `
One shop, asked in turn for the same purchase by the same agent's key: two items with buyer and address, ready for payment,
with a fresh Idempotency-Key. Each kind of request is sent ${WARM_UP_REQUESTS.toLocaleString("en-US")} times before anything counts; the platform's profile,
which the shop serves itself, is known from the first of them.
ratios: what a create over UCP costs the main thread of the server as a multiple of one over ACP, round by round.`,
  async run(options) {
    await using running = new AsyncDisposableStack();
    options.progress("starting Checkstand from source");
    const { server } = running.adopt(await startCheckstand(options), (shop) => shop.server.stop());
    const profileOf = (version: string) => `${server.url}/.well-known/ucp/example-platform/${version}`;
    const requests = [
      { name: acp, request: createSession(benchApiKey, ITEM_IDS) },
      ...versions.map((version) => ({
        name: rowOf(version),
        request: createUcpCheckout(benchApiKey, ITEM_IDS, profileOf(version)),
      })),
    ];
    // A mistake shows with its answer before any load.
    for (const { request } of requests) await sendOnce(server.url, request);
    const contestants = requests.map(
      ({ name, request }): Contestant => ({
        name,
        round: () => loadServer(server, { ...loadShape(options), requests: [request] }),
      }),
    );
    await warmUp(contestants, WARM_UP_REQUESTS, options.progress);
    const rounds = await runInTurn(contestants, options.rounds, options.progress);
    return {
      loads: summarize(rounds),
      figures: versions.map(
        (version): Figure => ({
          name: `${rowOf(version)} / ${acp}`,
          value: costRatioOf(rounds, acp, rowOf(version)),
          unit: "ratio",
          aim: { atMost: 1.15 },
        }),
      ),
    };
  },
};
