import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { delimiterOf, isSeparatorRow } from "../catalog/import/delimiter.ts";
import { STANDARD_CLASS, type TaxRate } from "../pricing/tax.ts";
import { readWrittenNumber } from "../written-number.ts";
import type { SettingPlace } from "./place.ts";
import { postalCode } from "./region.ts";
import { country, matching, percent, type Rule, taxClass, wholeNumber, words } from "./rule.ts";

/**
 * The columns of WooCommerce's tax rates, in the order its export writes and its import reads them. Their order decides
 * and not their names, which are in the language of whoever exported.
 */
const columns = [
  "Country code",
  "State code",
  "Postcode / ZIP",
  "City",
  "Rate %",
  "Tax name",
  "Priority",
  "Compound",
  "Shipping",
  "Tax class",
] as const;

type Column = (typeof columns)[number];

/** Far above any real table (California by postal code has 3,000 rates); it bounds what a wrong file can cost. */
const LARGEST_FILE = 32 * 1024 * 1024;

/** How many mistakes of one file are told: who exported the wrong file needs no thousand. */
const MOST_MISTAKES = 20;

/**
 * Reads `rates_file`: tax rates as WooCommerce exports them (WooCommerce > Settings > Tax > Export CSV). What cannot be
 * read is noted with its line and column.
 *
 * @param path relative to the folder of shop.toml.
 * @param place where mistakes are noted.
 */
export function readRatesFile(path: string, place: SettingPlace): readonly TaxRate[] {
  const notes: string[] = [];
  const rates = ratesIn(resolve(place.surroundings.directory, path), (reason) => notes.push(reason));
  for (const reason of notes.slice(0, MOST_MISTAKES)) place.note(`${path}: ${reason}`);
  if (notes.length > MOST_MISTAKES)
    place.note(`${path}: and ${notes.length - MOST_MISTAKES} more like these`);
  return rates;
}

type Note = (reason: string) => void;

function ratesIn(path: string, note: Note): readonly TaxRate[] {
  const text = readText(path, note);
  if (text === undefined) return [];
  const rows = rowsOf(text, note);
  const [header, ...rest] = rows;
  if (!header) return [];
  if (
    header.cells.length !== columns.length ||
    percent.read(withPoint(header.cells[4] ?? "")) !== undefined
  ) {
    note(`line ${header.line} is not the header of WooCommerce's tax rates; allowed: ${columns.join(",")}`);
    return [];
  }
  return rest.flatMap(({ line, cells }) => {
    if (cells.length === columns.length) return rateOf(line, cells, note);
    note(`line ${line} has ${cells.length} columns; allowed: ${columns.length}`);
    return [];
  });
}

function readText(path: string, note: Note): string | undefined {
  try {
    if (statSync(path).size > LARGEST_FILE) {
      note(`is larger than ${LARGEST_FILE / 1024 / 1024} MiB`);
      return undefined;
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    note(
      error instanceof TypeError
        ? "is not UTF-8 text"
        : `cannot be read (${error instanceof Error ? error.message : String(error)})`,
    );
    return undefined;
  }
}

interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

function rowsOf(text: string, note: Note): readonly CsvRow[] {
  // Only who has such a file waits for the library that reads it.
  const { CsvError, parse }: typeof import("csv-parse/sync") = require("csv-parse/sync");
  const rows: CsvRow[] = [];
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record(cells: string[], { lines }) {
        if (rows.length > 0 || !isSeparatorRow(cells)) rows.push({ line: lines, cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    note(`cannot be read as CSV: ${error.message}`);
    return [];
  }
  if (rows.length === 0) note("is empty");
  return rows;
}

/** A rate as a shop writes it that parts decimals by a comma: `19,0000`. */
function withPoint(text: string): string {
  const read = readWrittenNumber(text, 4);
  return read?.kind === "number" ? read.decimal : text;
}

const state = matching(/^[A-Za-z0-9-]{1,8}$/, 'the code of one state, such as "CA"');
const yesOrNo = matching(/^[01]?$/, "1 or 0");

function rateOf(line: number, cells: readonly string[], note: Note): readonly TaxRate[] {
  let isFine = true;
  /** WooCommerce writes `*`, or nothing, for everywhere. */
  const cell = (name: Column) => {
    const text = cells[columns.indexOf(name)] ?? "";
    return text === "*" ? "" : text;
  };
  function read<Value>(name: Column, text: string, rule: Rule<Value>): Value {
    const value = rule.read(text);
    if (value !== undefined) return value;
    note(
      `line ${line}, column ${name}: found ${JSON.stringify(text.slice(0, 80))}; allowed: ${rule.allowed}`,
    );
    isFine = false;
    return rule.standIn;
  }
  const optional = <Value>(name: Column, rule: Rule<Value>) =>
    cell(name) === "" ? undefined : read(name, cell(name), rule);
  /** Postal codes and cities may be several, with semicolons between them. */
  const places = (name: Column, rule: Rule<string>) =>
    cell(name)
      .split(";")
      .map((text) => text.trim())
      .filter((text) => text !== "")
      .map((text) => read(name, text, rule));
  const flag = (name: Column) => read(name, cell(name), yesOrNo) === "1";

  const stateCode = optional("State code", state);
  const rate: TaxRate = {
    name: cell("Tax name") || "Tax",
    region: {
      country: optional("Country code", country),
      states: stateCode === undefined ? undefined : [stateCode.toUpperCase()],
      postalCodes: places("Postcode / ZIP", postalCode),
      cities: places("City", words),
    },
    taxClass: optional("Tax class", taxClass) ?? STANDARD_CLASS,
    rate: read("Rate %", withPoint(cell("Rate %")), percent),
    priority: optional("Priority", wholeNumber(1, 1000)) ?? 1,
    compound: flag("Compound"),
    onShipping: flag("Shipping"),
  };
  return isFine ? [rate] : [];
}
