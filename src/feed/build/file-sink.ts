import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { createGzip, type Gzip } from "node:zlib";
import type { Piece } from "../formats/format.ts";

/**
 * Pieces are gathered to this many bytes or characters before they are handed on. The feed that others fetch has up to
 * twelve files open at once: larger chunks would be faster, and with all of them no longer fit in 150 MB.
 */
const CHUNK = 32_768;

const encoder = new TextEncoder();

/** Fast rather than small: a feed is rebuilt often and compresses well at any level. */
const LEVEL = 4;

/**
 * A file that is written beside its place and moved there when it is whole: whoever reads at that path finds the file
 * from before, or this one, and never a part of it.
 */
export class FileSink {
  readonly path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  readonly #gzip: Gzip | undefined;
  /** Settles when gzip has handed all it has to the file. */
  readonly #compressed: Promise<void> | undefined;
  /** Used for every chunk: a gigabyte in new buffers would keep the collector busy, and memory high. */
  readonly #bytesOfChunk = new Uint8Array(6 * CHUNK);
  #pending: Piece[] = [];
  #pendingLength = 0;
  #bytes = 0;

  private constructor(path: string, temporary: string, handle: FileHandle, compress: boolean) {
    this.path = path;
    this.#temporary = temporary;
    this.#handle = handle;
    if (!compress) return;
    const gzip = createGzip({ level: LEVEL, chunkSize: CHUNK });
    this.#gzip = gzip;
    this.#compressed = this.#drainInto(gzip);
    // Heard in finish(); a failure before that must not end the process.
    this.#compressed.catch(() => {});
  }

  /**
   * @param path where the file will be. A path that ends in `.gz` is compressed.
   * @param isPublic whether other users of this machine may read it; else only its owner.
   */
  static async open(path: string, isPublic: boolean): Promise<FileSink> {
    const temporary = `${path}.${process.pid}.partial`;
    const handle = await open(temporary, "w", isPublic ? 0o644 : 0o600);
    return new FileSink(path, temporary, handle, path.endsWith(".gz"));
  }

  /** Takes a piece; gives a promise when it wants to be waited for. */
  add(piece: Piece): Promise<void> | undefined {
    if (piece.length === 0) return undefined;
    this.#pending.push(piece);
    this.#pendingLength += piece.length;
    return this.#pendingLength >= CHUNK ? this.#flush() : undefined;
  }

  /** Writes what is left, and gives the file's size. It is not at its path before {@link place}. */
  async finish(): Promise<number> {
    await this.#flush();
    this.#gzip?.end();
    await this.#compressed;
    await this.#handle.sync();
    await this.#handle.close();
    return this.#bytes;
  }

  /** Moves the finished file to its path. */
  async place(): Promise<void> {
    await rename(this.#temporary, this.path);
  }

  /** Gives the file up, at whatever point. */
  async discard(): Promise<void> {
    this.#gzip?.destroy();
    await this.#compressed?.catch(() => {});
    await this.#handle.close().catch(() => {});
    await rm(this.#temporary, { force: true });
  }

  async #flush(): Promise<void> {
    const chunk = this.#joined();
    this.#pending = [];
    this.#pendingLength = 0;
    if (this.#gzip === undefined) return this.#write(chunk);
    const gzip = this.#gzip;
    await new Promise<void>((resolve, reject) => {
      gzip.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** What is pending, as bytes. They are overwritten by the next: whoever flushes waits until they are used up. */
  #joined(): Uint8Array {
    const pieces = this.#pending;
    if (!pieces.every((piece) => typeof piece === "string")) {
      return Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
    }
    const text = pieces.join("");
    // UTF-8 takes at most three bytes for a unit of UTF-16.
    if (3 * text.length > this.#bytesOfChunk.length) return Buffer.from(text);
    return this.#bytesOfChunk.subarray(0, encoder.encodeInto(text, this.#bytesOfChunk).written);
  }

  async #drainInto(gzip: Gzip): Promise<void> {
    for await (const chunk of gzip) await this.#write(chunk);
  }

  async #write(chunk: Uint8Array): Promise<void> {
    this.#bytes += chunk.byteLength;
    for (let written = 0; written < chunk.byteLength; ) {
      const { bytesWritten } = await this.#handle.write(chunk, written);
      written += bytesWritten;
    }
  }
}
