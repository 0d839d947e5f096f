import type { Agent, WebhookSettings } from "../agents/agent.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import type { Recipient } from "./stores.ts";

/** Where events about an agent's orders are sent, and how it is doing. */
export interface Endpoint {
  readonly agent: Pick<Agent, "id" | "name">;
  readonly url: string;
  /** What is agreed with the agent; absent where the address came with its sessions, and messages are signed by our key. */
  readonly agreed?: WebhookSettings | undefined;
  readonly breaker: CircuitBreaker;
}

/** Whose events an endpoint gets. */
export function recipientAt({ agent, url, agreed }: Omit<Endpoint, "breaker">): Recipient {
  return { agentId: agent.id, webhookUrl: agreed ? undefined : url };
}
