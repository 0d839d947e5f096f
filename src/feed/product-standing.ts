import { rowCheck } from "./check.ts";
import { makeRows } from "./make-rows.ts";
import type { FeedProduct, FeedTerms, Generation } from "./row.ts";

/** How a product stands in the feed. */
export interface ProductStanding {
  /** 0 to 100: how much of what would help it be found is there, the mean of its variants. */
  readonly completeness: number;
  /** Why variants of it are left out of the feed, in a sentence each; none where all are in it. */
  readonly refused: readonly string[];
  /** What would help it be found, in a sentence each, the most helpful first. */
  readonly advice: readonly string[];
}

/** More sentences than that are read by nobody. */
const MOST_ADVICE = 5;

/** Judges single products by the rules of a generation. */
export function judgeProduct(
  product: FeedProduct,
  terms: FeedTerms,
  generation: Generation,
): ProductStanding {
  const verdicts = makeRows(product, terms).map((row) => rowCheck(generation)(row, terms));
  const broken = verdicts.flatMap((verdict) => verdict.broken.map(({ rule }) => rule));
  const rules = [...new Set(broken)].toSorted((one, other) => (other.worth ?? 0) - (one.worth ?? 0));
  const sum = verdicts.reduce((all, { completeness }) => all + completeness, 0);
  return {
    completeness: verdicts.length === 0 ? 0 : Math.round(sum / verdicts.length),
    refused: rules.filter(({ severity }) => severity === "error").map(sentenceOf),
    advice: rules
      .filter(({ severity }) => severity !== "error")
      .map(sentenceOf)
      .slice(0, MOST_ADVICE),
  };
}

function sentenceOf({ field, message, fix }: { field: string; message: string; fix: string }): string {
  return `${field} ${message}. ${fix}`;
}
