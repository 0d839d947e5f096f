import { type Static, Type } from "@sinclair/typebox";
import type { CheckoutSession } from "../../../checkout/session.ts";
import type { Currency } from "../../../money.ts";
import { dateTime, maybe } from "../../../operations/fields.ts";
import type { AppliedDiscount, DiscountAllocation, GrantedDiscount } from "../../../pricing/discount.ts";
import { usesDiscounts } from "./capabilities.ts";
import { Amount, closed, DateTime, enumeration, list, open, text } from "./fields.ts";

const CouponAnswer = closed({
  id: Type.String(),
  name: Type.String(),
  percent_off: maybe(Type.Number({ minimum: 0, maximum: 100 })),
  amount_off: maybe(Amount),
  currency: maybe(Type.String()),
  duration: enumeration(["once"]),
  max_redemptions: maybe(Type.Integer({ minimum: 1 })),
  times_redeemed: maybe(Type.Integer({ minimum: 0 })),
});

function encodeCoupon(discount: GrantedDiscount, currency: Currency): Static<typeof CouponAnswer> {
  const { value } = discount;
  return {
    id: discount.id,
    name: discount.name,
    percent_off: value.kind === "percent" ? value.rate / 10_000 : undefined,
    amount_off: value.kind === "fixed" ? value.amount : undefined,
    currency: value.kind === "fixed" ? currency : undefined,
    duration: "once",
    max_redemptions: discount.maxRedemptions,
    times_redeemed: discount.timesRedeemed,
  };
}

const AppliedDiscountAnswer = closed({
  id: Type.String(),
  code: maybe(Type.String()),
  coupon: CouponAnswer,
  amount: Amount,
  automatic: Type.Boolean(),
  start: maybe(DateTime),
  end: maybe(DateTime),
  method: enumeration(["each", "across"]),
  priority: maybe(Type.Integer({ minimum: 1 })),
  allocations: Type.Array(closed({ path: Type.String(), amount: Amount })),
});

function encodeApplied(
  { discount, amount, allocations }: AppliedDiscount,
  session: CheckoutSession,
): Static<typeof AppliedDiscountAnswer> {
  return {
    id: discount.id,
    code: discount.code,
    coupon: encodeCoupon(discount, session.currency),
    amount,
    automatic: discount.code === undefined,
    start: dateTime(discount.startsAt),
    end: dateTime(discount.endsAt),
    method: discount.value.kind === "percent" ? "each" : "across",
    // The schema counts priorities from one; a lower one of ours is as good as unsaid.
    priority: discount.priority >= 1 ? discount.priority : undefined,
    allocations: allocations.map((allocation) => ({
      path: targetOf(allocation, session),
      amount: allocation.amount,
    })),
  };
}

/** Targets as RFC discount extension section 5.3 spells them. */
function targetOf(allocation: DiscountAllocation, session: CheckoutSession): string {
  if (allocation.to === "fulfillment") return "$.totals.shipping";
  return `$.line_items[${session.lineItems.findIndex((line) => line.id === allocation.lineItemId)}]`;
}

/** The discount extension's part of a session. */
export const DiscountsAnswer = closed({
  codes: Type.Array(Type.String()),
  applied: Type.Array(AppliedDiscountAnswer),
  rejected: Type.Array(
    closed({
      code: Type.String(),
      reason: enumeration([
        "discount_code_expired",
        "discount_code_invalid",
        "discount_code_already_applied",
        "discount_code_combination_disallowed",
        "discount_code_minimum_not_met",
        "discount_code_user_not_logged_in",
        "discount_code_user_ineligible",
        "discount_code_usage_limit_reached",
      ]),
      message: Type.String(),
    }),
  ),
});

/** Shows codes, what they took off and why others did not; absent where no discounts are in play. */
export function encodeDiscounts(session: CheckoutSession): Static<typeof DiscountsAnswer> | undefined {
  if (!usesDiscounts(session)) return undefined;
  return {
    codes: [...session.discountCodes],
    applied: session.appliedDiscounts.map((applied) => encodeApplied(applied, session)),
    rejected: session.rejectedDiscounts.map(({ code, reason, message }) => ({ code, reason, message })),
  };
}

const CodesRequest = list(text(128), 20, {
  description: "Replaces the codes sent before; `[]` clears them.",
});

/** Discount codes under both their names. */
export const discountRequestFields = {
  discounts: Type.Optional(open({ codes: Type.Optional(CodesRequest) })),
  coupons: Type.Optional({ ...CodesRequest, description: "An older name for `discounts.codes`." }),
};

const DiscountsOfRequest = open(discountRequestFields);

/** Reads the codes; absent leaves those sent before. */
export function decodeCodes(body: Static<typeof DiscountsOfRequest>): string[] | undefined {
  return body.discounts?.codes ?? body.coupons;
}
