import { type Static, Type } from "@sinclair/typebox";
import type { Message } from "../../checkout/session.ts";
import { errorCodes, messageFields, warningCodes } from "../2026-01-30/messages.ts";
import { wordsOfAnswers } from "../2026-01-30/paths.ts";
import { closed, enumeration, maybe } from "../shared/fields.ts";
import { pathSpeller } from "../shared/paths.ts";

const resolvingMessageFields = {
  ...messageFields,
  resolution: maybe(enumeration(["recoverable", "requires_buyer_input", "requires_buyer_review"])),
};

/** A message, which from 2026-04-17 on says who can resolve it. */
export const MessageAnswer = Type.Union([
  closed({ type: enumeration(["info"]), ...resolvingMessageFields }),
  closed({ type: enumeration(["warning"]), code: enumeration(warningCodes), ...resolvingMessageFields }),
  closed({ type: enumeration(["error"]), code: enumeration(errorCodes), ...resolvingMessageFields }),
]);

const path = pathSpeller(wordsOfAnswers);

/** Shows a message in full. */
export function encodeMessage(message: Message): Static<typeof MessageAnswer> {
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
