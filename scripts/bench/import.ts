import { create, createBesideImport, type ImportFigures } from "./import/beside-import.ts";
import { PRODUCTS } from "./import/large-export.ts";
import type { Benchmark } from "./measuring/benchmark.ts";
import { median, runInTurn, summarize } from "./measuring/rounds.ts";
import { startCheckstand } from "./servers/checkstand.ts";

const alone = "create";
const during = "create, during an import";

/** What buyers notice of a large import, and what it takes. */
export const benchmark: Benchmark = {
  name: "import",
  description: "create sessions while another process imports a Shopify export of 100,000 products",
  explanation: `
${alone}: as in checkout, with the whole machine to itself.
${during}: the same, again and again until \`checkstand catalog import\` is done: it reads, checks and writes meanwhile.
  p50 and p99 are those of the worst stretch of --seconds; req/s is over all of it. Each round changes every product.
products: imported a second, from starting the command to its end, under that load.
memory of the import: the most its process ever held.`,
  async run(options) {
    options.progress("starting Checkstand from source");
    await using running = new AsyncDisposableStack();
    const shop = running.adopt(await startCheckstand(options), ({ server }) => server.stop());
    const imports: ImportFigures[] = [];
    const rounds = await runInTurn(
      [
        { name: alone, round: () => create(options, shop) },
        {
          name: during,
          async round() {
            const { round, imported } = await createBesideImport(options, shop, imports.length);
            imports.push(imported);
            return round;
          },
        },
      ],
      options.rounds,
      options.progress,
    );
    return {
      loads: summarize(rounds),
      figures: [
        {
          name: "products",
          value: median(imports.map(({ seconds }) => PRODUCTS / seconds)),
          unit: "per second",
        },
        {
          name: "memory of the import",
          value: Math.max(...imports.map(({ memoryBytes }) => memoryBytes)) / 1e6,
          unit: "MB",
          aim: { atMost: 300 },
        },
      ],
    };
  },
};
