import { wordsOfRequests as wordsOf20250929 } from "../2025-09-29/paths.ts";
import type { PathWords } from "../shared/paths.ts";

export const wordsOfRequests: PathWords = {
  ...wordsOf20250929,
  details: "$.fulfillment_details",
  address: "$.fulfillment_details.address",
  selection: "$.selected_fulfillment_options",
  authenticationResult: "$.authentication_result",
};

export const wordsOfAnswers: PathWords = {
  ...wordsOfRequests,
  lineItems: "line_items",
  lineItemFields: { id: "item.id", quantity: "item.quantity" },
};
