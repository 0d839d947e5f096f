import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Instant } from "../../clock.ts";
import { type BuiltFile, buildFeed } from "../build/build-feed.ts";
import type { FeedFormatName } from "../formats/names.ts";
import type { FeedTerms, Generation } from "../row.ts";
import type { TakeSnapshot } from "../stores.ts";
import { type Manifest, type Published, writeManifest } from "./manifest.ts";

/** The formats a feed can be fetched in. */
export const pulledFormats = [
  "jsonl",
  "csv",
  "tsv",
  "xml",
  "json",
  "json-meta",
] as const satisfies readonly FeedFormatName[];
export type PulledFormat = (typeof pulledFormats)[number];

/** What files are made of, and where. */
export interface FileMaking {
  /** Where the files lie; made when it is missing. Nothing else may be in it. */
  readonly folder: string;
  readonly generation: Generation;
  readonly takeSnapshot: TakeSnapshot;
  /** Names this program's version: another may make other rows of the same catalogue. */
  readonly version: string;
}

/** Which files are made. */
export interface FilesWanted {
  readonly formats: readonly PulledFormat[];
  readonly terms: FeedTerms;
  readonly now: Instant;
  /** What was made last. */
  readonly before: Manifest | undefined;
  /** When each format was last asked for. */
  readonly wantedAt: (format: PulledFormat) => Instant;
  readonly signal: AbortSignal | undefined;
}

/** All that rows depend on beside the catalogue; the day is part of it, since a field's date passes with it. */
export function termsFingerprint(
  { version, generation }: Pick<FileMaking, "version" | "generation">,
  { now: _, ...others }: FeedTerms,
): string {
  return new Bun.CryptoHasher("sha256").update(JSON.stringify([version, generation, others])).digest("hex");
}

/**
 * Makes files from one snapshot, and writes down what was made. A file that would say the same stays as it is.
 */
export async function makeFiles(
  making: FileMaking,
  { formats, terms, now, before, wantedAt, signal }: FilesWanted,
): Promise<Manifest> {
  const { folder, generation, takeSnapshot } = making;
  const nameOf = (format: PulledFormat) => `${format}-${now.toString(36)}`;
  // It may have been taken away to make room.
  await mkdir(folder, { recursive: true });
  await using snapshot = await takeSnapshot();
  const orders = formats.map((format) => ({
    format,
    paths: () => [join(folder, nameOf(format)), join(folder, `${nameOf(format)}.gz`)],
  }));
  const made = await buildFeed(snapshot, terms, generation, orders, { signal });
  const published: Record<string, Published> = {};
  for (const [index, format] of formats.entries()) {
    const file = made.files[index];
    const known = before?.formats[format];
    const placed = file && (await place(file, nameOf(format), { folder, known, now }));
    if (placed) published[format] = { ...placed, wantedAt: wantedAt(format) };
  }
  const manifest: Manifest = {
    terms: termsFingerprint(making, terms),
    builtAt: now,
    lastChange: made.lastChange,
    refused: made.report.refused,
    refusedProducts: [...new Set(made.report.refusedRows.map(({ productId }) => productId))],
    ...(made.changesAt === undefined ? {} : { changesAt: made.changesAt }),
    formats: published,
  };
  // What could not be written down was not made: it is still the files before that are answered with.
  await writeManifest(folder, manifest);
  return manifest;
}

/** Puts a file in its place; gives the one that is known where that says the same. */
async function place(
  file: BuiltFile,
  name: string,
  {
    folder,
    known,
    now,
  }: { readonly folder: string; readonly known: Published | undefined; readonly now: Instant },
): Promise<Omit<Published, "wantedAt"> | undefined> {
  const [shard] = file.shards;
  const [plain, compressed] = shard?.forms ?? [];
  if (shard === undefined || plain === undefined || compressed === undefined) return undefined;
  if (known?.fingerprint === shard.fingerprint && (await areThere(folder, known))) {
    // Whoever has it need not fetch it again.
    await file.discard();
    return known;
  }
  await file.place();
  return {
    plain: { file: name, bytes: plain.bytes },
    compressed: { file: `${name}.gz`, bytes: compressed.bytes },
    rows: shard.rows,
    fingerprint: shard.fingerprint,
    changedAt: now,
  };
}

/** Whether nobody has taken the files away, in a restore or to make room. */
export async function areThere(folder: string, known: Published | undefined): Promise<boolean> {
  const forms = known === undefined ? [] : [known.plain, known.compressed];
  const sizes = await Promise.all(
    forms.map(({ file }) =>
      stat(join(folder, file)).then(
        ({ size }) => size,
        () => undefined,
      ),
    ),
  );
  return forms.every(({ bytes }, index) => sizes[index] === bytes);
}

/** Removes every file that is in none of the manifests: what a reader may still be sending is in one of them. */
export async function removeOthers(
  folder: string,
  manifests: readonly (Manifest | undefined)[],
): Promise<void> {
  const kept = new Set(["manifest.json"]);
  for (const manifest of manifests) {
    for (const { plain, compressed } of Object.values(manifest?.formats ?? {}))
      kept.add(plain.file).add(compressed.file);
  }
  for (const name of await readdir(folder)) {
    if (!kept.has(name)) await rm(join(folder, name), { force: true });
  }
}
