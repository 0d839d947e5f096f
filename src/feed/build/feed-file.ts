import type { EncodableProduct, Encoder, FeedSheet, FileFormat } from "../formats/format.ts";
import { FileSink } from "./file-sink.ts";
import { PieceBuffer } from "./piece-buffer.ts";

/** One shard, whole. */
export interface FinishedFile {
  readonly rows: number;
  /** SHA-256 over what the file says but for when it was made, hex: the same rows have the same, whenever. */
  readonly fingerprint: string;
  /** One for each form it was wanted in. */
  readonly forms: readonly { readonly path: string; readonly bytes: number }[];
}

interface Shard {
  readonly encoder: Encoder;
  readonly pieces: PieceBuffer;
  readonly hash: Bun.CryptoHasher;
  readonly sinks: readonly FileSink[];
  rows: number;
}

/** A file of a build with all its shards: encoded once, written in each form it is wanted in. */
export class FeedFile {
  readonly #format: FileFormat;
  readonly #sheet: FeedSheet;
  readonly #paths: (shard: number) => readonly string[];
  readonly #mostRows: number;
  readonly #isPublic: boolean;
  readonly #finished: FinishedFile[] = [];
  readonly #sinks: FileSink[] = [];
  #open: Shard | undefined;

  constructor(
    format: FileFormat,
    sheet: FeedSheet,
    {
      paths,
      mostRows = Number.POSITIVE_INFINITY,
      isPublic = false,
    }: {
      readonly paths: (shard: number) => readonly string[];
      readonly mostRows?: number | undefined;
      readonly isPublic?: boolean | undefined;
    },
  ) {
    this.#format = format;
    this.#sheet = sheet;
    this.#paths = paths;
    this.#isPublic = isPublic;
    this.#mostRows = Math.min(mostRows, format.mostRows ?? mostRows);
  }

  /** Adds a product's rows, none of which may be parted from the others by a shard; waits only when it must. */
  add(product: EncodableProduct): Promise<void> | undefined {
    if (product.rows.length === 0) return undefined;
    const shard = this.#open;
    if (shard === undefined || shard.rows + product.rows.length > this.#mostRows)
      return this.#addToNext(product);
    shard.rows += product.rows.length;
    const chunk = shard.pieces.add(shard.encoder.add(product));
    return chunk && write(shard, chunk);
  }

  /** Ends the last shard; a file without rows has one all the same. */
  async finish(): Promise<readonly FinishedFile[]> {
    if (this.#open === undefined) await this.#next();
    await this.#finishShard();
    return this.#finished;
  }

  async place(): Promise<void> {
    for (const sink of this.#sinks) await sink.place();
  }

  async discard(): Promise<void> {
    for (const sink of this.#sinks) await sink.discard();
  }

  async #addToNext(product: EncodableProduct): Promise<void> {
    await this.#finishShard();
    await this.#next();
    await this.add(product);
  }

  async #next(): Promise<void> {
    const sinks: FileSink[] = [];
    for (const path of this.#paths(this.#finished.length)) {
      const sink = await FileSink.open(path, this.#isPublic);
      sinks.push(sink);
      this.#sinks.push(sink);
    }
    const { madeAt: _, ...head } = this.#sheet;
    const encoder = this.#format.encoder(this.#sheet);
    const hash = new Bun.CryptoHasher("sha256").update(JSON.stringify(head));
    this.#open = { encoder, pieces: new PieceBuffer(), hash, sinks, rows: 0 };
    // Not hashed: it may say when the file was made.
    await hand(Buffer.from(encoder.start()), sinks);
  }

  async #finishShard(): Promise<void> {
    const shard = this.#open;
    if (shard === undefined) return;
    this.#open = undefined;
    const last = shard.pieces.add(shard.encoder.end());
    if (last) await write(shard, last);
    await write(shard, shard.pieces.take());
    const forms = [];
    for (const sink of shard.sinks) forms.push({ path: sink.path, bytes: await sink.finish() });
    this.#finished.push({ rows: shard.rows, fingerprint: shard.hash.digest("hex"), forms });
  }
}

/** Writes some of what the fingerprint is of. */
function write({ hash, sinks }: Shard, chunk: Uint8Array): Promise<void> {
  hash.update(chunk);
  return hand(chunk, sinks);
}

/** Hands bytes to every form, and waits until all of them are used up. */
async function hand(chunk: Uint8Array, sinks: readonly FileSink[]): Promise<void> {
  await Promise.all(sinks.map((sink) => sink.write(chunk)));
}
