import { AskedAgain } from "../../asked-again.ts";
import type { Instant } from "../../clock.ts";
import { type Currency, decimalsOf, type Minor, parseCurrency, parseMajor } from "../../money.ts";
import { webAddressOf } from "../../web-address.ts";
import { ambiguous, readWrittenNumber } from "../../written-number.ts";
import { momentExamples, readMoment } from "./dates.ts";
import { makeRefusal, type Refusal } from "./refusal.ts";

/** What one row or element says: by column in lower case, without the empty ones. */
export type Cells = ReadonlyMap<string, string>;

/** Cells as the content of a staged row. */
export function writeCells(cells: Cells): string {
  return JSON.stringify([...cells]);
}

/** Reads back what {@link writeCells} wrote. */
export function readCells(content: string): Cells {
  return new Map(JSON.parse(content) as [string, string][]);
}

/** A column, by every name that versions of an export have given it; letter case does not matter. */
export type ImportColumn = string | readonly string[];

/** What a file does not say of itself but its amounts and dates depend on. */
export interface Assumptions {
  /** What the shop sells in: the currency of amounts without one, and the only one accepted. */
  readonly currency: Currency;
  /** IANA zone of dates without one. */
  readonly timezone: string;
  /** ISO 3166-1 alpha-2: the market the shop sells in before all others. */
  readonly country: string;
  /** Whether gift cards are taken, whose codes the merchant then issues by hand. */
  readonly sellsGiftCards: boolean;
}

/**
 * One row as an importer reads it: cell by cell, each as what it should be. A cell that is not gives `undefined` and
 * leaves a refusal in `refusals`; so does an empty one that is required. `warnings` names what the product is taken
 * without: an optional field that cannot be read, or something it lacks to be sold well.
 */
export class ImportRow {
  readonly line: number;
  readonly refusals: Refusal[] = [];
  readonly warnings: Refusal[] = [];
  readonly #cells: Cells;
  readonly #read = new Set<string>();

  constructor(line: number, cells: Cells) {
    this.line = line;
    this.#cells = cells;
  }

  /** Names of the cells that were read so far. */
  get read(): ReadonlySet<string> {
    return this.#read;
  }

  /** Names of the cells that hold something, as the file has them in lower case. */
  get columns(): Iterable<string> {
    return this.#cells.keys();
  }

  /** The cell's text without spaces around it; `undefined` when it is empty. */
  text(column: ImportColumn): string | undefined {
    for (const name of names(column)) {
      const known = inLowerCase(name);
      const value = this.#cells.get(known);
      if (value === undefined) continue;
      this.#read.add(known);
      return value;
    }
    return undefined;
  }

  /** The cell's text; an empty one is refused. */
  required(column: ImportColumn): string | undefined {
    return this.text(column) ?? this.refuse(column, "is required");
  }

  /** Parts of a cell between commas. A comma inside a part is written `\,`. */
  list(column: ImportColumn): readonly string[] {
    const text = this.text(column);
    if (text === undefined) return [];
    return text
      .split(/(?<!\\),/)
      .map((part) => part.replaceAll("\\,", ",").trim())
      .filter((part) => part !== "");
  }

  /** An amount in major units, without a currency. */
  amount(column: ImportColumn, currency: Currency): Minor | undefined {
    const text = this.text(column);
    return text === undefined ? undefined : this.#amount(column, text, currency);
  }

  /** An amount with its currency, which must be the shop's: `15.00 USD`, `USD 15.00`, `$15.00`. */
  price(column: ImportColumn, currency: Currency): Minor | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    const [, before = "", amount = "", after = ""] = /^([^\d.,-]*)([\d.,\s'’-]+)(\D*)$/u.exec(text) ?? [];
    const named = [before.trim(), after.trim()].filter((name) => name !== "");
    const [name, another] = named;
    if (name === undefined || another !== undefined) {
      return this.refuse(column, `must be an amount and a currency, like "15.00 ${currency.toUpperCase()}"`);
    }
    if (parseCurrency(name) !== currency && name !== symbolOf(currency)) {
      return this.refuse(column, `is not in ${currency.toUpperCase()}, which this shop sells in`);
    }
    return this.#amount(column, amount, currency);
  }

  #amount(column: ImportColumn, text: string, currency: Currency): Minor | undefined {
    const decimal = this.#number(column, text, decimalsOf(currency));
    if (decimal === "ambiguous") return undefined;
    const amount = decimal === undefined ? undefined : parseMajor(decimal, currency);
    if (amount === undefined || amount < 0)
      return this.refuse(column, `must be an amount ${examples(currency)}`);
    return amount;
  }

