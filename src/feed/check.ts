import type { FeedRow, FeedTerms, Generation } from "./row.ts";
import { type FeedRule, isUnreadableRule, rulesOf } from "./rules.ts";

/** A rule that a row breaks, with the value that breaks it; empty when there is none. */
export interface Broken {
  readonly rule: FeedRule;
  readonly value: string;
}

/** What the rules say of one row. */
export interface RowVerdict {
  /** Whether the row is left out of the feed. */
  readonly isRefused: boolean;
  readonly broken: readonly Broken[];
  /** 0 to 100: how much of what would help it be found is there. */
  readonly completeness: number;
}

/** Prepares the rules of a generation for judging rows. */
export function rowCheck(generation: Generation): (row: FeedRow, terms: FeedTerms) => RowVerdict {
  const rules = rulesOf(generation);
  const whole = rules.reduce((sum, { worth = 0 }) => sum + worth, 0);
  // Half of the rules are about what could not be understood, which hardly any row has.
  const usual = rules.filter((rule) => !isUnreadableRule(rule));
  return (row, terms) => {
    const broken: Broken[] = [];
    let lost = 0;
    for (const rule of row.unreadable.length === 0 ? usual : rules) {
      const value = rule.broken(row, terms);
      if (value === undefined) continue;
      broken.push({ rule, value });
      lost += rule.worth ?? 0;
    }
    const isRefused = broken.some(({ rule }) => rule.severity === "error");
    return { isRefused, broken, completeness: Math.round((100 * (whole - lost)) / whole) };
  };
}
