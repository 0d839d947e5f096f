import type { PathWords } from "./path-words.ts";

/** How requests of this version spell the places of problem. */
export const requestPathsOf20250929: PathWords = {
  lineItems: "items",
  lineItemFields: { id: "id", quantity: "quantity" },
  details: "$.fulfillment_address",
  address: "$.fulfillment_address",
  selection: "$.fulfillment_option_id",
  token: "$.payment_data.token",
};

/** Messages point into the session they come with, where lines have another shape than in requests. */
export const answerPathsOf20250929: PathWords = {
  ...requestPathsOf20250929,
  lineItems: "line_items",
  lineItemFields: { id: "item.id", quantity: "item.quantity" },
};

/** How requests spell the places of problem until 2026-01-16. */
export const requestPathsUntil20260116: PathWords = {
  ...requestPathsOf20250929,
  details: "$.fulfillment_details",
  address: "$.fulfillment_details.address",
  selection: "$.selected_fulfillment_options",
  authenticationResult: "$.authentication_result",
};

/** How messages spell them. */
export const answerPathsUntil20260116: PathWords = {
  ...requestPathsUntil20260116,
  lineItems: "line_items",
  lineItemFields: { id: "item.id", quantity: "item.quantity" },
};

/** How requests spell the places of problem from 2026-01-30 on. */
export const requestPathsSince20260130: PathWords = {
  ...requestPathsUntil20260116,
  lineItems: "line_items",
  currency: "$.currency",
  groups: "$.fulfillment_groups",
  discountCodes: "$.discounts.codes",
  interventions: "$.capabilities.interventions.supported",
  token: "$.payment_data.instrument.credential.token",
  handler: "$.payment_data.handler_id",
};

/** A line's quantity moved out of its item. */
export const answerPathsSince20260130: PathWords = {
  ...requestPathsSince20260130,
  appliedDiscounts: "$.discounts.applied",
  lineItemFields: { id: "item.id", quantity: "quantity" },
};
