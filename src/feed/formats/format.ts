import type { Instant } from "../../clock.ts";
import type { Currency } from "../../money.ts";
import type { FeedValue } from "../generations/column.ts";
import type { FeedRow, Generation } from "../row.ts";

/** What a file says of itself, where its format has a place for that. */
export interface FeedSheet {
  readonly generation: Generation;
  /** The names of the fields, in order. */
  readonly columns: readonly string[];
  readonly sellerName: string;
  readonly sellerUrl: string;
  readonly currency: Currency;
  readonly language: string;
  readonly country: string;
  readonly madeAt: Instant;
}

/** What one row says, field by field in the order of {@link FeedSheet.columns}. */
export type RowValues = readonly (FeedValue | undefined)[];

/** The rows of one product that are in the feed: at least one, in order. */
export interface EncodableProduct {
  readonly rows: readonly FeedRow[];
  /** One for each row. */
  readonly values: readonly RowValues[];
}

/** A piece of a file; empty text when there is nothing to write yet. */
export type Piece = string | Uint8Array;

/** Writes one file, piece by piece, from its beginning to its end. */
export interface Encoder {
  start(): Piece;
  add(product: EncodableProduct): Piece;
  end(): Piece;
}

/** A kind of file. */
export interface FileFormat {
  /** The ending of its files, which names it. */
  readonly extension: string;
  readonly mediaType: string;
  /** No file of this kind gets more rows, whatever is asked for. */
  readonly mostRows?: number;
  readonly encoder: (sheet: FeedSheet) => Encoder;
}

/** Makes an encoder of a format that has one piece of text a row. `index` counts the rows of the file from 0. */
export function rowEncoder(
  start: string,
  row: (values: RowValues, index: number) => string,
  end = "",
): Encoder {
  let index = 0;
  return {
    start: () => start,
    add({ values }) {
      let text = "";
      for (const each of values) {
        text += row(each, index);
        index += 1;
      }
      return text;
    },
    end: () => end,
  };
}

/** A row as an object, without the fields that say nothing. */
export function recordOf(columns: readonly string[], values: RowValues): Record<string, FeedValue> {
  const record: Record<string, FeedValue> = {};
  for (let index = 0; index < columns.length; index += 1) {
    const name = columns[index];
    const value = values[index];
    if (name !== undefined && value !== undefined) record[name] = value;
  }
  return record;
}

/** A value in formats without lists and objects: lists of texts with commas, all else as JSON; nothing is empty. */
export function textOf(value: FeedValue | undefined): string {
  if (value === undefined) return "";
  if (typeof value !== "object") return String(value);
  return Array.isArray(value) && value.every((item) => typeof item === "string")
    ? value.join(",")
    : JSON.stringify(value);
}
