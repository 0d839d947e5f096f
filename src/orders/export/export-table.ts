import type { Buyer } from "../../buyers/buyer.ts";
import { type Instant, toRfc3339 } from "../../clock.ts";
import { formatMajor, type Minor, ZERO } from "../../money.ts";
import type { TotalType } from "../../pricing/amounts.ts";
import type { Order } from "../order.ts";

/** Orders as another shop system takes them in: columns by its names, and rows of text. */
export interface ExportTable {
  readonly columns: readonly string[];
  /** By column; a column that is absent is empty. */
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** One row of an order's bill in major units, "0.00" where there is none. */
export function billed({ totals, currency }: Order, type: TotalType): string {
  const amount = totals.find((total) => total.type === type)?.amount ?? ZERO;
  return formatMajor(amount, currency);
}

/** Whether money went back: none, some, or all that was charged. */
export function refundedPart({ totals }: Order): "none" | "some" | "all" {
  const amountOf = (type: TotalType): Minor => totals.find((total) => total.type === type)?.amount ?? ZERO;
  const refunded = amountOf("amount_refunded");
  if (refunded === 0) return "none";
  return refunded === amountOf("total") ? "all" : "some";
}

/** `2026-06-01 12:00:00`, in UTC. */
export function dateAndTime(at: Instant): string {
  return toRfc3339(at).slice(0, 19).replace("T", " ");
}

/** A buyer's first and last name, as told, or as a whole name's last word and the rest. */
export function namesOf(
  buyer: Buyer | undefined,
  receiver: string | undefined,
): { readonly first: string; readonly last: string } {
  if (buyer?.firstName !== undefined || buyer?.lastName !== undefined)
    return { first: buyer.firstName ?? "", last: buyer.lastName ?? "" };
  const words = (buyer?.fullName ?? receiver ?? "").trim().split(/\s+/);
  return { first: words.slice(0, -1).join(" "), last: words.at(-1) ?? "" };
}

/**
 * Keeps a spreadsheet from taking text for a formula, which buyers could otherwise send to a merchant's dashboard (OWASP "CSV
 * injection"), in full width, too, as Japanese spreadsheets read it. A telephone number keeps its plus.
 */
export function plainText(text: string): string {
  const isFormula = /^[=+\-@＝＋－＠\t\r\n]/.test(text) && !/^\+[\d ().-]{5,}$/.test(text);
  return isFormula ? `'${text}` : text;
}
