import type { Agent } from "../agents/agent.ts";
import type { Answer } from "../idempotency/answer.ts";
import type { SessionId } from "../ids.ts";
import type { Wire } from "./wire.ts";

/** One ACP call on checkout sessions, whichever transport it came by. `body` has passed the wire's schema. */
export type SessionCall = {
  readonly wire: Wire;
  readonly agent: Agent;
  readonly idempotencyKey?: string | undefined;
} & (
  | { readonly operation: "create"; readonly body: unknown }
  | { readonly operation: "get"; readonly sessionId: SessionId }
  | { readonly operation: "update"; readonly sessionId: SessionId; readonly body: unknown }
  | { readonly operation: "complete"; readonly sessionId: SessionId; readonly body: unknown }
  | { readonly operation: "cancel"; readonly sessionId: SessionId; readonly body: unknown }
);

/** Carries out ACP calls: idempotency, use case, encoding and commit, in that order. Never throws for a problem. */
export interface SessionOperations {
  perform(call: SessionCall): Promise<Answer>;
}
