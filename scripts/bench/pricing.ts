import type { CartToPrice } from "../../src/pricing/cart.ts";
import { priceCart } from "../../src/pricing/price-cart.ts";
import { type CompiledRules, compileRules } from "../../src/pricing/rules.ts";
import type { Benchmark, BenchmarkOptions } from "./measuring/benchmark.ts";
import type { Figure } from "./measuring/report.ts";
import { median } from "./measuring/rounds.ts";
import { largeCart, largeShop } from "./pricing/large-shop.ts";

/** What one price costs in a shop with large tables. */
export const benchmark: Benchmark = {
  name: "pricing",
  description: "pricing a large cart among 10,000 tax rates and 500 shipping rates",
  explanation: `
One process, no server and no load: priceCart called again and again, each time for another buyer at another address.
The cart has 50 lines in two tax classes, two discounts (one in per cent, one allocated over half of the lines) and
five shipping options with delivery dates; four taxes apply to a line. "one line" is the same shop with a cart of one.
Values are the time of one call, the median over batches of 100; the 99th percentile is over batches, too. "compile" is
indexing the rules once at start-up.`,
  async run(options) {
    const shops = [
      { name: "tax on top", rules: compileRules(largeShop(false)) },
      { name: "tax within", rules: compileRules(largeShop(true)) },
    ];
    const figures: Figure[] = [];
    for (const { name, rules } of shops) {
      options.progress(`50 lines, ${name}`);
      const times = timesOf(rules, cartsOf(50), options);
      figures.push(
        { name: `50 lines, ${name}`, value: median(times), unit: "µs", aim: { atMost: 100 } },
        { name: `50 lines, ${name}, p99`, value: percentile(times, 0.99), unit: "µs" },
        { name: `one line, ${name}`, value: median(timesOf(rules, cartsOf(1), options)), unit: "µs" },
      );
    }
    options.progress("compile");
    return { loads: [], figures: [...figures, { name: "compile", value: compileTime(), unit: "ms" }] };
  },
};

const BUYERS = 1_000;
const BATCH = 100;

function cartsOf(lines: number): CartToPrice[] {
  return Array.from({ length: BUYERS }, (_, buyer) => largeCart(lines, buyer));
}

/** Microseconds of one call, one value for each batch, after a quarter of the time for warming up. */
function timesOf(
  rules: CompiledRules,
  carts: readonly CartToPrice[],
  { seconds, rounds }: BenchmarkOptions,
): number[] {
  const times: number[] = [];
  const start = performance.now();
  const pluralize = start + 250 * seconds;
  const end = pluralize + 1_000 * seconds * rounds;
  for (let batch = 0; performance.now() < end; batch += 1) {
    const from = (batch * BATCH) % carts.length;
    const before = performance.now();
    for (const cart of carts.slice(from, from + BATCH)) priceCart(cart, rules);
    const after = performance.now();
    if (before >= pluralize) times.push(((after - before) * 1_000) / BATCH);
  }
  return times;
}

function compileTime(): number {
  const rules = largeShop(false);
  return median(
    Array.from({ length: 5 }, () => {
      const before = performance.now();
      compileRules(rules);
      return performance.now() - before;
    }),
  );
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
