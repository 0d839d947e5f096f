import { formatPercent, type Minor } from "../money.ts";
import type { TaxShare, Total } from "./amounts.ts";

/** One jurisdiction's part of a bill's tax, as people read it. */
export interface TaxPart {
  /** "of which California, 8.25 %". */
  readonly words: string;
  readonly amount: Minor;
}

/** What of a row of the bill goes to whom; nothing for rows that are no tax, and for shares of nothing. Minor units. */
export function taxPartsOf({ breakdown = [] }: Pick<Total, "breakdown">): readonly TaxPart[] {
  return breakdown
    .filter(({ amount }) => amount > 0)
    .map((share) => ({ words: `of which ${nameOf(share)}`, amount: share.amount }));
}

/** A provider that computes tax may not say at which rate. */
function nameOf({ jurisdiction, rate }: TaxShare): string {
  return rate > 0 ? `${jurisdiction}, ${formatPercent(rate)} %` : jurisdiction;
}
