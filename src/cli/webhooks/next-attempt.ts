import type { Agent } from "../../agents/agent.ts";
import { toRfc3339 } from "../../clock.ts";
import type { EventSummary } from "../../outbox/event.ts";
import type { SuspendedEndpointStore } from "../../outbox/stores.ts";

/** Where an event goes: to the address that came with its session, or as it is agreed with its agent; `undefined`: nowhere. */
export function endpointUrlOf(
  { webhookUrl }: Pick<EventSummary, "webhookUrl">,
  agent: Pick<Agent, "webhook"> | undefined,
): string | undefined {
  return webhookUrl ?? agent?.webhook?.url;
}

/** Whether an event can be sent at all: it may have nowhere to go, or an endpoint that answered 410 Gone. */
export type EndpointState = "called" | "paused" | "none";

/** How it stands with an event's endpoint. @param agent absent where it is kept nowhere. */
export async function endpointState(
  event: Pick<EventSummary, "agentId" | "webhookUrl">,
  agent: Pick<Agent, "webhook"> | undefined,
  suspendedEndpoints: SuspendedEndpointStore,
): Promise<EndpointState> {
  const url = endpointUrlOf(event, agent);
  if (url === undefined) return "none";
  return (await suspendedEndpoints.isSuspended(event.agentId, url)) ? "paused" : "called";
}

/** When an event is sent next, in words; empty when it never is, because it was delivered or given up. */
export function nextOf({ state, nextAttemptAt }: EventSummary, endpoint: EndpointState): string {
  if (state !== "pending") return "";
  if (endpoint === "none") return "once its agent has an endpoint";
  if (endpoint === "paused") return "once its endpoint is called again";
  if (nextAttemptAt === undefined) return "after the order's earlier event";
  return nextAttemptAt === 0 ? "at once" : toRfc3339(nextAttemptAt);
}
