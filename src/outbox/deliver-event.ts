import type { Instant } from "../clock.ts";
import type { OutgoingOutcome } from "../outgoing/outgoing.ts";
import { createAgreedSending } from "./agreed-sending.ts";
import { createDeliveryConclusions } from "./conclude-delivery.ts";
import type { Endpoint } from "./endpoint.ts";
import type { DeliveryAttempt, DueEvent } from "./event.ts";
import { createMessageSending } from "./send-message.ts";
import type { DeliveryStores, SendingDependencies } from "./sending-dependencies.ts";
import { verdictOn } from "./verdict.ts";

/** As much of a refusal as helps a person. */
const KEPT_ANSWER_LENGTH = 1_000;

/** Sends one event, and writes down what came of it. */
export interface EventSender {
  /** One attempt. Throws when what came of it could not be written down: the event is then sent again some time. */
  send(endpoint: Endpoint, event: DueEvent, body: string): Promise<void>;
  /** Gives an event up that cannot be sent at all. */
  refuse(endpoint: Endpoint, event: DueEvent, reason: string): Promise<void>;
}

/** Builds the {@link EventSender} of one server. */
export function createEventSender<Stores extends DeliveryStores>(
  dependencies: SendingDependencies<Stores>,
): EventSender {
  const { write, clock, attempted } = dependencies;
  const { retry, giveUp, pause } = createDeliveryConclusions(dependencies);
  const sendAgreed = createAgreedSending(dependencies);
  const sendMessage = createMessageSending(dependencies);

  async function send(endpoint: Endpoint, event: DueEvent, body: string): Promise<void> {
    const at = clock.now();
    const began = performance.now();
    const { agent, url, agreed } = endpoint;
    const outcome = agreed
      ? await sendAgreed(agent.id, agreed, event, body)
      : await sendMessage(url, event, body);
    await conclude(endpoint, event, outcome, attemptOf(event, at, Math.round(performance.now() - began)));
  }

  async function conclude(
    endpoint: Endpoint,
    event: DueEvent,
    outcome: OutgoingOutcome,
    bare: DeliveryAttempt,
  ): Promise<void> {
    const status = outcome.kind === "answered" ? outcome.status : undefined;
    const verdict = verdictOn(outcome);
    attempted?.(verdict);
    const attempt =
      verdict === "accepted" ? { ...bare, status } : { ...bare, status, reason: reasonOf(outcome) };
    const now = clock.now();
    if (verdict === "retry") endpoint.breaker.failed();
    else endpoint.breaker.succeeded();
    switch (verdict) {
      case "accepted":
        return write(async ({ outbox }) => {
          await outbox.addAttempt(event.id, attempt);
          await outbox.finish(event.id, "delivered", now);
        });
      case "refused":
        return giveUp(endpoint, event, attempt);
      case "gone":
        return pause(endpoint, event, attempt);
      case "retry":
        return retry(endpoint, event, outcome, attempt);
    }
  }

  return {
    send,
    refuse: (endpoint, event, reason) =>
      giveUp(endpoint, event, { ...attemptOf(event, clock.now(), 0), reason }),
  };
}

function attemptOf(event: DueEvent, at: Instant, durationMs: number): DeliveryAttempt {
  return { number: event.attempts + 1, at, durationMs };
}

function reasonOf(outcome: OutgoingOutcome): string {
  return outcome.kind === "failed" ? outcome.detail : outcome.body.slice(0, KEPT_ANSWER_LENGTH);
}
