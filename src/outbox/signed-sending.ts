import type { WebhookSettings } from "../agents/agent.ts";
import { signingSecrets } from "../agents/webhook-secrets.ts";
import { type Clock, SECOND, toRfc3339 } from "../clock.ts";
import type { AgentId } from "../ids.ts";
import type { Outgoing, OutgoingOutcome } from "../outgoing/outgoing.ts";
import type { Endpoint } from "./endpoint.ts";
import type { DueEvent } from "./event.ts";
import { signatureOf } from "./signature.ts";
import { isDenied, verdictOn } from "./verdict.ts";

const TIMEOUT = 10 * SECOND;
const ANSWER_LIMIT_BYTES = 64 * 1024;

/** Sends one event, signed, and gives what came of it. Never rejects. */
export type SendSigned = (endpoint: Endpoint, event: DueEvent, body: string) => Promise<OutgoingOutcome>;

/** Builds the {@link SendSigned} of one server. */
export function createSignedSending(outgoing: Outgoing, clock: Clock): SendSigned {
  /** The secret each agent accepted last. */
  const accepted = new Map<AgentId, string>();

  /** Sends an event; while a secret is being changed, at once again by the other when the first is denied. */
  async function sendSigned(
    { agent, webhook }: Endpoint,
    event: DueEvent,
    body: string,
  ): Promise<OutgoingOutcome> {
    const [first = "", other] = inOrderOfSuccess(agent.id, signingSecrets(webhook, clock.now()));
    const outcome = await sendBy(first, webhook, event, body);
    const isOther = other !== undefined && isDenied(outcome);
    const last = isOther ? await sendBy(other, webhook, event, body) : outcome;
    if (verdictOn(last) === "accepted") accepted.set(agent.id, isOther ? other : first);
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
      timeoutMs: TIMEOUT,
      answerLimitBytes: ANSWER_LIMIT_BYTES,
    });
  }

  return sendSigned;
}
