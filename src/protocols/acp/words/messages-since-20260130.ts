import { type Static, Type } from "@sinclair/typebox";
import type { Message, MessageErrorCode, MessageWarningCode } from "../../../checkout/session.ts";
import { maybe } from "../../../operations/fields.ts";
import { closed, enumeration } from "./fields.ts";
import { pathSpeller } from "./path-words.ts";
import { answerPathsSince20260130 } from "./paths.ts";

/** The warning codes from 2026-01-30 on. */
export const warningCodes = [
  "low_stock",
  "high_demand",
  "shipping_delay",
  "price_change",
  "expiring_promotion",
  "limited_availability",
  "discount_code_expired",
  "discount_code_invalid",
  "discount_code_already_applied",
  "discount_code_combination_disallowed",
  "discount_code_minimum_not_met",
  "discount_code_user_not_logged_in",
  "discount_code_user_ineligible",
  "discount_code_usage_limit_reached",
] as const satisfies readonly MessageWarningCode[];

/** The error codes from 2026-01-30 on. */
export const errorCodes = [
  "missing",
  "invalid",
  "out_of_stock",
  "payment_declined",
  "requires_sign_in",
  "requires_3ds",
  "low_stock",
  "quantity_exceeded",
  "coupon_invalid",
  "coupon_expired",
  "minimum_not_met",
  "maximum_exceeded",
  "region_restricted",
  "age_verification_required",
  "approval_required",
  "unsupported",
  "not_found",
  "conflict",
  "rate_limited",
  "expired",
  "intervention_required",
] as const satisfies readonly MessageErrorCode[];

/** What every message has from 2026-01-30 on. */
export const messageFields = {
  severity: maybe(enumeration(["info", "low", "medium", "high", "critical"])),
  param: maybe(Type.String()),
  content_type: enumeration(["plain", "markdown"]),
  content: Type.String(),
};

/** A message, in this version. */
export const MessageAnswerOf20260130 = Type.Union([
  closed({ type: enumeration(["info"]), ...messageFields }),
  closed({ type: enumeration(["warning"]), code: enumeration(warningCodes), ...messageFields }),
  closed({ type: enumeration(["error"]), code: enumeration(errorCodes), ...messageFields }),
]);

const path = pathSpeller(answerPathsSince20260130);

/** Shows a message in full. */
export function encodeMessageOf20260130(message: Message): Static<typeof MessageAnswerOf20260130> {
  const param = message.place && path(message.place);
  const { severity, content, contentType: content_type } = message;
  switch (message.type) {
    case "info":
      return { type: "info", severity, param, content_type, content };
    case "warning":
      return { type: "warning", code: message.code, severity, param, content_type, content };
    case "error":
      return { type: "error", code: message.code, severity, param, content_type, content };
  }
}
