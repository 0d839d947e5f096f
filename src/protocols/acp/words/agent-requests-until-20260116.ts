import {
  type AgentRequests,
  fulfillmentDetailsRequest,
  sampleAuthentication,
  sampleBuyer,
} from "./agent-requests.ts";
import { PAYMENT_PROVIDER } from "./payment-provider.ts";

/** Items in the words of 2025-09-29 to 2026-01-16. */
export function itemsUntil20260116(id: string, quantity = 1): object {
  return { items: [{ id, quantity }] };
}

/** How an agent pays in 2025-09-29 to 2026-01-16: by a bare token. */
export const paymentRequestsUntil20260116: Pick<AgentRequests, "complete" | "completeAuthenticated"> = {
  complete,
  completeAuthenticated: (token) => ({ ...complete(token), ...sampleAuthentication }),
};

function complete(token: string, buyer = sampleBuyer): object {
  return { buyer, payment_data: { token, provider: PAYMENT_PROVIDER } };
}

/** What an agent sends in 2025-12-12 and 2026-01-16. */
export const agentRequestsUntil20260116: AgentRequests = {
  ...paymentRequestsUntil20260116,
  create: ({ item, quantity, address }) => ({
    ...itemsUntil20260116(item, quantity),
    ...(address && fulfillmentDetailsRequest(address)),
  }),
  address: fulfillmentDetailsRequest,
  select: (option_id, item_ids) => ({
    selected_fulfillment_options: [{ type: "shipping", shipping: { option_id, item_ids } }],
  }),
};
