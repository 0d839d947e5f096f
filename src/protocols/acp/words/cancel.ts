import { Type } from "@sinclair/typebox";
import type { CancelCommand } from "../../../checkout/command.ts";
import { open } from "./fields.ts";
import { decodeIntentTrace, IntentTraceRequest } from "./intent-trace.ts";
import { requestShape } from "./request-shape.ts";

/** `POST /checkout_sessions/{id}/cancel`, unchanged since. The body is optional. */
export const cancelSince20251212 = requestShape({
  schema: open({ intent_trace: Type.Optional(IntentTraceRequest) }),
  examples: {
    "Say why": {
      intent_trace: { reason_code: "shipping_cost", trace_summary: "The buyer expected free shipping." },
    },
    "Without a reason": {},
  },
  decode: (body): CancelCommand => ({
    intentTrace: body.intent_trace && decodeIntentTrace(body.intent_trace),
  }),
});
