import { type Static, Type } from "@sinclair/typebox";
import type { Message, MessageErrorCode } from "../../../checkout/session.ts";
import { maybe, open } from "./fields.ts";
import { pathOf } from "./paths.ts";

/** What the platform should tell the buyer, or mend. */
export const MessageAnswer = open({
  type: Type.String(),
  code: maybe(Type.String()),
  path: maybe(Type.String()),
  content: Type.String(),
  content_type: maybe(Type.String()),
  severity: maybe(Type.String()),
});

/** The standard codes that UCP has for some of our errors; the others keep their names. */
const standardCodes: Partial<Record<MessageErrorCode, string>> = {
  payment_declined: "payment_failed",
  region_restricted: "address_undeliverable",
  not_found: "item_unavailable",
};

/**
 * Spells a message. Every error is one that the platform mends by another request: there is no page yet to which a buyer
 * could be handed over.
 */
export function encodeMessage(message: Message): Static<typeof MessageAnswer> {
  const { type, content, contentType: content_type, place } = message;
  const path = place && pathOf(place);
  switch (type) {
    case "info":
      return { type, path, content, content_type };
    case "warning":
      return { type, code: message.code, path, content, content_type };
    case "error": {
      const code = standardCodes[message.code] ?? message.code;
      return { type, code, path, content, content_type, severity: "recoverable" };
    }
  }
}
