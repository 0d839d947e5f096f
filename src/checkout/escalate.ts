import type { Instant } from "../clock.ts";
import type { SessionId } from "../ids.ts";
import type { Message } from "./session.ts";
import type { CheckoutStores } from "./stores.ts";
import { asOf, transition } from "./transitions.ts";

/** As a session says it whose buyer's bank wants to hear from them. */
const buyerIsWanted: Message = {
  type: "error",
  code: "intervention_required",
  place: { at: "payment_data" },
  content: "The buyer has to review and pay this themselves. Send them to the checkout page.",
  contentType: "plain",
  severity: "high",
  resolution: "requires_buyer_input",
};

/** What came of asking for a session's buyer. */
export type Escalation = "escalated" | "unknown_session" | "not_ready";

/**
 * Has a session that is ready say that only its buyer can go on, until it is changed or paid. In a write job. Changes no
 * other.
 */
export async function escalateSession(
  { sessions }: Pick<CheckoutStores, "sessions">,
  id: SessionId,
  now: Instant,
): Promise<Escalation> {
  const found = await sessions.find(id);
  if (!found) return "unknown_session";
  const session = asOf(found, now);
  if (session.status !== "ready_for_payment") return "not_ready";
  const messages = [...session.messages, buyerIsWanted];
  await sessions.replace(transition(session, "become_ready", { messages, updatedAt: now }));
  return "escalated";
}
