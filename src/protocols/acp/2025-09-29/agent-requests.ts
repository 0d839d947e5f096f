import type { AgentAddress, AgentRequests } from "../words/agent-requests.ts";
import { itemsUntil20260116, paymentRequestsUntil20260116 } from "../words/agent-requests-until-20260116.ts";

function address(fulfillment_address: AgentAddress): object {
  return { fulfillment_address };
}

/** What an agent sends: the address bare, one option for all there is. */
export const agentRequests: AgentRequests = {
  ...paymentRequestsUntil20260116,
  create: ({ item, quantity, address: where }) => ({
    ...itemsUntil20260116(item, quantity),
    ...(where && address(where)),
  }),
  address,
  select: (fulfillment_option_id) => ({ fulfillment_option_id }),
};
