import type { Instant } from "../clock.ts";
import type { AgentId, AttemptId } from "../ids.ts";

/**
 * The payments of agents that nobody vouches for: such as were declined, and such as may yet be. In a write job, all of
 * them: whoever tries cards out sends many at once, and each counts from before it is sent until it is known to be good.
 */
export interface StrangerPaymentStore {
  /** @param countedAs as whom its agent is counted. */
  put(attempt: AttemptId, countedAs: AgentId, now: Instant): Promise<void>;
  /** It was not declined. */
  remove(attempt: AttemptId): Promise<void>;
  /** How many were begun after `since`; what is older is forgotten. */
  recent(
    countedAs: AgentId,
    since: Instant,
  ): Promise<{ readonly ofAgent: number; readonly together: number }>;
}
