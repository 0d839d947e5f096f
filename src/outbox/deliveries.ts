import { wireFor } from "../acp/versions.ts";
import type { Wire } from "../acp/wire.ts";
import type { Agent, WebhookSettings } from "../agents/agent.ts";
import { after, type Clock, type Instant, instant, MINUTE, SECOND, toRfc3339 } from "../clock.ts";
import type { AgentId, EventId, OrderId } from "../ids.ts";
import type { Log } from "../log.ts";
import type { Order } from "../orders/order.ts";
import type { Outgoing, OutgoingOutcome } from "../outgoing/outgoing.ts";
import type { Shop } from "../shop.ts";
import type { Write } from "../storage.ts";
import { CircuitBreaker, type CircuitState } from "./circuit-breaker.ts";
import type { DeliveryAttempt, DueEvent, EventType } from "./event.ts";
import { LONGEST_WAIT, nextAttempt, readRetryAfter } from "./retry.ts";
import { signatureOf } from "./signature.ts";
import type { OutboxStore, PauseStore } from "./stores.ts";
import { verdictOn } from "./verdict.ts";

/** How many events are under way to one endpoint at a time; each of another order. */
const CONCURRENCY = 32;
const TIMEOUT = 10 * SECOND;
const ANSWER_LIMIT_BYTES = 64 * 1024;
/** As much of a refusal as helps a person. */
const KEPT_ANSWER_LENGTH = 1_000;

/** Delivers events to the agents' endpoints. */
export interface Deliveries {
  /** When an event can be sent next; `undefined` when none can until something happens. */
  due(): Promise<Instant | undefined>;
  /** Sends every event that is due, and what becomes due meanwhile. Throws when the database gives way. */
  run(round: DeliveryRound): Promise<void>;
  /** How an agent's endpoint is treated at the moment. */
  circuitOf(agent: Agent): CircuitState;
}

/** What a run of deliveries hears from outside. */
export interface DeliveryRound {
  /** Aborted: send nothing more, finish what is on its way, and return. */
  readonly signal: AbortSignal;
  wake(): void;
  /** Settles when somebody has called `wake`, because there are new events, or when `by` has come. */
  woken(by: Instant | undefined): Promise<void>;
}

/** What deliveries read and write behind the door. */
export interface DeliveryStores {
  readonly outbox: OutboxStore;
  readonly pauses: PauseStore;
}

/** Something that a person should look at. */
export interface DeliveryTrouble {
  readonly kind: "event_given_up" | "endpoint_gone";
  readonly agent: Agent;
  readonly event: DueEvent;
}

export interface DeliveryDependencies<Stores extends DeliveryStores> {
  readonly write: Write<Stores>;
  readonly reads: {
    readonly outbox: Pick<OutboxStore, "due" | "nextDueAfter">;
    readonly pauses: Pick<PauseStore, "isPaused">;
    readonly agents: { all(): Promise<readonly Agent[]> };
  };
  readonly outgoing: Outgoing;
  readonly shop: Shop;
  readonly clock: Clock;
  readonly log: Log;
  /** What to wait before the first retry, ms. */
  readonly retryBaseMs: number;
  readonly random?: (() => number) | undefined;
  /** Tells the merchant, in the job of the change. */
  readonly report?: ((stores: Stores, trouble: DeliveryTrouble) => Promise<void>) | undefined;
}

/** An agent that can be told of its orders, and how it is doing. */
interface Endpoint {
  readonly agent: Agent;
  readonly webhook: WebhookSettings;
  readonly breaker: CircuitBreaker;
}

/**
 * Builds the {@link Deliveries} of one server. An event is delivered at least once: it is marked only after its agent
 * has said yes, so a crash in between sends the same bytes under the same id again. Events of one order go one after
 * the other, in the order they happened; orders do not wait for each other, nor agents.
 */
