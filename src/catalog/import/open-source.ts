import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { HOUR, type Instant, instant, SECOND } from "../../clock.ts";
import type { CatalogFile } from "./import-catalog.ts";

/** A catalogue that was found, ready to be read once. */
export interface OpenedSource extends CatalogFile {
  /** Bytes, when known beforehand. */
  readonly size?: number | undefined;
  /** What this very catalogue can be known by when it is there again; absent when nothing tells. */
  readonly fingerprint?: string | undefined;
}

/** The source cannot be read: it is not there, does not answer, or answers with something else than a file. */
export class SourceUnreadable extends Error {
  override readonly name = "SourceUnreadable";
}

/** How long a server may take to begin its answer. */
const ANSWER_DEADLINE = 60 * SECOND;
/** How long the whole answer may take. */
const BODY_DEADLINE = HOUR;
/** A file changed less than this ago may still be being written. */
const SETTLING = 10 * SECOND;
/** What a catalogue in a folder can be called. */
const catalogName = /^[^.].*\.(?:csv|tsv|txt|xml|jsonl)$/i;

/** Whether a source is named by an address rather than by a path. */
export function isAddress(location: string): boolean {
  return /^https?:\/\//i.test(location);
}

/**
 * Opens a file. Its stock counts as counted when the file was last changed.
 *
 * @throws SourceUnreadable when there is no such file.
 */
export async function openFile(path: string): Promise<OpenedSource> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new SourceUnreadable(`Cannot read ${path}: ${messageOf(cause)}.`, { cause });
  });
  if (!found.isFile()) throw new SourceUnreadable(`Cannot read ${path}: it is no file.`);
  return {
    bytes: Bun.file(path).stream(),
    size: found.size,
    countedAt: instant(Math.trunc(found.mtimeMs)),
    fingerprint: `${path} ${found.size} ${found.mtimeMs}`,
  };
}

/**
 * Opens the newest catalogue of a folder; `undefined` when there is none, when it is the one known by `fingerprint`,
 * or when it changed a moment ago and may not be whole.
 *
 * @throws SourceUnreadable when there is no such folder.
 */
export async function openNewestFile(
  folder: string,
  fingerprint: string | undefined,
  now: Instant,
): Promise<OpenedSource | undefined> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new SourceUnreadable(`Cannot read the folder ${folder}: ${messageOf(cause)}.`, { cause });
  });
  const files = await Promise.all(
    names
      .filter((name) => catalogName.test(name))
      .map((name) => openFile(join(folder, name)).catch(() => undefined)),
  );
  const changedAt = (file: OpenedSource) => file.countedAt ?? 0;
  const newest = files
    .filter((file) => file !== undefined)
    .toSorted((one, other) => changedAt(other) - changedAt(one))[0];
  if (!newest || newest.fingerprint === fingerprint || now - changedAt(newest) < SETTLING) return undefined;
  return newest;
}

/**
 * Fetches a catalogue; `undefined` when the server says that it is still the one known by `fingerprint`. Its stock
 * counts as counted when the server says that it last changed, or else now.
 *
 * @throws SourceUnreadable when the server does not answer, or not with a file.
 */
export async function openAddress(
  url: string,
  fingerprint: string | undefined,
  now: Instant,
): Promise<OpenedSource | undefined> {
  const slow = new AbortController();
  const deadline = setTimeout(() => slow.abort(new Error("it does not answer")), ANSWER_DEADLINE);
  const answer = await fetch(url, {
    headers: conditionsOf(fingerprint),
    signal: AbortSignal.any([slow.signal, AbortSignal.timeout(BODY_DEADLINE)]),
  })
    .catch((cause: unknown) => {
      throw new SourceUnreadable(`Cannot fetch ${url}: ${messageOf(cause)}.`, { cause });
    })
    .finally(() => clearTimeout(deadline));
  if (answer.status === 304) return undefined;
  if (!answer.ok || !answer.body)
    throw new SourceUnreadable(`Cannot fetch ${url}: it answers ${answer.status}.`);
  const etag = answer.headers.get("etag");
  const lastModified = answer.headers.get("last-modified");
  const modifiedAt = Date.parse(lastModified ?? "");
  const size = Number(answer.headers.get("content-length"));
  return {
    bytes: untilItBreaksOff(answer.body, url),
    size: size > 0 ? size : undefined,
    countedAt: Number.isNaN(modifiedAt) ? now : instant(modifiedAt),
    fingerprint: etag ? `etag ${etag}` : lastModified ? `modified ${lastModified}` : undefined,
  };
}

async function* untilItBreaksOff(body: AsyncIterable<Uint8Array>, url: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw new SourceUnreadable(`The answer of ${url} broke off: ${messageOf(cause)}.`, { cause });
  }
}

function conditionsOf(fingerprint: string | undefined): Record<string, string> {
  const [, kind, value = ""] = /^(etag|modified) (.*)$/.exec(fingerprint ?? "") ?? [];
  if (kind === undefined) return {};
  return kind === "etag" ? { "if-none-match": value } : { "if-modified-since": value };
}

function messageOf(cause: unknown): string {
  if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "there is none";
  return cause instanceof Error ? cause.message : String(cause);
}
