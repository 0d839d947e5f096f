import { type Static, Type } from "@sinclair/typebox";
import type { Message, MessageErrorCode } from "../../../checkout/session.ts";
import { maybe } from "../../../operations/fields.ts";
import type { Place } from "../../../problem.ts";
import { closed, enumeration } from "./fields.ts";
import { pathSpeller } from "./path-words.ts";
import { answerPathsUntil20260116 } from "./paths.ts";

/** The error codes until 2026-01-16. */
const messageErrorCodesUntil20260116 = [
  "missing",
  "invalid",
  "out_of_stock",
  "payment_declined",
  "requires_sign_in",
  "requires_3ds",
] as const;

const messageErrorCodes: Record<MessageErrorCode, (typeof messageErrorCodesUntil20260116)[number]> = {
  missing: "missing",
  invalid: "invalid",
  out_of_stock: "out_of_stock",
  payment_declined: "payment_declined",
  requires_sign_in: "requires_sign_in",
  requires_3ds: "requires_3ds",
  low_stock: "out_of_stock",
  quantity_exceeded: "invalid",
  coupon_invalid: "invalid",
  coupon_expired: "invalid",
  minimum_not_met: "invalid",
  maximum_exceeded: "invalid",
  region_restricted: "invalid",
  age_verification_required: "invalid",
  approval_required: "invalid",
  unsupported: "invalid",
  not_found: "invalid",
  conflict: "invalid",
  rate_limited: "invalid",
  expired: "invalid",
  intervention_required: "requires_3ds",
};

const messageFields = {
  param: maybe(Type.String()),
  content_type: enumeration(["plain", "markdown"]),
  content: Type.String(),
};

/** Messages until 2026-01-16: no warnings, no severity. */
export const MessageAnswerUntil20260116 = Type.Union([
  closed({ type: enumeration(["info"]), ...messageFields }),
  closed({
    type: enumeration(["error"]),
    code: enumeration(messageErrorCodesUntil20260116),
    ...messageFields,
  }),
]);

/**
 * Gives the encoder of messages that spells their places by `path`. Warnings, which these versions lack, become
 * infos.
 */
export function messageEncoderUntil20260116(path: (place: Place) => string | undefined) {
  return (message: Message): Static<typeof MessageAnswerUntil20260116> => {
    const param = message.place && path(message.place);
    const { content, contentType: content_type } = message;
    switch (message.type) {
      case "info":
      case "warning":
        return { type: "info", param, content_type, content };
      case "error":
        return { type: "error", code: messageErrorCodes[message.code], param, content_type, content };
    }
  };
}

/** Shows a message, until 2026-01-16. */
export const encodeMessageUntil20260116 = messageEncoderUntil20260116(pathSpeller(answerPathsUntil20260116));
