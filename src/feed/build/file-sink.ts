import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { createGzip, type Gzip } from "node:zlib";

/** The most that gzip gives at once, bytes. The feed that others fetch has six of these at work at once. */
const COMPRESSED_CHUNK = 32_768;

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
  #bytes = 0;

  private constructor(path: string, temporary: string, handle: FileHandle, compress: boolean) {
    this.path = path;
    this.#temporary = temporary;
    this.#handle = handle;
    if (!compress) return;
    const gzip = createGzip({ level: LEVEL, chunkSize: COMPRESSED_CHUNK });
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

  /** Takes some bytes, and settles when it needs them no more. */
  async write(chunk: Uint8Array): Promise<void> {
    if (chunk.byteLength === 0) return;
    const gzip = this.#gzip;
    if (gzip === undefined) return this.#append(chunk);
    await new Promise<void>((resolve, reject) => {
      gzip.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Ends the file, and gives the file's size. It is not at its path before {@link place}. */
  async finish(): Promise<number> {
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

  async #drainInto(gzip: Gzip): Promise<void> {
    for await (const chunk of gzip) await this.#append(chunk);
  }

  async #append(chunk: Uint8Array): Promise<void> {
    this.#bytes += chunk.byteLength;
    for (let written = 0; written < chunk.byteLength; ) {
      const { bytesWritten } = await this.#handle.write(chunk, written);
      written += bytesWritten;
    }
  }
}
