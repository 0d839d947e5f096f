import type { Limits } from "../checkout/limits.ts";
import type { Currency } from "../money.ts";
import { amount, country, wholeNumber } from "./rule.ts";
import type { Table } from "./table.ts";

/** Reads `[limits]`. Nothing in it: everything is sold, in any quantity, to anywhere something is delivered to. */
export function readLimits(limits: Table, currency: Currency): Limits {
  const read: Limits = {
    maxQuantity: limits.optional("max_quantity", wholeNumber(1, 1_000_000)),
    minimumOrder: limits.optional("minimum_order", amount(currency)),
    countries: limits.list("countries", country),
  };
  if (read.countries?.length === 0)
    limits.note("countries", "is empty; allowed: at least one country, or no such key to sell everywhere");
  return read;
}
