import {
  type AgentRequests,
  fulfillmentDetailsRequest,
  sampleAuthentication,
  sampleBuyer,
} from "./agent-requests.ts";
import { CARD_HANDLER } from "./capabilities.ts";

function complete(token: string, buyer = sampleBuyer): object {
  const instrument = { type: "card", credential: { type: "spt", token } };
  return { buyer, payment_data: { handler_id: CARD_HANDLER, instrument } };
}

/** What an agent sends from 2026-01-30 on. */
export const agentRequestsSince20260130: AgentRequests = {
  create: ({ item, quantity = 1, currency, address }) => ({
    // A quantity is no field of an official item any more; one unit need not be said.
    line_items: [quantity === 1 ? { id: item } : { id: item, quantity }],
    currency,
    capabilities: { interventions: { supported: ["3ds"] } },
    ...(address && fulfillmentDetailsRequest(address)),
  }),
  address: fulfillmentDetailsRequest,
  select: (option_id, item_ids) => ({
    selected_fulfillment_options: [{ type: "shipping", option_id, item_ids }],
  }),
  complete,
  completeAuthenticated: (token) => ({ ...complete(token), ...sampleAuthentication }),
};
