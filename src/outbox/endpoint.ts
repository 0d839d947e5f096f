import type { Agent, WebhookSettings } from "../agents/agent.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";

/** An agent that can be told of its orders, and how it is doing. */
export interface Endpoint {
  readonly agent: Agent;
  readonly webhook: WebhookSettings;
  readonly breaker: CircuitBreaker;
}
