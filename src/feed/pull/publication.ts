import { chmod, mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  after,
  type Clock,
  DAY,
  type Instant,
  instant,
  MINUTE,
  passedSince,
  type Tick,
} from "../../clock.ts";
import { buildFeed } from "../build/build-feed.ts";
import type { FeedFormatName } from "../formats/names.ts";
import type { FeedTerms, Generation } from "../row.ts";
import type { TakeSnapshot } from "../stores.ts";
import { type Manifest, type Published, readManifest, writeManifest } from "./manifest.ts";

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

/** A file that can be answered with, in both its forms. It stays for a while after a newer one was made. */
export interface PulledFile {
  readonly plain: { readonly path: string; readonly bytes: number };
  readonly compressed: { readonly path: string; readonly bytes: number };
  /** The same while its rows are. */
  readonly fingerprint: string;
  readonly changedAt: Instant;
}

/** The feed that others fetch: files on disk, made anew when the catalogue has changed. */
export interface Publication {
  /**
   * The file of a format as it was last made, as a rule without a look at the database. One that nobody asked for lately
   * is made first. When that takes longer than `patienceMs`, the one before is given; `undefined` when there is none.
   */
  file(format: PulledFormat, patienceMs: number): Promise<PulledFile | undefined>;
  /** When the files that somebody wants are to be made anew; `undefined` while they are true. */
  due(): Promise<Instant | undefined>;
  /** How the files stand that were made last; absent before the first were. */
  made(): MadeFiles | undefined;
  /** Makes every file that somebody wants anew, from one snapshot. */
  refresh(signal?: AbortSignal): Promise<void>;
}

/** When files were made, and how many rows a field that must be there kept out of them. */
export interface MadeFiles {
  readonly builtAt: Instant;
  readonly refused: number;
}

export interface PublicationDependencies {
  /** Where the files lie; made when it is missing. Nothing else may be in it. */
  readonly folder: string;
  readonly generation: Generation;
  readonly terms: (now: Instant) => FeedTerms;
  readonly takeSnapshot: TakeSnapshot;
  /** The number of the catalogue's last change. */
  readonly lastChange: () => Promise<number>;
  /** How old the files may get while the catalogue changes, milliseconds. */
  readonly refreshMs: number;
  readonly clock: Clock;
  /** Names this program's version: another may make other rows of the same catalogue. */
  readonly version: string;
}

/** A format that nobody asked for in this time is no longer made. */
const WANTED_FOR = DAY;

