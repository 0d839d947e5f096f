/** A postal code as rules name it: one code, all that begin alike, or a range of equally long codes, ends included. */
export type PostalPattern =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "prefix"; readonly prefix: string }
  | { readonly kind: "range"; readonly from: string; readonly to: string };

/**
 * Reads "94107", "941*" or "94000...94999" (WooCommerce's spelling). Letter case, spaces and hyphens do not count.
 * Gives `undefined` for anything else: other characters, a star that is not last, ends of a range that differ in length
 * or stand in the wrong order, and "94000-94999", a range meant that as a code would silently hold nowhere.
 */
export function parsePostalPattern(text: string): PostalPattern | undefined {
  if (isHyphenatedRange(text)) return undefined;
  const [from = "", to, ...more] = text.split("...").map(compact);
  if (more.length > 0) return undefined;
  if (to !== undefined) {
    const valid = isCode(from) && isCode(to) && from.length === to.length && from <= to;
    return valid ? { kind: "range", from, to } : undefined;
  }
  if (from.endsWith("*")) {
    const prefix = from.slice(0, -1);
    return prefix === "" || isCode(prefix) ? { kind: "prefix", prefix } : undefined;
  }
  return isCode(from) ? { kind: "code", code: from } : undefined;
}

/** Halves as long as each other: codes with a hyphen in them have one that is shorter (00-950, 100-0001, 94107-1234). */
function isHyphenatedRange(text: string): boolean {
  if (!text.includes("-")) return false;
  const [, from, to] = /^\s*(\d{3,})\s*-\s*(\d{3,})\s*$/.exec(text) ?? [];
  return from !== undefined && from.length === to?.length;
}

/**
 * A buyer's postal code as patterns are compared with: upper case, without spaces and hyphens, and in the US without
 * the four digits that may follow a ZIP code.
 */
export function comparablePostalCode(country: string, postalCode: string): string {
  const code = compact(postalCode);
  return country === "US" ? code.slice(0, 5) : code;
}

function compact(text: string): string {
  return text.replace(/[\s-]/g, "").toUpperCase();
}

function isCode(text: string): boolean {
  return /^[0-9A-Z]{1,12}$/.test(text);
}

/** Something kept under a postal pattern. */
export interface PostalEntry<Value> {
  readonly pattern: PostalPattern;
  readonly value: Value;
}

/** Finds what is kept under the patterns that hold for a code, without trying them one by one. */
export class PostalIndex<Value> {
  readonly #codes: ReadonlyMap<string, readonly PostalEntry<Value>[]>;
  readonly #prefixes: ReadonlyMap<string, readonly PostalEntry<Value>[]>;
  readonly #prefixLengths: readonly number[];
  readonly #ranges: ReadonlyMap<number, RangeTree<Value>>;

  constructor(entries: readonly PostalEntry<Value>[]) {
    const codes = entries.filter(({ pattern }) => pattern.kind === "code");
    const prefixes = entries.filter(({ pattern }) => pattern.kind === "prefix");
    const ranges = entries.flatMap(({ pattern, value }) =>
      pattern.kind === "range" ? [{ from: pattern.from, to: pattern.to, value }] : [],
    );
    this.#codes = Map.groupBy(codes, ({ pattern }) => startOf(pattern));
    this.#prefixes = Map.groupBy(prefixes, ({ pattern }) => startOf(pattern));
    this.#prefixLengths = [...new Set([...this.#prefixes.keys()].map((prefix) => prefix.length))];
    this.#ranges = new Map(
      [...Map.groupBy(ranges, ({ from }) => from.length)].map(([length, alike]) => [
        length,
        new RangeTree(alike),
      ]),
    );
  }

  /** Adds to `found` every value whose pattern holds for `code`; one kept under several of them, several times. */
  collect(code: string, found: Value[]): void {
    for (const { value } of this.#codes.get(code) ?? []) found.push(value);
    for (const length of this.#prefixLengths) {
      if (length > code.length) continue;
      for (const { value } of this.#prefixes.get(code.slice(0, length)) ?? []) found.push(value);
    }
    this.#ranges.get(code.length)?.collect(code, found);
  }
}

function startOf(pattern: PostalPattern): string {
  switch (pattern.kind) {
    case "code":
      return pattern.code;
    case "prefix":
      return pattern.prefix;
    case "range":
      return pattern.from;
  }
}

interface Range<Value> {
  readonly from: string;
  readonly to: string;
  readonly value: Value;
}

/**
 * Ranges that may overlap, as a balanced tree: sorted by their start, the middle one the root of the rest, each node
 * knowing the furthest end below it, so that branches which end too early are not entered.
 */
class RangeTree<Value> {
  readonly #ranges: readonly Range<Value>[];
  readonly #furthest: string[] = [];

  constructor(ranges: readonly Range<Value>[]) {
    this.#ranges = [...ranges].sort((one, other) =>
      one.from < other.from ? -1 : one.from > other.from ? 1 : 0,
    );
    this.#measure(0, ranges.length);
  }

  #measure(start: number, end: number): string {
    if (start >= end) return "";
    const middle = (start + end) >>> 1;
    const ends = [
      this.#ranges[middle]?.to ?? "",
      this.#measure(start, middle),
      this.#measure(middle + 1, end),
    ];
    const furthest = ends.sort().at(-1) ?? "";
    this.#furthest[middle] = furthest;
    return furthest;
  }

  collect(code: string, found: Value[], start = 0, end = this.#ranges.length): void {
    if (start >= end) return;
    const middle = (start + end) >>> 1;
    if ((this.#furthest[middle] ?? "") < code) return;
    this.collect(code, found, start, middle);
    const range = this.#ranges[middle];
    if (!range || range.from > code) return;
    if (code <= range.to) found.push(range.value);
    this.collect(code, found, middle + 1, end);
  }
}
