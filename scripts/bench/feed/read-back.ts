/**
 * A process that reads a feed back with a library that had no part in writing it, and compares it row by row with the
 * rows made from the same catalogue. Prints how many were the same; fails at the first that is not.
 *
 *     bun scripts/bench/feed/read-back.ts DATABASE FORMAT PATH
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { parse as parseCsv } from "csv-parse";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { SaxesParser } from "saxes";
import { openFeedSnapshot } from "../../../db/sqlite/feed-snapshot.ts";
import { acpProduct } from "../../../src/feed/acp-product.ts";
import { textOf } from "../../../src/feed/formats/format.ts";
import { columnsByGeneration } from "../../../src/feed/generations/tables.ts";
import { makeRows } from "../../../src/feed/make-rows.ts";
import type { Generation } from "../../../src/feed/row.ts";
import { benchTerms } from "./large-catalogue.ts";

type Row = Record<string, unknown>;

const terms = benchTerms();

/** The rows that must be there, made anew. */
async function* expectedRows(database: string, generation: Generation): AsyncGenerator<Row> {
  await using snapshot = await openFeedSnapshot(database);
  for await (const page of snapshot.pages()) {
    for (const row of page.flatMap((product) => makeRows(product, terms))) {
      const values = columnsByGeneration[generation].map(
        ({ name, write }) => [name, write(row, terms)] as const,
      );
      yield Object.fromEntries(values.filter(([, value]) => value !== undefined));
    }
  }
}

async function* expectedTexts(database: string, generation: Generation): AsyncGenerator<Row> {
  for await (const row of expectedRows(database, generation)) {
    const texts = columnsByGeneration[generation].map(({ name }) => [name, row[name]] as const);
    // Every value in it was made by a column.
    yield Object.fromEntries(
      texts.flatMap(([name, value]) => (value === undefined ? [] : [[name, textOf(value as string)]])),
    );
  }
}

async function* expectedProducts(database: string): AsyncGenerator<Row> {
  await using snapshot = await openFeedSnapshot(database);
  for await (const page of snapshot.pages())
    for (const product of page) yield { ...acpProduct(makeRows(product, terms), terms) };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const bytes = createReadStream(path);
  yield* createInterface({ input: path.endsWith(".gz") ? bytes.pipe(createGunzip()) : bytes });
}

async function* jsonLines(path: string): AsyncGenerator<Row> {
  for await (const line of linesOf(path)) yield JSON.parse(line);
}

/** The array's rows stand on lines of their own, so that a part of it is an array again. */
async function* jsonArray(path: string): AsyncGenerator<Row> {
  let frame = "";
  for await (const line of linesOf(path)) {
    if (line.length < 2) frame += line;
    else yield JSON.parse(`[${line.replace(/,$/, "")}]`)[0];
  }
  if (frame !== "[]") throw new Error(`the rows stand in ${frame}, not in an array`);
}

async function* table(path: string, delimiter: string): AsyncGenerator<Row> {
  const parser = createReadStream(path).pipe(parseCsv({ columns: true, delimiter }));
  for await (const row of parser) yield withoutEmpty(row);
}

async function* parquet(path: string): AsyncGenerator<Row> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const compressors = { ZSTD: (input: Uint8Array) => Bun.zstdDecompressSync(input) };
    for (const row of await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors })) {
      yield withoutEmpty(row);
    }
    rowStart = rowEnd;
  }
}

/** Google's items, with the lists and parts of an attribute put together as its columnsByGeneration have them. */
async function* xml(path: string): AsyncGenerator<Row> {
  const parser = new SaxesParser();
  let items: Row[] = [];
  let item: Record<string, string> | undefined;
  let text = "";
  let parts: string[] | undefined;
  parser.on("opentag", ({ name }) => {
    if (name === "item") item = {};
    if (name === "g:shipping") parts = ["", "", "", ""];
    text = "";
  });
  parser.on("text", (more) => {
    text += more;
  });
  parser.on("closetag", ({ name }) => {
    if (name === "item" && item !== undefined) {
      items.push(item);
      item = undefined;
    }
    const part = ["g:country", "g:region", "g:service", "g:price"].indexOf(name);
    if (parts !== undefined && part >= 0) parts[part] = text;
    else if (item !== undefined && name.startsWith("g:")) {
      const value = name === "g:shipping" ? (parts ?? []).join(":") : text;
      const before = item[name.slice(2)];
      item[name.slice(2)] = before === undefined ? value : `${before},${value}`;
      if (name === "g:shipping") parts = undefined;
    }
    text = "";
  });
  parser.on("error", (error) => {
    throw error;
  });
  for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
    parser.write(chunk);
    yield* items;
    items = [];
  }
  parser.close();
  yield* items;
}

function withoutEmpty(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== "" && value !== null && value !== undefined),
  );
}

function reading(
  format: string,
  database: string,
  path: string,
): readonly [AsyncGenerator<Row>, AsyncGenerator<Row>] {
  switch (format) {
    case "jsonl":
      return [jsonLines(path), expectedRows(database, "openai-2026")];
    case "json":
      return [jsonArray(path), expectedRows(database, "openai-2026")];
    case "csv":
      return [table(path, ","), expectedTexts(database, "openai-2026")];
    case "tsv":
      return [table(path, "\t"), expectedTexts(database, "openai-2026")];
    case "parquet":
      return [shards(path), expectedTexts(database, "openai-2026")];
    case "xml":
      return [xml(path), expectedTexts(database, "google")];
    case "acp":
      return [jsonLines(path), expectedProducts(database)];
    default:
      throw new Error(`there is no format ${format}`);
  }
}

async function* shards(path: string): AsyncGenerator<Row> {
  for (let shard = 1; ; shard += 1) {
    const file = shard === 1 ? path : `${path}.${shard}`;
    if (!(await Bun.file(file).exists())) return;
    yield* parquet(file);
  }
}

if (import.meta.main) {
  const [database = "", format = "", path = ""] = process.argv.slice(2);
  const [found, expected] = reading(format, database, path);
  let same = 0;
  for await (const row of found) {
    const { value } = await expected.next();
    if (!Bun.deepEquals(row, value)) {
      throw new Error(`row ${same + 1} is ${JSON.stringify(row)}, not ${JSON.stringify(value)}`);
    }
    same += 1;
  }
  if (!(await expected.next()).done) throw new Error(`there are only ${same} rows`);
  process.stdout.write(String(same));
}
