import { join } from "node:path";
import { systemClock } from "../../src/clock.ts";
import { createStripeProvider } from "../../src/payments/stripe/provider.ts";
import { chargeOf19, grantToken, stripeSettings } from "../../test/payments/stripe.ts";
import { SECRET_KEY } from "../../test/stripe/stand-in.ts";
import { sendOnce } from "./checkout/single-request.ts";
import type { Benchmark, BenchmarkOptions } from "./measuring/benchmark.ts";
import type { Figure } from "./measuring/report.ts";
import { median } from "./measuring/rounds.ts";
import { startServer } from "./measuring/server-process.ts";
import { completeSession, createSession } from "./servers/agent-requests.ts";
import { benchApiKey, type Checkstand, ITEM_IDS, startCheckstand } from "./servers/checkstand.ts";

/** What a payment costs beside the payment provider. */
export const benchmark: Benchmark = {
  name: "payment",
  description: "complete against a Stripe that answers at once, and what our own part of it costs",
  explanation: `
One request at a time, so that a value is the time of one purchase and not of a queue. The stand-in for Stripe is a
process of its own that answers at once; the real one takes some hundred milliseconds longer.
provider alone: the two calls of a payment (look at the token, charge it) through the official library, from this
  process: what of a completion is not ours.
complete, Stripe: an agent's request to complete a session of two items, from sending it to having its answer. Session
  and token are made before, and not counted.
complete, sandbox: the same with the sandbox provider, whose books are two more commits of our own database.
our own part: complete, Stripe less provider alone: HTTP, two durable commits, order, event, kept answer.`,
  async run(options) {
    await using running = new AsyncDisposableStack();
    options.progress("starting the stand-in, and a shop for each provider");
    const stripe = running.adopt(await startStandIn(options), (started) => started.stop());
    const sandbox = running.adopt(await startCheckstand(options, {}, "sandbox"), ({ server }) =>
      server.stop(),
    );
    const environment = { STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_BASE: stripe.url };
    const paid = running.adopt(await startCheckstand(options, environment, "stripe"), ({ server }) =>
      server.stop(),
    );
    const tokenFor = () => grantToken(stripe, "pm_card_visa", { maxAmount: 10_000_000 });

    const provider = createStripeProvider(stripeSettings(stripe.url), systemClock);
    const alone = await timesOf(options, "provider alone", async () => {
      const charge = chargeOf19(await tokenFor());
      return async () => {
        await provider.inspect(charge);
        const outcome = await provider.charge(charge);
        if (outcome.kind !== "paid") throw new Error(`the stand-in answered ${outcome.kind}`);
      };
    });
    const byStripe = await timesOf(options, "complete, Stripe", () => purchase(paid, tokenFor));
    const bySandbox = await timesOf(options, "complete, sandbox", () =>
      purchase(sandbox, async () => "spt_sandbox_approved"),
    );
    return {
      loads: [],
      figures: [
        ...figuresOf("provider alone", alone),
        ...figuresOf("complete, Stripe", byStripe),
        ...figuresOf("complete, sandbox", bySandbox),
        { name: "our own part", value: median(byStripe) - median(alone), unit: "ms", aim: { atMost: 10 } },
      ],
    };
  },
};

function startStandIn(options: BenchmarkOptions) {
  return startServer({
    command: [process.execPath, join(import.meta.dir, "../../test/stripe/serve.ts")],
    directory: options.directory,
    logFile: join(options.directory, "stripe.log"),
  });
}

/** Makes a session and a token, and gives the way to pay the one with the other. */
async function purchase(
  { server }: Checkstand,
  tokenFor: () => Promise<string>,
): Promise<() => Promise<void>> {
  const created = await sendOnce(server.url, createSession(benchApiKey, ITEM_IDS));
  const id = String(Reflect.get(Object(created), "id"));
  const complete = completeSession(benchApiKey, "card_tokenized", await tokenFor());
  return async () => {
    const answer = await sendOnce(server.url, complete, id);
    const status: unknown = Reflect.get(Object(answer), "status");
    if (status !== "completed") throw new Error(`the session is ${status}`);
  };
}

/** The times of what `prepare` gives, ms: for as long as all rounds take, after a quarter of one for warming up. */
async function timesOf(
  { seconds, rounds, progress }: BenchmarkOptions,
  name: string,
  prepare: () => Promise<() => Promise<void>>,
): Promise<number[]> {
  progress(name);
  const times: number[] = [];
  const pluralize = performance.now() + 250 * seconds;
  const end = pluralize + 1_000 * seconds * rounds;
  while (performance.now() < end) {
    const run = await prepare();
    const before = performance.now();
    await run();
    if (before >= pluralize) times.push(performance.now() - before);
  }
  return times;
}

function figuresOf(name: string, times: readonly number[]): Figure[] {
  const sorted = [...times].sort((one, other) => one - other);
  const p99 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.NaN;
  return [
    { name, value: median(times), unit: "ms" },
    { name: `${name}, p99`, value: p99, unit: "ms" },
  ];
}
