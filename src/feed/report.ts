import type { ProductId, VariantId } from "../ids.ts";
import type { RowVerdict } from "./check.ts";
import { columnsByGeneration } from "./generations/tables.ts";
import type { FeedRow, Generation } from "./row.ts";
import type { FeedRule, Severity } from "./rules.ts";

/** A row that breaks a rule. */
export interface Example {
  /** Which row of the catalogue it is, counted from 1 in the order of the feed. */
  readonly line: number;
  readonly productId: ProductId;
  readonly variantId: VariantId;
  /** The value found, cut short; empty when there is none. */
  readonly value: string;
}

/** One rule, and how many rows break it. */
export interface FeedFinding {
  readonly rule: string;
  /** The field as the feed's generation calls it. */
  readonly field: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fix: string;
  readonly count: number;
  /** The first few. */
  readonly examples: readonly Example[];
}

/** A row that is not in the feed, with the first rule it breaks. */
export interface RefusedRow extends Example {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}

/** How complete one product is, and what would help it most. */
export interface ProductCompleteness {
  readonly productId: ProductId;
  readonly title: string;
  /** 0 to 100, the mean of its variants. */
  readonly completeness: number;
  readonly missing: readonly string[];
}

/** What a check of the whole catalogue found. */
export interface FeedReport {
  readonly generation: Generation;
  readonly products: number;
  /** Rows looked at; those in the feed are this many less the refused and the left out. */
  readonly rows: number;
  readonly refused: number;
  /** Rows that are fine but have no place in a feed of this generation. */
  readonly leftOut: number;
  /** 0 to 100, the mean of all products. */
  readonly completeness: number;
  /** Errors first, then by how many rows break the rule. */
  readonly findings: readonly FeedFinding[];
  /** The first {@link MOST_REFUSED} of them; `refused` counts all. */
  readonly refusedRows: readonly RefusedRow[];
  /** The products with the most to gain, the least complete first. */
  readonly leastComplete: readonly ProductCompleteness[];
}

/** How many examples of a rule are kept, how many refused rows are named and how many products shown. */
const MOST_EXAMPLES = 5;
const MOST_REFUSED = 1000;
const MOST_PRODUCTS = 20;
const LONGEST_VALUE = 120;

const order: readonly Severity[] = ["error", "warning", "advice"];

/** Gathers verdicts row by row into a {@link FeedReport}, in memory that does not grow with the catalogue. */
export class ReportWriter {
  readonly #generation: Generation;
  readonly #names: ReadonlyMap<string, string>;
  readonly #findings = new Map<string, { rule: FeedRule; count: number; examples: Example[] }>();
  readonly #refusedRows: RefusedRow[] = [];
  #leastComplete: ProductCompleteness[] = [];
  #products = 0;
  #rows = 0;
  #refused = 0;
  #leftOut = 0;
  #completeness = 0;

  constructor(generation: Generation) {
    this.#generation = generation;
    this.#names = new Map(columnsByGeneration[generation].map(({ field, name }) => [field, name]));
  }

  /** Takes down a product with its rows in order. */
  add(
    rows: readonly { readonly row: FeedRow; readonly verdict: RowVerdict; readonly leftOut: boolean }[],
  ): void {
    const [first] = rows;
    if (first === undefined) return;
    let sum = 0;
    const missing = new Set<string>();
    for (const { row, verdict, leftOut } of rows) {
      this.#rows += 1;
      if (verdict.isRefused) this.#refused += 1;
      else if (leftOut) this.#leftOut += 1;
      sum += verdict.completeness;
      this.#addBroken(row, verdict, missing);
    }
    const completeness = Math.round(sum / rows.length);
    this.#products += 1;
    this.#completeness += completeness;
    const { productId, listing } = first.row;
    this.#keepLeastComplete({ productId, title: listing.title, completeness, missing: [...missing] });
  }

  finish(): FeedReport {
    const findings = [...this.#findings.values()].map(({ rule, count, examples }) => ({
      rule: rule.id,
      field: this.#nameOf(rule),
      severity: rule.severity,
      message: rule.message,
      fix: rule.fix,
      count,
      examples,
    }));
    return {
      generation: this.#generation,
      products: this.#products,
      rows: this.#rows,
      refused: this.#refused,
      leftOut: this.#leftOut,
      completeness: this.#products === 0 ? 100 : Math.round(this.#completeness / this.#products),
      findings: findings.sort(
        (one, other) =>
          order.indexOf(one.severity) - order.indexOf(other.severity) || other.count - one.count,
      ),
      refusedRows: this.#refusedRows,
      leastComplete: this.#sorted().slice(0, MOST_PRODUCTS),
    };
  }

  #addBroken(row: FeedRow, { broken, isRefused }: RowVerdict, missing: Set<string>): void {
    const base = { line: this.#rows, productId: row.productId, variantId: row.id };
    for (const { rule, value } of broken) {
      const example: Example = { ...base, value: value.slice(0, LONGEST_VALUE) };
      const finding = this.#findings.get(rule.id);
      if (finding === undefined) this.#findings.set(rule.id, { rule, count: 1, examples: [example] });
      else {
        finding.count += 1;
        if (finding.examples.length < MOST_EXAMPLES) finding.examples.push(example);
      }
      if (rule.worth !== undefined) missing.add(this.#nameOf(rule));
    }
    const [first] = broken;
    if (!isRefused || first === undefined || this.#refusedRows.length >= MOST_REFUSED) return;
    const { rule, value } = first;
    const refused = { ...base, field: this.#nameOf(rule), rule: rule.id, message: rule.message };
    this.#refusedRows.push({ ...refused, value: value.slice(0, LONGEST_VALUE) });
  }

  /** Sorts only now and then: once for many products. */
  #keepLeastComplete(product: ProductCompleteness): void {
    if (product.completeness === 100) return;
    this.#leastComplete.push(product);
    if (this.#leastComplete.length > 50 * MOST_PRODUCTS)
      this.#leastComplete = this.#sorted().slice(0, MOST_PRODUCTS);
  }

  #sorted(): ProductCompleteness[] {
    return this.#leastComplete.toSorted((one, other) => one.completeness - other.completeness);
  }

  #nameOf({ field }: FeedRule): string {
    return this.#names.get(field) ?? field;
  }
}
