import type { Agent } from "../../agents/agent.ts";
import { toRfc3339 } from "../../clock.ts";
import type { EventSummary } from "../../outbox/event.ts";
import type { SuspendedEndpointStore } from "../../outbox/stores.ts";

/** Whether an agent's events can be sent at all: it may have no endpoint, or one that answered 410 Gone. */
export type EndpointState = "called" | "paused" | "none";

/** How it stands with an agent's endpoint; `undefined` where the agent is unknown. */
export async function endpointState(
  agent: Pick<Agent, "id" | "webhook"> | undefined,
  suspendedEndpoints: SuspendedEndpointStore,
): Promise<EndpointState> {
  if (!agent?.webhook) return "none";
  return (await suspendedEndpoints.isSuspended(agent.id, agent.webhook.url)) ? "paused" : "called";
}

/** When an event is sent next, in words; empty when it never is, because it was delivered or given up. */
export function nextOf({ state, nextAttemptAt }: EventSummary, endpoint: EndpointState): string {
  if (state !== "pending") return "";
  if (endpoint === "none") return "once its agent has an endpoint";
  if (endpoint === "paused") return "once its endpoint is called again";
  if (nextAttemptAt === undefined) return "after the order's earlier event";
  return nextAttemptAt === 0 ? "at once" : toRfc3339(nextAttemptAt);
}
