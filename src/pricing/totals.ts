import { type Minor, minor, sum, ZERO } from "../money.ts";
import { unreachable } from "../problem.ts";
import type { LineAmounts, OptionAmounts, TaxShare, Total } from "./amounts.ts";
import type { FulfillmentType } from "./fulfillment.ts";
import { mergeShares } from "./levy.ts";

/** What the bill adds up. */
export interface Bill {
  readonly lines: readonly { readonly amounts: LineAmounts; readonly taxes: readonly TaxShare[] }[];
  readonly selected?:
    | { readonly type: FulfillmentType; readonly amounts: OptionAmounts; readonly taxes: readonly TaxShare[] }
    | undefined;
  /** Why the tax is what it is, where that is not plain. */
  readonly taxNote?: string | undefined;
}

/** The rows of the bill, in the order buyers read them. Tax is always named, so that nobody takes it for forgotten. */
export function totalsOf({ lines, selected, taxNote }: Bill): Total[] {
  const all = (amountOf: (amounts: LineAmounts) => Minor) =>
    sum(lines.map(({ amounts }) => amountOf(amounts)));
  const base = all((amounts) => amounts.base);
  const discount = all((amounts) => amounts.discount);
  const subtotal = all((amounts) => amounts.subtotal);
  const tax = minor(all((amounts) => amounts.tax) + (selected?.amounts.tax ?? 0));
  const fulfillment = selected?.amounts.subtotal ?? ZERO;
  const breakdown = mergeShares([...lines.map(({ taxes }) => taxes), selected?.taxes ?? []]);
  return [
    { type: "items_base_amount", displayText: "Items", amount: base },
    ...(discount === 0
      ? []
      : [{ type: "items_discount", displayText: "Discount", amount: discount } as const]),
    { type: "subtotal", displayText: "Subtotal", amount: subtotal },
    ...(selected
      ? [{ type: "fulfillment", displayText: fulfillmentText(selected.type), amount: fulfillment } as const]
      : []),
    {
      type: "tax",
      displayText: "Tax",
      amount: tax,
      description: taxNote,
      ...(breakdown.length > 0 && { breakdown }),
    },
    { type: "total", displayText: "Total", amount: minor(subtotal + fulfillment + tax) },
  ];
}

function fulfillmentText(type: FulfillmentType): string {
  switch (type) {
    case "shipping":
      return "Shipping";
    case "digital":
      return "Digital delivery";
    case "pickup":
      return "Pickup";
    case "local_delivery":
      return "Local delivery";
    default:
      return unreachable(type);
  }
}
