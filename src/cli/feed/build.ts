import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { pluralize } from "../../pluralize.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { openProgressBar } from "../progress-bar.ts";
import type { Terminal } from "../terminal.ts";
import { readWholeNumberOption } from "../whole-number.ts";
import { type GenerationOption, generationOption } from "./generation-option.ts";

interface BuildCommandOptions extends GenerationOption, JsonOption {
  readonly format: string;
  readonly out: string;
  readonly rowsPerFile: number;
}

/** `checkstand feed build`. */
export function addBuild(feed: Command, terminal: Terminal): void {
  feed
    .command("build")
    .description("write the feed into files, of which each is whole or not there")
    .option(
      "--format <names>",
      "jsonl, csv, tsv, xml, json, json-meta, parquet or acp, with commas between; with .gz after it, compressed",
      "jsonl",
    )
    .option("--out <folder>", "where the files go", "feed")
    .option("--rows-per-file <number>", "no file gets more rows than this", readWholeNumberOption, 500_000)
    .addOption(generationOption())
    .addOption(jsonOption())
    .action(async (options: BuildCommandOptions) => {
      const { withShop } = await import("../open-shop.ts");
      const { buildFeed } = await import("../../feed/build/build-feed.ts");
      const { writeAcpMetadata } = await import("../../feed/formats/acp.ts");
      const { feedTerms } = await import("../../feed/terms.ts");
      const folder = resolve(terminal.directory, options.out);
      const orders = await ordersOf(options.format, folder, options.rowsPerFile);
      const made = await withShop(terminal, async ({ settings, takeSnapshot }) => {
        const { shop, feed, pricing } = settings;
        await mkdir(folder, { recursive: true });
        await using snapshot = await takeSnapshot();
        using bar = openProgressBar("Writing", await snapshot.countVariants(), "variants");
        const terms = feedTerms(shop, feed, pricing.shipping, feed, systemClock.now());
        // A feed that is given out only for a token is not laid open on the disk.
        const isPublic = feed.accessToken === undefined;
        const files = orders.map((order) => ({ ...order, isPublic }));
        const build = await buildFeed(snapshot, terms, options.generation ?? feed.generation, files, {
          progress: (variants) => bar.show(variants),
        });
        for (const file of build.files) await file.place();
        if (orders.some(({ format }) => format === "acp")) await writeAcpMetadata(folder, terms);
        return build;
      });
      const files = made.files.flatMap(({ shards }) =>
        shards.flatMap(({ rows, forms }) => forms.map(({ path, bytes }) => ({ path, rows, bytes }))),
      );
      const { refused } = made.report;
      if (options.json) return terminal.out(JSON.stringify({ files, refused }));
      for (const { path, rows, bytes } of files)
        terminal.out(`${path}  ${pluralize(rows, "row")}, ${pluralize(bytes, "byte")}`);
      if (refused > 0)
        terminal.note(
          `${pluralize(refused, "row is", "rows are")} not in the feed. See: checkstand feed check`,
        );
    });
}

async function ordersOf(formats: string, folder: string, mostRows: number) {
  const { formatNames } = await import("../../feed/formats/names.ts");
  const { shardName } = await import("../../feed/push/destination.ts");
  return formats.split(",").map((text) => {
    const [, name = "", ending = ""] = /^([a-z-]+)(\.gz)?$/.exec(text.trim()) ?? [];
    const format = formatNames.find((candidate) => candidate === name);
    if (format === undefined)
      throw new WrongUsage(`There is no format "${text}". There are ${formatNames.join(", ")}.`);
    const file =
      format === "acp" ? "products.jsonl" : `feed.${format === "json-meta" ? "meta.json" : format}`;
    return {
      format,
      mostRows,
      paths: (shard: number) => [join(folder, shardName(`${file}${ending}`, shard))],
    };
  });
}
