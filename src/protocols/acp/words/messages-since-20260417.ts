import { type Static, Type } from "@sinclair/typebox";
import type { Message } from "../../../checkout/session.ts";
import { maybe } from "../../../operations/fields.ts";
import { closed, enumeration } from "./fields.ts";
import { errorCodes, messageFields, warningCodes } from "./messages-since-20260130.ts";
import { pathSpeller } from "./path-words.ts";
import { answerPathsSince20260130 } from "./paths.ts";

const resolvingMessageFields = {
  ...messageFields,
  resolution: maybe(enumeration(["recoverable", "requires_buyer_input", "requires_buyer_review"])),
};

/** A message, which from 2026-04-17 on says who can resolve it. */
export const MessageAnswerSince20260417 = Type.Union([
  closed({ type: enumeration(["info"]), ...resolvingMessageFields }),
  closed({ type: enumeration(["warning"]), code: enumeration(warningCodes), ...resolvingMessageFields }),
  closed({ type: enumeration(["error"]), code: enumeration(errorCodes), ...resolvingMessageFields }),
]);

const path = pathSpeller(answerPathsSince20260130);

/** Shows a message in full. */
export function encodeMessageSince20260417(message: Message): Static<typeof MessageAnswerSince20260417> {
  const param = message.place && path(message.place);
  const { severity, resolution, content, contentType: content_type } = message;
  switch (message.type) {
    case "info":
      return { type: "info", severity, resolution, param, content_type, content };
    case "warning":
      return { type: "warning", code: message.code, severity, resolution, param, content_type, content };
    case "error":
      return { type: "error", code: message.code, severity, resolution, param, content_type, content };
  }
}
