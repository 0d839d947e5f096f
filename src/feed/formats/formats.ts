import type { FeedTerms, Generation } from "../row.ts";
import { acpProducts } from "./acp.ts";
import { csv, tsv } from "./delimited.ts";
import type { FileFormat } from "./format.ts";
import { json, jsonl, jsonWithMeta } from "./json.ts";
import type { FormatName } from "./names.ts";
import { parquet } from "./parquet.ts";
import { xml } from "./xml.ts";

/** The format of a name, for a feed with these terms. */
export function formatOf(name: FormatName, terms: FeedTerms): FileFormat {
  return name === "acp" ? acpProducts(terms) : rowFormats[name];
}

const rowFormats: Readonly<Record<Exclude<FormatName, "acp">, FileFormat>> = {
  jsonl,
  csv,
  tsv,
  xml,
  json,
  "json-meta": jsonWithMeta,
  parquet,
};

/** The field names of a file: XML is always Google's. */
export function generationOf(format: FormatName, generation: Generation): Generation {
  return format === "xml" ? "google" : generation;
}
