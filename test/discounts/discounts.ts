import { instant } from "../../src/clock.ts";
import type { Discount } from "../../src/discounts/discount.ts";
import { asId, type DiscountId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";

/** A discount to be tested with: ten dollars off everything, by code and combinable, but for what is `given`. */
export function discountOf(given: Partial<Discount>): Discount {
  return {
    id: asId<DiscountId>("dsc_test"),
    name: "Ten dollars off",
    code: "TEN",
    value: { kind: "fixed", amount: minor(1000) },
    limits: {},
    stackable: true,
    priority: 2,
    disabled: false,
    createdAt: instant(0),
    ...given,
  };
}
