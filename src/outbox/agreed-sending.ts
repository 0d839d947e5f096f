import type { WebhookSettings } from "../agents/agent.ts";
import { signingSecrets } from "../agents/webhook-secrets.ts";
import { type Clock, toRfc3339 } from "../clock.ts";
import type { AgentId } from "../ids.ts";
import type { Outgoing, OutgoingOutcome } from "../outgoing/outgoing.ts";
import type { DueEvent } from "./event.ts";
import { postTerms } from "./post-terms.ts";
import { signatureOf } from "./signature.ts";
import { isDenied, verdictOn } from "./verdict.ts";

/** Sends one event, signed by a secret that is shared with its agent, and gives what came of it. Never rejects. */
export type SendAgreed = (
  agentId: AgentId,
  agreed: WebhookSettings,
  event: DueEvent,
  body: string,
) => Promise<OutgoingOutcome>;

/** Builds the {@link SendAgreed} of one server. */
export function createAgreedSending({
  outgoing,
  clock,
}: {
  readonly outgoing: Outgoing;
  readonly clock: Clock;
}): SendAgreed {
  /** The secret each agent accepted last. */
  const accepted = new Map<AgentId, string>();

  /** Sends an event; while a secret is being changed, at once again by the other when the first is denied. */
  async function sendAgreed(
    agentId: AgentId,
    agreed: WebhookSettings,
    event: DueEvent,
    body: string,
  ): Promise<OutgoingOutcome> {
    const [first = "", other] = inOrderOfSuccess(agentId, signingSecrets(agreed, clock.now()));
    const outcome = await sendBy(first, agreed, event, body);
    const isOther = other !== undefined && isDenied(outcome);
    const last = isOther ? await sendBy(other, agreed, event, body) : outcome;
    if (verdictOn(last) === "accepted") accepted.set(agentId, isOther ? other : first);
    return last;
  }

  /** The secret that was accepted last goes first; when none is known to have been, the older, which had more time to be. */
  function inOrderOfSuccess(agent: AgentId, secrets: readonly string[]): readonly string[] {
    const [newest] = secrets;
    return newest !== undefined && accepted.get(agent) === newest ? secrets : secrets.toReversed();
  }

  function sendBy(
    secret: string,
    { url, header, signature }: WebhookSettings,
    event: DueEvent,
    body: string,
  ): Promise<OutgoingOutcome> {
    const at = clock.now();
    return outgoing.request({
      method: "POST",
      url,
      headers: {
        "content-type": "application/json",
        [header]: signatureOf(signature, secret, body, at),
        // The same at every attempt: what a receiver knows a repeated event by.
        "request-id": event.id,
        timestamp: toRfc3339(at),
        "user-agent": "Checkstand",
      },
      body,
      ...postTerms,
    });
  }

  return sendAgreed;
}
