import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { CatalogFile } from "../../catalog/import/import-catalog.ts";
import { type Instant, instant } from "../../clock.ts";
import { CommandFailed } from "../failure.ts";
import type { Terminal } from "../terminal.ts";

/** A catalogue named on the command line, and how long it is when that is known. */
export interface OpenedFile extends CatalogFile {
  /** Bytes. */
  readonly size?: number | undefined;
}

/**
 * Opens a file, `-` for standard input, or an http or https address. A file's stock counts as counted when the file
 * was last changed, an address's when it says it was, or else now.
 *
 * @throws CommandFailed when there is nothing to read.
 */
export async function openFile(name: string, now: Instant, terminal: Terminal): Promise<OpenedFile> {
  if (name === "-") return { bytes: Bun.stdin.stream() };
  if (/^https?:\/\//i.test(name)) return await download(name, now);
  const path = resolve(terminal.directory, name);
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Error("it is not a file");
    return {
      bytes: Bun.file(path).stream(),
      size: found.size,
      countedAt: instant(Math.trunc(found.mtimeMs)),
    };
  } catch (error) {
    throw new CommandFailed(`Cannot read ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function download(url: string, now: Instant): Promise<OpenedFile> {
  const answer = await fetch(url, { headers: { "accept-encoding": "identity" } }).catch((error: unknown) => {
    throw new CommandFailed(`Cannot fetch ${url}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!answer.ok || !answer.body)
    throw new CommandFailed(`Cannot fetch ${url}: it answers ${answer.status}.`);
  const lastModified = Date.parse(answer.headers.get("last-modified") ?? "");
  const size = Number(answer.headers.get("content-length"));
  return {
    bytes: answer.body,
    size: size > 0 ? size : undefined,
    countedAt: Number.isNaN(lastModified) ? now : instant(lastModified),
  };
}
