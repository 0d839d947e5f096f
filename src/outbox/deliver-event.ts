import type { Agent, WebhookSettings } from "../agents/agent.ts";
import { signingSecrets } from "../agents/webhook-secrets.ts";
import { type Clock, type Instant, SECOND, toRfc3339 } from "../clock.ts";
import type { AgentId } from "../ids.ts";
import type { Log } from "../log.ts";
import type { Outgoing, OutgoingOutcome } from "../outgoing/outgoing.ts";
import type { Write } from "../storage.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import type { DeliveryAttempt, DueEvent } from "./event.ts";
import { nextAttempt, readRetryAfter } from "./retry.ts";
import { signatureOf } from "./signature.ts";
import type { OutboxStore, SuspendedEndpointStore } from "./stores.ts";
import { type DeliveryVerdict, isDenied, verdictOn } from "./verdict.ts";

const TIMEOUT = 10 * SECOND;
const ANSWER_LIMIT_BYTES = 64 * 1024;
/** As much of a refusal as helps a person. */
const KEPT_ANSWER_LENGTH = 1_000;

/** What deliveries read and write in a write job. */
export interface DeliveryStores {
  readonly outbox: OutboxStore;
  readonly suspendedEndpoints: SuspendedEndpointStore;
}

/** Something that a person should look at. */
export interface DeliveryFailure {
  readonly kind: "event_given_up" | "endpoint_gone";
  readonly agent: Agent;
  readonly event: DueEvent;
}

/** An agent that can be told of its orders, and how it is doing. */
export interface Endpoint {
  readonly agent: Agent;
  readonly webhook: WebhookSettings;
  readonly breaker: CircuitBreaker;
}

export interface SendingDependencies<Stores extends DeliveryStores> {
  readonly write: Write<Stores>;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  readonly log: Log;
  /** What to wait before the first retry, ms. */
  readonly retryBaseMs: number;
  readonly random?: (() => number) | undefined;
  /** Counts attempts by what came of them. */
  readonly attempted?: ((verdict: DeliveryVerdict) => void) | undefined;
  /** Tells the merchant, in the job of the change. */
  readonly report?: ((stores: Stores, reason: DeliveryFailure) => Promise<void>) | undefined;
}

/** Sends one event, and writes down what came of it. */
export interface EventSender {
  /** One attempt. Throws when what came of it could not be written down: the event is then sent again some time. */
  send(endpoint: Endpoint, event: DueEvent, body: string): Promise<void>;
  /** Gives an event up that cannot be sent at all. */
  refuse(endpoint: Endpoint, event: DueEvent, reason: string): Promise<void>;
}

/** Builds the {@link EventSender} of one server. */
export function createEventSender<Stores extends DeliveryStores>({
  write,
  outgoing,
  clock,
  log,
  retryBaseMs,
  random = Math.random,
  attempted,
  report = async () => {},
}: SendingDependencies<Stores>): EventSender {
  /** The secret each agent accepted last. */
  const accepted = new Map<AgentId, string>();

  async function send(endpoint: Endpoint, event: DueEvent, body: string): Promise<void> {
    const at = clock.now();
    const began = performance.now();
    const outcome = await sendSigned(endpoint, event, body);
    await conclude(endpoint, event, outcome, attemptOf(event, at, Math.round(performance.now() - began)));
  }

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

  async function retry(
    endpoint: Endpoint,
    event: DueEvent,
    outcome: OutgoingOutcome,
    attempt: DeliveryAttempt,
  ): Promise<void> {
    const now = clock.now();
    const retryAfter =
      outcome.kind === "answered" ? readRetryAfter(outcome.headers.get("retry-after"), now) : undefined;
    const until = nextAttempt(
      { failures: event.failures + 1, firstFailedAt: event.firstFailedAt ?? now, now, retryAfter },
      { baseMs: retryBaseMs, random },
    );
    if (until === undefined) return giveUp(endpoint, event, attempt);
    await write(async ({ outbox }) => {
      await outbox.addAttempt(event.id, attempt);
      await outbox.postpone(event.id, until, now);
    });
  }

  async function giveUp(endpoint: Endpoint, event: DueEvent, attempt: DeliveryAttempt): Promise<void> {
    await write(async (stores) => {
      await stores.outbox.addAttempt(event.id, attempt);
      await stores.outbox.finish(event.id, "dead", clock.now());
      await report(stores, { kind: "event_given_up", agent: endpoint.agent, event });
    });
    log.error("an event was given up; it can be replayed", { eventId: event.id, status: attempt.status });
  }

  async function pause(
    { agent, webhook }: Endpoint,
    event: DueEvent,
    attempt: DeliveryAttempt,
  ): Promise<void> {
    await write(async (stores) => {
      const now = clock.now();
      await stores.outbox.addAttempt(event.id, attempt);
      await stores.outbox.postpone(event.id, now, now);
      await stores.suspendedEndpoints.pause(agent.id, webhook.url, now);
      await report(stores, { kind: "endpoint_gone", agent, event });
    });
    log.error("an endpoint is gone (410); its events wait", { agentId: agent.id });
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
