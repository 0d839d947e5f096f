import { formatPercent, type Minor, type PartsPerMillion } from "../money.ts";
import type { TaxShare, Total } from "./amounts.ts";

/** One jurisdiction's part of a bill's tax, as people read it. */
export interface TaxPart {
  /** "of which California, 8.25 %". */
  readonly words: string;
  readonly amount: Minor;
}

/** How parts are written; in English unless told. */
export interface TaxPartWords {
  /** @param share a jurisdiction, with its rate where that is known. */
  readonly taxPart: (share: string) => string;
  /** "8.25". */
  readonly percent: (rate: PartsPerMillion) => string;
}

const english: TaxPartWords = { taxPart: (share) => `of which ${share}`, percent: formatPercent };

/** What of a row of the bill goes to whom; nothing for rows that are no tax, and for shares of nothing. Minor units. */
export function taxPartsOf(
  { breakdown = [] }: Pick<Total, "breakdown">,
  words: TaxPartWords = english,
): readonly TaxPart[] {
  return breakdown
    .filter(({ amount }) => amount > 0)
    .map((share) => ({ words: words.taxPart(nameOf(share, words)), amount: share.amount }));
}

/** A provider that computes tax may not say at which rate. */
function nameOf({ jurisdiction, rate }: TaxShare, { percent }: TaxPartWords): string {
  return rate > 0 ? `${jurisdiction}, ${percent(rate)} %` : jurisdiction;
}
