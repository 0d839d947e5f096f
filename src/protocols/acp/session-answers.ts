import type { Agent } from "../../agents/agent.ts";
import type { CompletionAnswer } from "../../checkout/complete.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import type { Answer } from "../../idempotency/answer.ts";
import { problemAnswer } from "../../operations/perform.ts";
import { unreachable } from "../../problem.ts";
import type { Wire } from "./wire.ts";

/** What answers about sessions need of a version's words. */
type SessionWords = Pick<Wire, "session" | "declineAnswer" | "error">;

/** A session in a version's words. */
export function sessionAnswer(wire: Pick<Wire, "session">, status: number, view: CheckoutView): Answer {
  return { status, body: JSON.stringify(wire.session.encode(view)) };
}

/** How a version hears of a completion's end. The only place that knows declines are a session here, an error there. */
export function completionAnswer(wire: SessionWords, agent: Agent, answer: CompletionAnswer): Answer {
  switch (answer.kind) {
    case "completed":
      return sessionAnswer(wire, agent.acp?.completeStatus ?? 200, answer.view);
    case "pending":
      return { ...sessionAnswer(wire, 200, answer.view), headers: { "retry-after": "2" }, passing: true };
    case "authentication_required":
    case "changed":
      return sessionAnswer(wire, 200, answer.view);
    case "refused":
      return wire.declineAnswer === "session"
        ? sessionAnswer(wire, 200, answer.view)
        : problemAnswer(answer.problem, wire.error.encode(answer.problem));
    case "failed":
      return problemAnswer(answer.problem, wire.error.encode(answer.problem));
    default:
      return unreachable(answer);
  }
}