/** Opens the folder with what is in it: after a restart nothing has to be made that is still true. */
export async function openPublication(dependencies: PublicationDependencies): Promise<Publication> {
  const { folder, generation, terms, lastChange, refreshMs, clock, version } = dependencies;
  // A feed that wants a token is nobody else's on this machine either; who may have it asks over HTTP.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  let manifest = await readManifest(folder);
  /** When each format was last asked for, as far as this process knows. */
  const wanted = new Map<string, Instant>();
  /** Builds run one after the other: each wants the whole processor. */
  let lastBuild: Promise<void> = Promise.resolve();
  /** First builds of formats under way, so that many requests wait for one. */
  const firstBuilds = new Map<string, Promise<void>>();

  function wantedAt(format: string): Instant {
    return instant(Math.max(wanted.get(format) ?? 0, manifest?.formats[format]?.wantedAt ?? 0));
  }

  function wantedFormats(): PulledFormat[] {
    const since = after(clock.now(), -WANTED_FOR);
    return pulledFormats.filter((format) => wantedAt(format) > since);
  }

  /** All that rows depend on beside the catalogue; the day is part of it, since a field's date passes with it. */
  function fingerprintOf({ now: _, ...others }: FeedTerms): string {
    return new Bun.CryptoHasher("sha256").update(JSON.stringify([version, generation, others])).digest("hex");
  }

  /** When the files were last known to be true, by this process. */
  let trueSince: Tick | undefined;

  /** Whether the files say what is so now, and if not, when that should change. */
  async function standing(known: Manifest): Promise<{ readonly isTrue: boolean; readonly due?: Instant }> {
    const now = clock.now();
    /** Files from the future were made before the clock was set back: nobody knows how long ago. */
    const dueAfter = (wait: number) => (known.builtAt > now ? now : after(instant(known.builtAt), wait));
    if (known.terms !== fingerprintOf(terms(now))) return { isTrue: false, due: now };
    if (known.changesAt !== undefined && known.changesAt <= now)
      return { isTrue: false, due: dueAfter(MINUTE) };
    if (known.lastChange !== (await lastChange())) return { isTrue: false, due: dueAfter(refreshMs) };
    trueSince = clock.tick();
    return { isTrue: true };
  }

  /** Whether a request may be answered with what there is: the job that refreshes it may have had no reason to. */
  async function isRecent(): Promise<boolean> {
    if (manifest === undefined) return false;
    const isTrueLately = trueSince !== undefined && passedSince(trueSince, clock) <= refreshMs + MINUTE;
    return isTrueLately || (await standing(manifest)).isTrue;
  }

  /** Makes files one build at a time. The formats are asked for when it is their turn. */
  function build(formats: () => readonly PulledFormat[], signal?: AbortSignal): Promise<void> {
    const turn = lastBuild.then(() => make(formats(), signal));
    lastBuild = turn.catch(() => {});
    return turn;
  }

  async function make(formats: readonly PulledFormat[], signal: AbortSignal | undefined): Promise<void> {
    const now = clock.now();
    const current = terms(now);
    const before = manifest;
    const nameOf = (format: PulledFormat) => `${format}-${now.toString(36)}`;
    // It may have been taken away to make room.
    await mkdir(folder, { recursive: true });
    await using snapshot = await dependencies.takeSnapshot();
    const orders = formats.map((format) => ({
      format,
      paths: () => [join(folder, nameOf(format)), join(folder, `${nameOf(format)}.gz`)],
    }));
    const made = await buildFeed(snapshot, current, generation, orders, { signal });
    const published: Record<string, Published> = {};
    for (const [index, format] of formats.entries()) {
      const file = made.files[index];
      const [shard] = file?.shards ?? [];
      const [plain, compressed] = shard?.forms ?? [];
      if (file === undefined || shard === undefined || plain === undefined || compressed === undefined)
        continue;
      const old = before?.formats[format];
      if (old?.fingerprint === shard.fingerprint && (await areThere(old))) {
        // Whoever has it need not fetch it again.
        await file.discard();
        published[format] = { ...old, wantedAt: wantedAt(format) };
        continue;
      }
      await file.place();
      published[format] = {
        plain: { file: nameOf(format), bytes: plain.bytes },
        compressed: { file: `${nameOf(format)}.gz`, bytes: compressed.bytes },
        rows: shard.rows,
        fingerprint: shard.fingerprint,
        changedAt: now,
        wantedAt: wantedAt(format),
      };
    }
    const written = {
      terms: fingerprintOf(current),
      builtAt: now,
      lastChange: made.lastChange,
      refused: made.report.refused,
      ...(made.changesAt === undefined ? {} : { changesAt: made.changesAt }),
      formats: published,
    };
    // What could not be written down was not made: it is still the files before that are answered with.
    await writeManifest(folder, written);
    trueSince = clock.tick();
    manifest = written;
    await removeOthers(folder, [manifest, before]);
  }

  /** Whether nobody has taken the files away, in a restore or to make room. */
  async function areThere(known: Published | undefined): Promise<boolean> {
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

  function published(format: PulledFormat): PulledFile | undefined {
    const found = manifest?.formats[format];
    if (found === undefined) return undefined;
    const { plain, compressed, fingerprint, changedAt } = found;
    return {
      plain: { path: join(folder, plain.file), bytes: plain.bytes },
      compressed: { path: join(folder, compressed.file), bytes: compressed.bytes },
      fingerprint,
      changedAt: instant(changedAt),
    };
  }

  return {
    async file(format, patienceMs) {
      wanted.set(format, clock.now());
      const ready = published(format);
      if (ready !== undefined && (await isRecent()) && (await areThere(manifest?.formats[format])))
        return ready;
      let first = firstBuilds.get(format);
      if (first === undefined) {
        first = build(wantedFormats).finally(() => firstBuilds.delete(format));
        // Whoever waits hears of a failure; when nobody waits any more, the next request tries again.
        first.catch(() => {});
        firstBuilds.set(format, first);
      }
      const patience = new AbortController();
      const tooLate = setTimeout(patienceMs, undefined, { signal: patience.signal, ref: false }).catch(
        () => {},
      );
      await Promise.race([first, tooLate]).finally(() => patience.abort());
      return published(format);
    },

    async due() {
      return manifest === undefined || wantedFormats().length === 0
        ? undefined
        : (await standing(manifest)).due;
    },

    made: () => manifest && { builtAt: instant(manifest.builtAt), refused: manifest.refused ?? 0 },

    refresh: (signal) => build(wantedFormats, signal),
  };
}

/** Removes every file that is in none of the manifests: what a reader may still be sending is in one of them. */
async function removeOthers(folder: string, manifests: readonly (Manifest | undefined)[]): Promise<void> {
  const kept = new Set(["manifest.json"]);
  for (const manifest of manifests) {
    for (const { plain, compressed } of Object.values(manifest?.formats ?? {}))
      kept.add(plain.file).add(compressed.file);
  }
  for (const name of await readdir(folder)) {
    if (!kept.has(name)) await rm(join(folder, name), { force: true });
  }
}
