import type { OutgoingOutcome } from "../outgoing/outgoing.ts";
import type { Endpoint } from "./endpoint.ts";
import type { DeliveryAttempt, DueEvent } from "./event.ts";
import { nextAttempt, readRetryAfter } from "./retry.ts";
import type { DeliveryStores, SendingDependencies } from "./sending-dependencies.ts";

/** Writes down what came of an attempt that was not accepted. */
export interface DeliveryConclusions {
  /** It is tried again later, or given up when that was long enough. */
  retry(
    endpoint: Endpoint,
    event: DueEvent,
    outcome: OutgoingOutcome,
    attempt: DeliveryAttempt,
  ): Promise<void>;
  /** It is never tried again by itself. */
  giveUp(endpoint: Endpoint, event: DueEvent, attempt: DeliveryAttempt): Promise<void>;
  /** The endpoint is gone: its events wait. */
  pause(endpoint: Endpoint, event: DueEvent, attempt: DeliveryAttempt): Promise<void>;
}

/** Builds the {@link DeliveryConclusions} of one server. */
export function createDeliveryConclusions<Stores extends DeliveryStores>({
  write,
  clock,
  log,
  retryBaseMs,
  random = Math.random,
  report = async () => {},
}: SendingDependencies<Stores>): DeliveryConclusions {
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
      await report(stores, { kind: "event_given_up", endpoint, event });
    });
    log.error("an event was given up; it can be replayed", { eventId: event.id, status: attempt.status });
  }

  async function pause(endpoint: Endpoint, event: DueEvent, attempt: DeliveryAttempt): Promise<void> {
    const { agent, url } = endpoint;
    await write(async (stores) => {
      const now = clock.now();
      await stores.outbox.addAttempt(event.id, attempt);
      await stores.outbox.postpone(event.id, now, now);
      await stores.suspendedEndpoints.pause(agent.id, url, now);
      await report(stores, { kind: "endpoint_gone", endpoint, event });
    });
    log.error("an endpoint is gone (410); its events wait", { agentId: agent.id });
  }

  return { retry, giveUp, pause };
}
