import type { EncodableProduct, Encoder, FeedSheet, FileFormat, Piece } from "../formats/format.ts";
import { FileSink } from "./file-sink.ts";

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
    const piece = shard.encoder.add(product);
    shard.hash.update(piece);
    return written(shard, piece);
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
    const shard = {
      encoder: this.#format.encoder(this.#sheet),
      hash: new Bun.CryptoHasher("sha256").update(JSON.stringify(head)),
      sinks,
      rows: 0,
    };
    this.#open = shard;
    await written(shard, shard.encoder.start());
  }

  async #finishShard(): Promise<void> {
    const shard = this.#open;
    if (shard === undefined) return;
    this.#open = undefined;
    const last = shard.encoder.end();
    shard.hash.update(last);
    await written(shard, last);
    const forms = [];
    for (const sink of shard.sinks) forms.push({ path: sink.path, bytes: await sink.finish() });
    this.#finished.push({ rows: shard.rows, fingerprint: shard.hash.digest("hex"), forms });
  }
}

/** Hands a piece to every form; waits for those that ask to be waited for. */
function written({ sinks }: Shard, piece: Piece): Promise<void> | undefined {
  const waiting = sinks.flatMap((sink) => sink.add(piece) ?? []);
  return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => undefined);
}
