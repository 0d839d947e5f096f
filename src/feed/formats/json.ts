import { toRfc3339 } from "../../clock.ts";
import { type Encoder, type FeedSheet, type FileFormat, recordOf, rowEncoder } from "./format.ts";

/** One JSON object a line. */
export const jsonl: FileFormat = {
  extension: "jsonl",
  mediaType: "application/jsonl; charset=utf-8",
  encoder: ({ columns }) => rowEncoder("", (values) => `${JSON.stringify(recordOf(columns, values))}\n`),
};

/** One JSON array of objects. */
export const json: FileFormat = {
  extension: "json",
  mediaType: "application/json; charset=utf-8",
  encoder: (sheet) => arrayEncoder(sheet, "[", "\n]\n"),
};

/** An object with `meta`, what the feed says of itself, and `products`, the array of rows: the form of some guides. */
export const jsonWithMeta: FileFormat = {
  extension: "meta.json",
  mediaType: "application/json; charset=utf-8",
  encoder(sheet) {
    const meta = {
      generation: sheet.generation,
      seller_name: sheet.sellerName,
      seller_url: sheet.sellerUrl,
      currency: sheet.currency.toUpperCase(),
      language: sheet.language,
      target_country: sheet.country,
      generated_at: toRfc3339(sheet.madeAt),
    };
    return arrayEncoder(sheet, `{"meta":${JSON.stringify(meta)},"products":[`, "\n]}\n");
  },
};

function arrayEncoder({ columns }: FeedSheet, start: string, end: string): Encoder {
  return rowEncoder(
    start,
    (values, index) => `${index === 0 ? "\n" : ",\n"}${JSON.stringify(recordOf(columns, values))}`,
    end,
  );
}
