import { toRfc3339 } from "../../clock.ts";
import type { Discount } from "../../discounts/discount.ts";
import { type Currency, formatForPeople, formatPercent } from "../../money.ts";
import { facts } from "../table.ts";

/** A discount as a person reads it. */
export function describeDiscount(discount: Discount, currency: Currency): string {
  const { scope, limits, startsAt, endsAt, minimumSubtotal } = discount;
  return facts([
    ["Discount", `${discount.name} (${discount.id})`],
    ["Code", discount.code ?? "none: every cart that qualifies gets it"],
    ["Takes off", worthOf(discount, currency)],
    ["Only for", scope && [...(scope.products ?? []), ...(scope.categories ?? [])].join(", ")],
    ["From", minimumSubtotal === undefined ? undefined : formatForPeople(minimumSubtotal, currency)],
    ["Starts", startsAt === undefined ? undefined : toRfc3339(startsAt)],
    ["Ends", endsAt === undefined ? undefined : toRfc3339(endsAt)],
    ["Uses", limits.total === undefined ? undefined : `at most ${limits.total}`],
    ["Per buyer", limits.perBuyer === undefined ? undefined : `at most ${limits.perBuyer}`],
    ["Combined", discount.stackable ? "with others that may be" : "with none"],
  ]);
}

/** What a discount takes off. */
export function worthOf({ value }: Discount, currency: Currency): string {
  switch (value.kind) {
    case "percent":
      return `${formatPercent(value.rate)} %`;
    case "fixed":
      return formatForPeople(value.amount, currency);
    case "free_shipping":
      return "delivery";
  }
}
