import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { type Encoder, type FeedSheet, type FileFormat, type RowValues, textOf } from "./format.ts";

/** Rows a group: what is held in memory at once. */
const GROUP = 2000;

/** Rows a file: it ends with an index of its groups, which is held in memory until then. */
const MOST_ROWS = 100_000;

/**
 * Parquet with zstd: every field an optional text, written as in CSV, so that no row can contradict a column's type.
 */
export const parquet: FileFormat = {
  extension: "parquet",
  mediaType: "application/vnd.apache.parquet",
  mostRows: MOST_ROWS,
  encoder: (sheet) => new ParquetEncoder(sheet),
};

class ParquetEncoder implements Encoder {
  readonly #bytes = new ByteWriter();
  readonly #columns: readonly string[];
  readonly #writer: ParquetWriter;
  #rows: RowValues[] = [];

  constructor({ columns }: FeedSheet) {
    this.#columns = columns;
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      codec: "ZSTD",
      compressors: { ZSTD: (bytes) => Bun.zstdCompressSync(bytes) },
      statistics: false,
      createdBy: "checkstand",
      schema: [
        { name: "feed", num_children: columns.length },
        ...columns.map((name) => ({
          name,
          type: "BYTE_ARRAY" as const,
          converted_type: "UTF8" as const,
          repetition_type: "OPTIONAL" as const,
        })),
      ],
    });
  }

  start(): Uint8Array {
    return this.#taken();
  }

  add({ values }: { readonly values: readonly RowValues[] }): Uint8Array {
    this.#rows.push(...values);
    if (this.#rows.length >= GROUP) this.#writeGroup();
    return this.#taken();
  }

  end(): Uint8Array {
    if (this.#rows.length > 0) this.#writeGroup();
    void this.#writer.finish();
    return this.#taken();
  }

  #writeGroup(): void {
    const rows = this.#rows;
    this.#rows = [];
    // Our writer has no flush, so nothing here is waited for.
    void this.#writer.write({
      rowGroupSize: rows.length,
      columnData: this.#columns.map((name, index) => ({
        name,
        data: rows.map((row) => (row[index] === undefined ? undefined : textOf(row[index]))),
        offsetIndex: false,
      })),
    });
    // What a group leaves behind is large and dead: taken out at once, feeds of any size fit in 150 MB.
    Bun.gc(true);
  }

  /** What was written since the last time. The writer goes on counting from where it was. */
  #taken(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }
}
