import { type Static, Type } from "@sinclair/typebox";
import type { Message, MessageErrorCode } from "../../../checkout/session.ts";
import { maybe } from "../../../operations/fields.ts";
import { open } from "./fields.ts";
import { pathOf } from "./paths.ts";

/** What the platform should tell the buyer, or mend. */
export const MessageAnswer = open({
  type: Type.String(),
  code: maybe(Type.String()),
  path: maybe(Type.String()),
  content: Type.String(),
  content_type: maybe(Type.String()),
  /** Of warnings that may not be hidden. */
  presentation: maybe(Type.String()),
  severity: maybe(Type.String()),
});

/** The standard codes that UCP has for some of our errors; the others keep their names. */
const standardCodes: Partial<Record<MessageErrorCode, string>> = {
  payment_declined: "payment_failed",
  region_restricted: "address_undeliverable",
  not_found: "item_unavailable",
};

/** Whether a message says that only the buyer can go on, on a page: their bank wants to hear from them. */
export function wantsBuyer({ type, ...message }: Message): boolean {
  return type === "error" && "code" in message && message.code === "intervention_required";
}

/**
 * Spells a message. Errors are what the platform mends by another request, but for those that only the buyer can.
 *
 * @param canHandOver whether there is a page to which the buyer can be sent.
 */
export function encodeMessage(message: Message, canHandOver = false): Static<typeof MessageAnswer> {
  const { type, content, contentType: content_type, place } = message;
  const path = place && pathOf(place);
  switch (type) {
    case "info":
      return { type, path, content, content_type };
    case "warning":
      return { type, code: message.code, path, content, content_type };
    case "error": {
      const code = standardCodes[message.code] ?? message.code;
      return {
        type,
        code,
        path,
        content,
        content_type,
        severity: canHandOver && wantsBuyer(message) ? "requires_buyer_input" : "recoverable",
      };
    }
  }
}