export function createDeliveries<Stores extends DeliveryStores>({
  write,
  reads,
  outgoing,
  shop,
  clock,
  log,
  retryBaseMs,
  random = Math.random,
  report = async () => {},
}: DeliveryDependencies<Stores>): Deliveries {
  const breakers = new Map<string, CircuitBreaker>();
  /** The orders with an event on its way, by the agent it goes to. */
  const underWay = new Map<OrderId, { readonly agentId: AgentId; readonly done: Promise<void> }>();

  function breakerOf({ id, webhook }: Agent): CircuitBreaker {
    const key = `${id} ${webhook?.url}`;
    const known = breakers.get(key);
    if (known) return known;
    const breaker = new CircuitBreaker(retryBaseMs);
    breakers.set(key, breaker);
    return breaker;
  }

  /** Every endpoint that wants to be called. Where there is none, events wait for one. */
  async function endpoints(): Promise<Endpoint[]> {
    const found: Endpoint[] = [];
    for (const agent of await reads.agents.all()) {
      const { webhook } = agent;
      if (!webhook || (await reads.pauses.isPaused(agent.id, webhook.url))) continue;
      found.push({ agent, webhook, breaker: breakerOf(agent) });
    }
    return found;
  }

  function dueOf({ agent }: Endpoint, limit: number): Promise<readonly DueEvent[]> {
    const now = clock.now();
    return reads.outbox.due(agent.id, now, after(now, LONGEST_WAIT + MINUTE), limit);
  }

  /** When something is to be done next, other than what can be done now. */
  async function nextMoment(): Promise<Instant | undefined> {
    const now = clock.now();
    const moments = await Promise.all(
      (await endpoints()).map(
        async ({ agent, breaker }) =>
          breaker.restsUntil(now) ?? (await reads.outbox.nextDueAfter(agent.id, now)),
      ),
    );
    return earliest(moments);
  }

  async function due(): Promise<Instant | undefined> {
    const now = clock.now();
    const moments: (Instant | undefined)[] = [];
    for (const endpoint of await endpoints()) {
      const [first] = await dueOf(endpoint, 1);
      moments.push(
        first
          ? (endpoint.breaker.restsUntil(now) ?? now)
          : await reads.outbox.nextDueAfter(endpoint.agent.id, now),
      );
    }
    return earliest(moments);
  }

  async function run(round: DeliveryRound): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    const failed = (error: unknown) => {
      failure ??= { error };
    };
    try {
      while (!round.signal.aborted && !failure) {
        const started = await startDue(round, failed);
        if (underWay.size === 0 && started === 0) break;
        await round.woken(await nextMoment());
      }
    } finally {
      await Promise.all([...underWay.values()].map(({ done }) => done));
    }
    if (failure) throw failure.error;
  }

  /** Sends as many due events off as may be under way. Gives how many. */
  async function startDue(round: DeliveryRound, failed: (error: unknown) => void): Promise<number> {
    let started = 0;
    for (const endpoint of await endpoints()) {
      for (const { event, body } of await frozen(endpoint, await nextOf(endpoint))) {
        started += 1;
        const done = deliver(endpoint, event, body)
          .catch(failed)
          .finally(() => {
            underWay.delete(event.orderId);
            round.wake();
          });
        underWay.set(event.orderId, { agentId: endpoint.agent.id, done });
      }
    }
    return started;
  }

  /** The events to send to an endpoint now: one for each order that has none on its way. */
  async function nextOf(endpoint: Endpoint): Promise<DueEvent[]> {
    const busy = [...underWay.values()].filter(({ agentId }) => agentId === endpoint.agent.id).length;
    const free = capacityOf(endpoint.breaker.state(clock.now())) - busy;
    if (free <= 0) return [];
    const candidates = await dueOf(endpoint, busy + free);
    return candidates.filter(({ orderId }) => !underWay.has(orderId)).slice(0, free);
  }

  /** Makes the bytes of events that are sent for the first time, and keeps them before anybody sees them. */
  async function frozen(
    endpoint: Endpoint,
    events: readonly DueEvent[],
  ): Promise<{ readonly event: DueEvent; readonly body: string }[]> {
    const ready: { event: DueEvent; body: string }[] = [];
    const made: { id: EventId; body: string }[] = [];
    for (const event of events) {
      const { content } = event;
      if ("body" in content) {
        ready.push({ event, body: content.body });
        continue;
      }
      const body = await bytesOf(endpoint, event, content.order);
      if (body === undefined) continue;
      made.push({ id: event.id, body });
      ready.push({ event, body });
    }
    if (made.length > 0) {
      await write(async ({ outbox }) => {
        for (const { id, body } of made) await outbox.freeze(id, body);
      });
    }
    return ready;
  }

  /** `undefined` when the event cannot be spelled; then it is given up, and nobody has to wait for it. */
  async function bytesOf(endpoint: Endpoint, event: DueEvent, order: Order): Promise<string | undefined> {
    try {
      const encoded = wireOf(order).orderEvent.encode(event.type, order, shop);
      return JSON.stringify({ ...encoded, type: nameOf(event.type, endpoint.webhook) });
    } catch (error) {
      log.error("an event cannot be written in its session's version", { eventId: event.id, error });
      const trouble = error instanceof Error ? error.message : String(error);
      await giveUp(endpoint, event, { ...attemptOf(event, clock.now(), 0), trouble });
      return undefined;
    }
  }

  async function deliver(endpoint: Endpoint, event: DueEvent, body: string): Promise<void> {
    const { webhook } = endpoint;
    const at = clock.now();
    const began = performance.now();
    const outcome = await outgoing.request({
      method: "POST",
      url: webhook.url,
      headers: {
        "content-type": "application/json",
        [webhook.header]: signatureOf(webhook, body, at),
        // The same at every attempt: what a receiver knows a repeated event by.
        "request-id": event.id,
        timestamp: toRfc3339(at),
        "user-agent": "Checkstand",
      },
      body,
      timeoutMs: TIMEOUT,
      answerLimitBytes: ANSWER_LIMIT_BYTES,
    });
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
    const attempt =
      verdict === "accepted" ? { ...bare, status } : { ...bare, status, trouble: troubleOf(outcome) };
    const now = clock.now();
    if (verdict === "retry") endpoint.breaker.failed(now);
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
    log.error("an event was given up; it can be replayed", { eventId: event.id, status: attempt.status });
    await write(async (stores) => {
      await stores.outbox.addAttempt(event.id, attempt);
      await stores.outbox.finish(event.id, "dead", clock.now());
      await report(stores, { kind: "event_given_up", agent: endpoint.agent, event });
    });
  }

  async function pause(
    { agent, webhook }: Endpoint,
    event: DueEvent,
    attempt: DeliveryAttempt,
  ): Promise<void> {
    log.error("an endpoint is gone (410); its events wait", { agentId: agent.id });
    await write(async (stores) => {
      const now = clock.now();
      await stores.outbox.addAttempt(event.id, attempt);
      await stores.outbox.postpone(event.id, now, now);
      await stores.pauses.pause(agent.id, webhook.url, now);
      await report(stores, { kind: "endpoint_gone", agent, event });
    });
  }

  return {
    due,
    run,
    circuitOf: (agent) => breakerOf(agent).state(clock.now()),
  };
}

/** A version that was served once is spelled for good, also when it was never released. */
function wireOf({ apiVersion }: Order): Wire {
  const wire = wireFor(apiVersion, true);
  if (!wire) throw new Error(`ACP ${apiVersion} is not spoken here`);
  return wire;
}

function capacityOf(state: CircuitState): number {
  switch (state) {
    case "closed":
      return CONCURRENCY;
    case "probing":
      return 1;
    case "open":
      return 0;
  }
}

function attemptOf(event: DueEvent, at: Instant, durationMs: number): DeliveryAttempt {
  return { number: event.attempts + 1, at, durationMs };
}

function troubleOf(outcome: OutgoingOutcome): string {
  return outcome.kind === "failed" ? outcome.detail : outcome.body.slice(0, KEPT_ANSWER_LENGTH);
}

/** How the agent calls an event of this type: as ACP does, or as one of two other readings of it. */
function nameOf(type: EventType, { eventNames }: WebhookSettings): string {
  switch (eventNames) {
    case "order_create":
      return type;
    case "order_created":
      return `${type}d`;
    case "order.created":
      return `${type.replace("_", ".")}d`;
  }
}

function earliest(moments: readonly (Instant | undefined)[]): Instant | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : instant(Math.min(...known));
}
