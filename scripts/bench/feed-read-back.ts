import { join } from "node:path";
import { makeLargeCatalogue } from "./feed/large-catalogue.ts";
import type { Benchmark } from "./measuring/benchmark.ts";

/** Variants of the made catalogue, unless `FEED_VARIANTS` says otherwise: a million take a quarter of an hour. */
const VARIANTS = Number(process.env["FEED_VARIANTS"] ?? 100_000);

const formats = ["jsonl", "csv", "tsv", "xml", "json", "parquet", "acp"] as const;

/** Whether a large feed says what the catalogue says, in every format. */
export const benchmark: Benchmark = {
  name: "feed-read-back",
  description: "reading a large feed back, in every format, row by row",
  explanation: `
A made catalogue of 100,000 variants (FEED_VARIANTS sets another number) is written in each format, read back by a library that had no part in writing it
(csv-parse, saxes, hyparquet, JSON.parse) and compared row by row with rows made anew from the catalogue. The figures
are rows that were the same, products for ACP's file, and "second" is how many a second were read and compared; a row
that is not the same ends the run. --seconds, --rounds and --connections mean nothing here.`,
  async run({ directory, progress }) {
    const database = join(directory, "large.db");
    progress(`making ${VARIANTS} variants`);
    makeLargeCatalogue(database, VARIANTS);
    const figures = [];
    for (const format of formats) {
      const path = join(directory, `feed.${format}`);
      progress(`writing ${format}`);
      await run("write-feed.ts", "feed", database, format, path);
      progress(`reading ${format}`);
      const start = performance.now();
      const same = Number(await run("read-back.ts", database, format, path));
      const seconds = (performance.now() - start) / 1000;
      const aim = { atLeast: format === "acp" ? VARIANTS / 4 : VARIANTS };
      figures.push(
        { name: `${format}, the same`, value: same, unit: "rows" as const, aim },
        { name: `${format}, compared`, value: same / seconds, unit: "per second" as const },
      );
    }
    return { loads: [], figures };
  },
};

async function run(script: string, ...words: readonly string[]): Promise<string> {
  const path = join(import.meta.dir, "feed", script);
  const child = Bun.spawn([process.execPath, path, ...words], { stdout: "pipe", stderr: "inherit" });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`${script} failed: ${words.join(" ")}`);
  return text;
}
