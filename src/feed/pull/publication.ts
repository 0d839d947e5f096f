import { chmod, mkdir } from "node:fs/promises";
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
import { asId, type ProductId } from "../../ids.ts";
import type { FeedTerms } from "../row.ts";
import {
  areThere,
  type FileMaking,
  makeFiles,
  type PulledFormat,
  pulledFormats,
  removeOthers,
  termsFingerprint,
} from "./make-files.ts";
import { type Manifest, readManifest } from "./manifest.ts";

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
  /** The products of those rows, the first of many. */
  readonly refusedProducts: readonly ProductId[];
}

export interface PublicationDependencies extends FileMaking {
  readonly terms: (now: Instant) => FeedTerms;
  /** The number of the catalogue's last change. */
  readonly lastChange: () => Promise<number>;
  /** How old the files may get while the catalogue changes, milliseconds. */
  readonly refreshMs: number;
  readonly clock: Clock;
}

/** A format that nobody asked for in this time is no longer made. */
const WANTED_FOR = DAY;

/** Opens the folder with what is in it: after a restart nothing has to be made that is still true. */
export async function openPublication(dependencies: PublicationDependencies): Promise<Publication> {
  const { folder, terms, clock } = dependencies;
  // A feed that wants a token is nobody else's on this machine either; who may have it asks over HTTP.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  let manifest = await readManifest(folder);
  const truth = truthOfFiles(dependencies);
  /** When each format was last asked for, as far as this process knows. */
  const wanted = new Map<string, Instant>();

  function wantedAt(format: string): Instant {
    return instant(Math.max(wanted.get(format) ?? 0, manifest?.formats[format]?.wantedAt ?? 0));
  }

  function wantedFormats(): PulledFormat[] {
    const since = after(clock.now(), -WANTED_FOR);
    return pulledFormats.filter((format) => wantedAt(format) > since);
  }

  const builds = buildsInTurn(async (signal) => {
    const now = clock.now();
    const before = manifest;
    // The formats are asked for when it is their turn.
    const formats = wantedFormats();
    manifest = await makeFiles(dependencies, { formats, terms: terms(now), now, before, wantedAt, signal });
    truth.seen();
    await removeOthers(folder, [manifest, before]);
  });

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
      if (
        ready !== undefined &&
        (await truth.isRecent(manifest)) &&
        (await areThere(folder, manifest?.formats[format]))
      )
        return ready;
      await atMost(patienceMs, builds.first(format));
      return published(format);
    },

    async due() {
      return manifest === undefined || wantedFormats().length === 0
        ? undefined
        : (await truth.standing(manifest)).due;
    },

    made: () =>
      manifest && {
        builtAt: instant(manifest.builtAt),
        refused: manifest.refused ?? 0,
        refusedProducts: (manifest.refusedProducts ?? []).map((id) => asId<ProductId>(id)),
      },

    refresh: (signal) => builds.next(signal),
  };
}

/** Whether the files say what is so. */
function truthOfFiles(dependencies: PublicationDependencies) {
  const { terms, lastChange, refreshMs, clock } = dependencies;
  /** When the files were last known to be true, by this process. */
  let trueSince: Tick | undefined;

  /** Whether the files say what is so now, and if not, when that should change. */
  async function standing(known: Manifest): Promise<{ readonly isTrue: boolean; readonly due?: Instant }> {
    const now = clock.now();
    /** Files from the future were made before the clock was set back: nobody knows how long ago. */
    const dueAfter = (wait: number) => (known.builtAt > now ? now : after(instant(known.builtAt), wait));
    if (known.terms !== termsFingerprint(dependencies, terms(now))) return { isTrue: false, due: now };
    if (known.changesAt !== undefined && known.changesAt <= now)
      return { isTrue: false, due: dueAfter(MINUTE) };
    if (known.lastChange !== (await lastChange())) return { isTrue: false, due: dueAfter(refreshMs) };
    trueSince = clock.tick();
    return { isTrue: true };
  }

  return {
    standing,
    /** Notes that they were just made. */
    seen(): void {
      trueSince = clock.tick();
    },
    /** Whether a request may be answered with what there is: the job that refreshes it may have had no reason to. */
    async isRecent(known: Manifest | undefined): Promise<boolean> {
      if (known === undefined) return false;
      const isTrueLately = trueSince !== undefined && passedSince(trueSince, clock) <= refreshMs + MINUTE;
      return isTrueLately || (await standing(known)).isTrue;
    },
  };
}

/** Has files made one build at a time: each wants the whole processor. */
function buildsInTurn(make: (signal: AbortSignal | undefined) => Promise<void>) {
  let last: Promise<void> = Promise.resolve();
  /** First builds of formats under way, so that many requests wait for one. */
  const firsts = new Map<string, Promise<void>>();

  function next(signal?: AbortSignal): Promise<void> {
    const turn = last.then(() => make(signal));
    last = turn.catch(() => {});
    return turn;
  }

  return {
    next,
    first(format: string): Promise<void> {
      const known = firsts.get(format);
      if (known) return known;
      const first = next().finally(() => firsts.delete(format));
      // Whoever waits hears of a failure; when nobody waits any more, the next request tries again.
      first.catch(() => {});
      firsts.set(format, first);
      return first;
    },
  };
}

/** Waits for work, but not longer than so many milliseconds. @throws what the work does meanwhile. */
async function atMost(patienceMs: number, work: Promise<void>): Promise<void> {
  const patience = new AbortController();
  const tooLate = setTimeout(patienceMs, undefined, { signal: patience.signal, ref: false }).catch(() => {});
  await Promise.race([work, tooLate]).finally(() => patience.abort());
}
