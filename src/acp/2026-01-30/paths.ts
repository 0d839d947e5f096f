import { wordsOfRequests as wordsOf20251212 } from "../2025-12-12/paths.ts";
import type { PathWords } from "../shared/paths.ts";

/** How requests spell the places of problem from 2026-01-30 on. */
export const wordsOfRequests: PathWords = {
  ...wordsOf20251212,
  lineItems: "line_items",
  currency: "$.currency",
  groups: "$.fulfillment_groups",
  discountCodes: "$.discounts.codes",
  interventions: "$.capabilities.interventions.supported",
  token: "$.payment_data.instrument.credential.token",
  handler: "$.payment_data.handler_id",
};

/** A line's quantity moved out of its item. */
export const wordsOfAnswers: PathWords = {
  ...wordsOfRequests,
  appliedDiscounts: "$.discounts.applied",
  lineItemFields: { id: "item.id", quantity: "quantity" },
};
