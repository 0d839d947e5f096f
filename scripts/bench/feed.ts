import { stat } from "node:fs/promises";
import { join } from "node:path";
import { makeLargeCatalogue } from "./feed/large-catalogue.ts";
import type { Written } from "./feed/write-feed.ts";
import type { Benchmark } from "./measuring/benchmark.ts";
import type { Figure } from "./measuring/report.ts";

/** Variants of the made catalogue; `FEED_VARIANTS` sets another number, for a quick look. */
const VARIANTS = Number(process.env["FEED_VARIANTS"] ?? 1_000_000);

const files = ["jsonl", "jsonl.gz", "csv", "tsv", "xml", "json", "acp", "parquet"] as const;

/** How fast a large catalogue becomes a feed, and in how much memory. */
export const benchmark: Benchmark = {
  name: "feed",
  description: "writing the feed of a million variants, in every format",
  explanation: `
A made catalogue of a million variants, four a product, is written once in each format by a process of its own: reading
the snapshot, making rows, judging them by every rule, encoding, writing and fsync. "bare" is the same bytes read from a
file and written by the same sink: what the disk, and for .gz the compression, cost without us. "fetched" is the
most a server makes at a time: all formats that can be fetched, plain and compressed. "memory" is the most the process ever
had, Bun's own 50 MB included. --seconds, --rounds and --connections mean nothing here.`,
  async run({ directory, progress }) {
    const database = join(directory, "large.db");
    progress(`making ${VARIANTS} variants`);
    makeLargeCatalogue(database, VARIANTS);
    const figures: Figure[] = [];
    for (const file of files) {
      progress(file);
      const path = join(directory, `feed.${file}`);
      const ours = await write("feed", database, file.replace(".gz", ""), path);
      // What is compressed is measured by what goes in: the file of the same rows before it.
      const plain = path.replace(".gz", "");
      const bare = await write("bare", plain, join(directory, `bare.${file}`));
      const { size } = await stat(plain);
      const bytes = file.endsWith(".gz") ? size : ours.bytes;
      figures.push(
        { name: `${file}, rows`, value: ours.rows / ours.seconds, unit: "per second" },
        { name: `${file}, MB`, value: bytes / 1e6 / ours.seconds, unit: "per second" },
        { name: `${file}, MB, bare`, value: size / 1e6 / bare.seconds, unit: "per second" },
        { name: `${file}, memory`, value: ours.peakBytes / 1e6, unit: "MB", aim: { atMost: 150 } },
      );
    }
    progress("all that is fetched");
    const fetched = await write("fetched", database, directory);
    figures.push(
      { name: "fetched, rows", value: fetched.rows / fetched.seconds, unit: "per second" },
      { name: "fetched, MB", value: fetched.bytes / 1e6 / fetched.seconds, unit: "per second" },
      { name: "fetched, memory", value: fetched.peakBytes / 1e6, unit: "MB", aim: { atMost: 150 } },
    );
    return { loads: [], figures };
  },
};

async function write(...words: readonly string[]): Promise<Written> {
  const script = join(import.meta.dir, "feed/write-feed.ts");
  const child = Bun.spawn([process.execPath, script, ...words], { stdout: "pipe", stderr: "inherit" });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`writing failed: ${words.join(" ")}`);
  return JSON.parse(text);
}
