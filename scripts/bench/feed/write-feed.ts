/**
 * A process of its own, so that its memory is its own: writes files of a catalogue and says how it went, as JSON.
 *
 *     bun scripts/bench/feed/write-feed.ts feed DATABASE FORMAT PATH
 *     bun scripts/bench/feed/write-feed.ts fetched DATABASE FOLDER
 *     bun scripts/bench/feed/write-feed.ts bare FROM PATH
 */
import { open } from "node:fs/promises";
import { join } from "node:path";
import { openFeedSnapshot } from "../../../db/sqlite/feed-snapshot.ts";
import { buildFeed } from "../../../src/feed/build/build-feed.ts";
import { FileSink } from "../../../src/feed/build/file-sink.ts";
import { formatNames } from "../../../src/feed/formats/names.ts";
import { pulledFormats } from "../../../src/feed/pull/make-files.ts";
import { benchTerms } from "./large-catalogue.ts";

/** What writing one file took. */
export interface Written {
  readonly seconds: number;
  readonly rows: number;
  readonly bytes: number;
  /** The most memory the process ever had. */
  readonly peakBytes: number;
}

async function writeFeed(database: string, name: string, path: string): Promise<Omit<Written, "peakBytes">> {
  const format = formatNames.find((candidate) => candidate === name);
  if (format === undefined) throw new Error(`there is no format ${name}`);
  const terms = benchTerms();
  const start = performance.now();
  await using snapshot = await openFeedSnapshot(database);
  const build = await buildFeed(snapshot, terms, "openai-2026", [
    {
      format,
      paths: (shard) => [shard === 0 ? path : `${path}.${shard + 1}`],
    },
  ]);
  for (const file of build.files) await file.place();
  let rows = 0;
  let bytes = 0;
  for (const shard of build.files[0]?.shards ?? []) {
    rows += shard.rows;
    bytes += shard.forms[0]?.bytes ?? 0;
  }
  return { seconds: (performance.now() - start) / 1000, rows, bytes };
}

/** Every format that can be fetched, plain and compressed, from one look at the catalogue: the most a server makes. */
async function writeFetched(database: string, folder: string): Promise<Omit<Written, "peakBytes">> {
  const start = performance.now();
  await using snapshot = await openFeedSnapshot(database);
  const orders = pulledFormats.map((format) => ({
    format,
    paths: () => [join(folder, `fetched.${format}`), join(folder, `fetched.${format}.gz`)],
  }));
  const build = await buildFeed(snapshot, benchTerms(), "openai-2026", orders);
  for (const file of build.files) await file.place();
  const shards = build.files.flatMap((file) => file.shards);
  const rows = shards.reduce((sum, shard) => sum + shard.rows, 0);
  const bytes = shards.reduce((sum, { forms }) => sum + (forms[0]?.bytes ?? 0), 0);
  return { seconds: (performance.now() - start) / 1000, rows, bytes };
}

/** The same bytes through the same sink: what remains when reading, making and encoding rows costs nothing. */
async function writeBare(from: string, path: string): Promise<Omit<Written, "peakBytes">> {
  const source = await open(from);
  const start = performance.now();
  const sink = await FileSink.open(path, false);
  for (let chunk = await read(); chunk.byteLength > 0; chunk = await read()) await sink.write(chunk);
  const bytes = await sink.finish();
  await sink.place();
  await source.close();
  return { seconds: (performance.now() - start) / 1000, rows: 0, bytes };

  async function read(): Promise<Uint8Array> {
    const { buffer, bytesRead } = await source.read(Buffer.allocUnsafe(262_144));
    return buffer.subarray(0, bytesRead);
  }
}

if (import.meta.main) {
  const [what, from = "", second = "", third = ""] = process.argv.slice(2);
  const written = await (what === "bare"
    ? writeBare(from, second)
    : what === "fetched"
      ? writeFetched(from, second)
      : writeFeed(from, second, third));
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ ...written, peakBytes } satisfies Written));
}
