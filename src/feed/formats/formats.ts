import type { FeedTerms, Generation } from "../row.ts";
import { acpProducts } from "./acp.ts";
import { csv, tsv } from "./delimited.ts";
import type { FileFormat } from "./format.ts";
import { json, jsonl, jsonWithMeta } from "./json.ts";
import type { FeedFormatName } from "./names.ts";
import { xml } from "./xml.ts";

/** The format of a name, for a feed with these terms. */
export function formatOf(name: FeedFormatName, terms: FeedTerms): FileFormat {
  switch (name) {
    case "acp":
      return acpProducts(terms);
    case "parquet":
      return parquet();
    default:
      return rowFormats[name];
  }
}

/** Its library is larger than the rest of the feed: loaded for those who want such a file. */
function parquet(): FileFormat {
  const module: typeof import("./parquet.ts") = require("./parquet.ts");
  return module.parquet;
}

const rowFormats: Readonly<Record<Exclude<FeedFormatName, "acp" | "parquet">, FileFormat>> = {
  jsonl,
  csv,
  tsv,
  xml,
  json,
  "json-meta": jsonWithMeta,
};

/** The field names of a file: XML is always Google's. */
export function generationOf(format: FeedFormatName, generation: Generation): Generation {
  return format === "xml" ? "google" : generation;
}
