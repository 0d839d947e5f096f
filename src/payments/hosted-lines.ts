import { type Minor, sum } from "../money.ts";
import type { Sale } from "../orders/order.ts";
import type { HostedLine } from "./hosted.ts";

/** A page with more rows than this shows one for all: Stripe takes a hundred, and nobody reads so many. */
const MOST_LINES = 90;

/**
 * The bill of a sale as a provider's page shows it: a row for each line of the order, net of its discount and with its
 * count in the name, then delivery and tax. One row for everything where there are too many, or where rows would not
 * come to what is due: the amount is what counts.
 *
 * @param description names the sale where it is one row.
 */
export function hostedLines(
  { lineItems, totals }: Sale,
  amount: Minor,
  description: string,
): readonly HostedLine[] {
  const goods = lineItems.map(({ title, quantity, amounts }) => ({
    name: quantity.ordered === 1 ? title : `${quantity.ordered} × ${title}`,
    amount: amounts.subtotal,
  }));
  const added = totals
    .filter(({ type }) => type === "fulfillment" || type === "tax")
    .map((total) => ({ name: total.displayText, amount: total.amount }));
  const lines = [...goods, ...added].filter((line) => line.amount !== 0);
  const isShown =
    lines.length <= MOST_LINES &&
    lines.every((line) => line.amount > 0) &&
    sum(lines.map((line) => line.amount)) === amount;
  return isShown ? lines : [{ name: description, amount }];
}
