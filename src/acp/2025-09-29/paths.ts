import type { PathWords } from "../shared/paths.ts";

/** How requests of this version spell the places of problem. */
export const wordsOfRequests: PathWords = {
  lineItems: "items",
  lineItemFields: { id: "id", quantity: "quantity" },
  details: "$.fulfillment_address",
  address: "$.fulfillment_address",
  selection: "$.fulfillment_option_id",
  token: "$.payment_data.token",
};

/** Messages point into the session they come with, where lines have another shape than in requests. */
export const wordsOfAnswers: PathWords = {
  ...wordsOfRequests,
  lineItems: "line_items",
  lineItemFields: { id: "item.id", quantity: "item.quantity" },
};
