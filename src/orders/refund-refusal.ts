import type { RefundRefusal } from "../payments/begin-refund.ts";
import { unreachable } from "../problem.ts";
import type { OrderRefusal } from "./refusal.ts";

/** A refund's refusal, as the order service tells it. */
export function refusalOfRefund(refusal: RefundRefusal): OrderRefusal {
  switch (refusal.kind) {
    case "no_such_order":
      return { kind: "unknown_order" };
    case "no_such_line":
      return { kind: "unknown_line", line: refusal.line };
    case "more_units_than_left":
      return { kind: "too_many_units", line: refusal.line, left: refusal.left };
    case "not_an_amount":
      return { kind: "not_an_amount" };
    case "more_than_left":
      return { kind: "more_than_left", left: refusal.left };
    case "nothing_left":
      return { kind: "no_refund", why: "All of the payment has been given back already." };
    case "capture_under_way":
      return {
        kind: "no_refund",
        why: "The payment is being captured just now. Try again in a minute.",
      };
    case "never_paid":
      return {
        kind: "no_refund",
        why: "The authorisation ended before the money was taken: there is nothing to give back.",
      };
    case "other_provider":
      return {
        kind: "no_refund",
        why: `The payment was taken by ${refusal.provider}, which is not set up here any more. Refund it there.`,
      };
    default:
      return unreachable(refusal);
  }
}
