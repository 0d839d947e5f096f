import { wordsOfRequests as wordsOf20250929 } from "../2025-09-29/paths.ts";
import type { PathWords } from "../shared/paths.ts";

/** How requests spell the places of problem until 2026-01-16. */
export const wordsOfRequests: PathWords = {
  ...wordsOf20250929,
  details: "$.fulfillment_details",
  address: "$.fulfillment_details.address",
  selection: "$.selected_fulfillment_options",
  authenticationResult: "$.authentication_result",
};

/** How messages spell them. */
export const wordsOfAnswers: PathWords = {
  ...wordsOfRequests,
  lineItems: "line_items",
  lineItemFields: { id: "item.id", quantity: "item.quantity" },
};