  /** A whole number, possibly negative. `12.0` counts as one. */
  integer(column: ImportColumn): number | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    const decimal = this.#number(column, text, 0);
    if (decimal === "ambiguous") return undefined;
    if (!/^-?\d{1,15}(?:\.0*)?$/.test(decimal ?? "")) return this.refuse(column, "must be a whole number");
    return Number(decimal);
  }

  /**
   * A measure: a decimal number that is not negative. Zero means that nobody measured, and gives `undefined`.
   *
   * @param decimals as {@link readWrittenNumber} takes them; 0 for grams and millimetres.
   */
  measure(column: ImportColumn, decimals = 9): number | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    const decimal = this.#number(column, text, decimals);
    if (decimal === "ambiguous") return undefined;
    if (decimal === undefined || decimal.startsWith("-"))
      return this.refuse(column, "must be a number like 0.5");
    return Number(decimal) || undefined;
  }

  /** A number as {@link readWrittenNumber} gives it; one that could be two is refused here. */
  #number(column: ImportColumn, text: string, decimals: number): string | undefined {
    const read = readWrittenNumber(text, decimals);
    if (read?.kind !== "ambiguous") return read?.decimal;
    this.refuse(column, ambiguous(read.readings));
    return "ambiguous";
  }

  /**
   * A date or moment as {@link readMoment} reads it. It is optional wherever it stands: one that cannot be read is left
   * out with a warning.
   */
  moment(column: ImportColumn, timezone: string, edge: "start" | "end"): Instant | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    return readMoment(text, timezone, edge) ?? this.warn(column, `is no date: must be ${momentExamples}`);
  }

  boolean(column: ImportColumn): boolean | undefined {
    switch (this.text(column)?.toLowerCase()) {
      case undefined:
        return undefined;
      case "true":
      case "yes":
      case "1":
        return true;
      case "false":
      case "no":
      case "0":
        return false;
      default:
        return this.refuse(column, "must be true or false");
    }
  }

  /** An absolute http or https URL, as {@link webAddressOf} writes it. */
  url(column: ImportColumn): string | undefined {
    const text = this.text(column);
    return text && (webAddressOf(text) ?? this.refuse(column, "must be a whole https:// address"));
  }

  /** A list of URLs, as {@link list} and {@link url} read them. */
  urls(column: ImportColumn): readonly string[] {
    return this.list(column).flatMap(
      (text) => webAddressOf(text) ?? this.refuse(column, "must hold whole https:// addresses", text) ?? [],
    );
  }

  /** Notes that a cell cannot be taken, once however often it is read, and gives `undefined` in its place. */
  refuse(column: ImportColumn, reason: string, value = this.text(column)): undefined {
    this.#note(this.refusals, column, reason, value);
  }

  /** Notes that a product is taken without something, or lacks it, and gives `undefined` in its place. */
  warn(column: ImportColumn, reason: string, value = this.text(column)): undefined {
    this.#note(this.warnings, column, reason, value);
  }

  #note(notes: Refusal[], column: ImportColumn, reason: string, value: string | undefined): void {
    const [first] = names(column);
    const name = names(column).find((candidate) => this.#cells.has(candidate.toLowerCase())) ?? first;
    const found = makeRefusal(this.line, name, value, reason);
    if (!notes.some((known) => Bun.deepEquals(known, found))) notes.push(found);
  }
}

function names(column: ImportColumn): readonly string[] {
  return typeof column === "string" ? [column] : column;
}

/** How many names of columns are kept in lower case: more than the importers have. */
const MOST_NAMES = 1_000;
const lowered = new AskedAgain<string, string>(MOST_NAMES);

/** A column's name as cells are known by it: the same few are asked for at every row. */
function inLowerCase(name: string): string {
  const known = lowered.get(name);
  if (known !== undefined) return known;
  const made = name.toLowerCase();
  lowered.offer(name, made);
  return made;
}

function examples(currency: Currency): string {
  const decimals = decimalsOf(currency);
  const example = decimals === 0 ? "1250" : `12.${"50".padEnd(decimals, "0")}`;
  return `in ${currency.toUpperCase()} written like ${example}`;
}

/** What the currency is written with where nobody asks which of several it is: `$` for usd and for cad. */
function symbolOf(currency: Currency): string | undefined {
  const format = new Intl.NumberFormat("en", {
    style: "currency",
    currency: currency.toUpperCase(),
    currencyDisplay: "narrowSymbol",
  });
  return format.formatToParts(0).find(({ type }) => type === "currency")?.value;
}
