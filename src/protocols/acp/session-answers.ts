import type { Agent } from "../../agents/agent.ts";
import type { CompletionAnswer } from "../../checkout/complete.ts";
import type { CheckoutPageLinks } from "../../checkout/page-link.ts";
import { isUnfinished } from "../../checkout/transitions.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import type { Answer } from "../../idempotency/answer.ts";
import { problemAnswer } from "../../operations/perform.ts";
import { unreachable } from "../../problem.ts";
import type { Wire } from "./wire.ts";

/** What answers about sessions need of a version's words. */
type SessionWords = Pick<Wire, "session" | "declineAnswer" | "error">;

/** The page of a session; absent where buyers have none, or the words of a dialect no place for it. */
type PageOf = CheckoutPageLinks["pageOf"] | undefined;

/**
 * A session in a version's words, and where its buyer goes on by hand while there is something left to do: agents that
 * cannot finish a session hand it over there. What is over has an order, or nothing to go on with.
 */
export function encodedSession(
  { session: words }: Pick<Wire, "session">,
  view: CheckoutView,
  pageOf?: PageOf,
): object {
  const { id, status } = view.session;
  return words.encode(view, isUnfinished(status) ? pageOf?.(id) : undefined);
}

/** As {@link encodedSession}, with the status it is answered with. */
export function sessionAnswer(
  wire: Pick<Wire, "session">,
  status: number,
  view: CheckoutView,
  pageOf?: PageOf,
): Answer {
  return { status, body: JSON.stringify(encodedSession(wire, view, pageOf)) };
}

/** How a version hears of a completion's end. The only place that knows declines are a session here, an error there. */
export function completionAnswer(
  wire: SessionWords,
  agent: Agent,
  answer: CompletionAnswer,
  pageOf?: PageOf,
): Answer {
  switch (answer.kind) {
    case "completed":
      return sessionAnswer(wire, agent.acp?.completeStatus ?? 200, answer.view, pageOf);
    case "pending":
      return {
        ...sessionAnswer(wire, 200, answer.view, pageOf),
        headers: { "retry-after": "2" },
        passing: true,
      };
    case "authentication_required":
    case "changed":
      return sessionAnswer(wire, 200, answer.view, pageOf);
    case "refused":
      return wire.declineAnswer === "session"
        ? sessionAnswer(wire, 200, answer.view, pageOf)
        : problemAnswer(answer.problem, wire.error.encode(answer.problem));
    case "failed":
      return problemAnswer(answer.problem, wire.error.encode(answer.problem));
    default:
      return unreachable(answer);
  }
}
