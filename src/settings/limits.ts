import type { Limits } from "../checkout/limits.ts";
import { optional, readAs, table, valueList, withDefault } from "./description.ts";
import { amountOfShop, country, percent, wholeNumber } from "./rule.ts";

/** `[limits]`. Nothing in it: everything is sold, in any quantity, to anywhere something is delivered to. */
export const limitsTable = readAs(
  table(
    "How much is sold in one order, and where to. Keys without a default limit nothing when left out. Products with an age_restriction " +
      "are never sold: no agent can verify a buyer's age.",
    {
      max_quantity: optional(
        wholeNumber(1, 1_000_000),
        "most units of one item, where the item's own max_quantity says nothing",
        { example: 20 },
      ),
      minimum_order: optional(
        amountOfShop,
        "of goods at their listed prices, before discounts, tax and shipping",
        { example: 15 },
      ),
      countries: valueList(country, "also for goods that are not shipped", {
        example: ["US", "CA"],
        atLeastOne: "at least one country, or no such key to sell everywhere",
      }),
      unpaid_stock: withDefault(
        50,
        percent,
        "percent of an item's stock that buyers may hold who are at the payment provider's; one unit at least",
      ),
      outside_questions: withDefault(
        2_000,
        wholeNumber(0, 10_000_000),
        "a day, to carriers and Stripe Tax, for buyers on our page and agents without a key; then the tables hold",
      ),
      declines_per_host: withDefault(
        10,
        wholeNumber(1, 1_000_000),
        "an hour, of payments by agents of one host that have no key and are not on the list; then they have to wait",
      ),
      declines: withDefault(100, wholeNumber(1, 1_000_000), "the same, of all such agents together"),
    },
  ),
  ({
    max_quantity,
    minimum_order,
    countries,
    unpaid_stock,
    outside_questions,
    declines_per_host,
    declines,
  }): Limits => ({
    maxQuantity: max_quantity,
    minimumOrder: minimum_order,
    countries,
    unpaidStock: unpaid_stock,
    outsideQuestions: outside_questions,
    strangerDeclines: { perHost: declines_per_host, together: declines },
  }),
);
