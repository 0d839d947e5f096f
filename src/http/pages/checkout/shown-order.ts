import { type CheckoutSession, totalOf } from "../../../checkout/session.ts";
import { type Minor, minor } from "../../../money.ts";
import type { CheckoutWords } from "./words.ts";

/** What of an order the page showed, as its form carries it: told from what it is now, it says what has changed. */
export interface ShownOrder {
  readonly lines: readonly (readonly [
    variantId: string,
    title: string,
    quantity: number,
    unitPrice: number,
  ])[];
  readonly amounts: readonly (readonly [type: string, amount: number])[];
}

/** A session as the page shows it. */
export function shownOrder({ lineItems, totals }: CheckoutSession): ShownOrder {
  return {
    lines: lineItems.map(({ variantId, title, quantity, unitPrice }) => [
      variantId,
      title,
      quantity,
      unitPrice,
    ]),
    amounts: totals.map(({ type, amount }) => [type, amount]),
  };
}

/** Reads what a form carries; `undefined` for anything the page never wrote. */
export function readShownOrder(text: string | null): ShownOrder | undefined {
  try {
    const found: unknown = JSON.parse(text ?? "");
    return isShownOrder(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isShownOrder(found: unknown): found is ShownOrder {
  if (typeof found !== "object" || found === null || !("lines" in found) || !("amounts" in found))
    return false;
  const { lines, amounts } = found;
  const isRow = (row: unknown, kinds: readonly string[]) =>
    Array.isArray(row) &&
    row.length === kinds.length &&
    row.every((cell, index) => typeof cell === kinds[index]);
  return (
    Array.isArray(lines) &&
    lines.every((row) => isRow(row, ["string", "string", "number", "number"])) &&
    Array.isArray(amounts) &&
    amounts.every((row) => isRow(row, ["string", "number"]))
  );
}

/** Says what is new of an order since it was shown, in the buyer's words. */
export function changesSince(
  shown: ShownOrder,
  session: CheckoutSession,
  words: CheckoutWords,
  money: (amount: Minor) => string,
): readonly string[] {
  const now = shownOrder(session);
  const before = new Map(shown.lines.map((line) => [line[0], line]));
  const said: string[] = [];
  for (const [id, title, quantity, unitPrice] of now.lines) {
    const known = before.get(id);
    before.delete(id);
    if (!known) {
      said.push(words.changes.added(title, quantity));
      continue;
    }
    if (known[2] !== quantity) said.push(words.changes.quantity(title, known[2], quantity));
    if (known[3] !== unitPrice)
      said.push(words.changes.price(title, moneyOf(known[3], money), moneyOf(unitPrice, money)));
  }
  for (const [, title] of before.values()) said.push(words.changes.removed(title));
  const amounts = new Map(shown.amounts);
  for (const [type, what] of [
    ["discount", words.bill.discount],
    ["fulfillment", words.bill.delivery],
    ["tax", words.bill.tax],
    ["total", words.bill.total],
  ] as const) {
    const earlier = amounts.get(type) ?? 0;
    const today =
      type === "total" ? totalOf(session) : (now.amounts.find(([each]) => each === type)?.[1] ?? 0);
    if (earlier !== today)
      said.push(words.changes.amount(what, moneyOf(earlier, money), moneyOf(today, money)));
  }
  return said.length > 0 ? said : [words.changes.details];
}

function moneyOf(amount: number, money: (amount: Minor) => string): string {
  return Number.isSafeInteger(amount) ? money(minor(amount)) : "–";
}
