import { type Static, Type } from "@sinclair/typebox";
import type { IntentTrace } from "../../../checkout/session.ts";
import { emptyableText, FlatFacts, open, text } from "./fields.ts";

const reasonCodes: readonly string[] = [
  "price_sensitivity",
  "shipping_cost",
  "shipping_speed",
  "product_fit",
  "trust_security",
  "returns_policy",
  "payment_options",
  "comparison",
  "timing_deferred",
  "other",
];

/** A reason this version does not list is kept as `other`, so that a newer agent can still cancel. */
export const IntentTraceRequest = open({
  reason_code: text(64, { description: `One of ${reasonCodes.join(", ")}.` }),
  trace_summary: Type.Optional(emptyableText(500)),
  metadata: Type.Optional(FlatFacts),
});

/** Reads why the buyer walked away. */
export function decodeIntentTrace(trace: Static<typeof IntentTraceRequest>): IntentTrace {
  return {
    reasonCode: reasonCodes.includes(trace.reason_code) ? trace.reason_code : "other",
    summary: trace.trace_summary,
    metadata: trace.metadata,
  };
}
