import type { Agent } from "../agents/agent.ts";
import { after, type Instant, instant, MINUTE } from "../clock.ts";
import type { AgentId, EventId, OrderId } from "../ids.ts";
import type { Order } from "../orders/order.ts";
import { CircuitBreaker, type CircuitState } from "./circuit-breaker.ts";
import {
  createEventSender,
  type DeliveryStores,
  type Endpoint,
  type SendingDependencies,
} from "./deliver-event.ts";
import { deliveryBody, type EncodeOrderEvent } from "./delivery-body.ts";
import type { DueEvent } from "./event.ts";
import { LONGEST_WAIT } from "./retry.ts";
import type { OutboxStore, SuspendedEndpointStore } from "./stores.ts";

/** How many events are under way to one endpoint at a time; each of another order. */
const CONCURRENCY = 32;

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

export interface DeliveryDependencies<Stores extends DeliveryStores> extends SendingDependencies<Stores> {
  readonly reads: {
    readonly outbox: Pick<OutboxStore, "due" | "nextDueAfter">;
    readonly suspendedEndpoints: Pick<SuspendedEndpointStore, "isSuspended">;
    readonly agents: { all(): Promise<readonly Agent[]> };
  };
  readonly encodeOrderEvent: EncodeOrderEvent;
}

/**
 * Builds the {@link Deliveries} of one server. An event is delivered at least once: it is marked only after its agent
 * has said yes, so a crash in between sends the same bytes under the same id again. Events of one order go one after
 * the other, in the order they happened; orders do not wait for each other, nor agents.
 */
export function createDeliveries<Stores extends DeliveryStores>(
  dependencies: DeliveryDependencies<Stores>,
): Deliveries {
  const { write, reads, encodeOrderEvent, clock, log, retryBaseMs } = dependencies;
  const sender = createEventSender(dependencies);
  const breakers = new Map<string, CircuitBreaker>();
  /** The orders with an event on its way, by the agent it goes to. */
  const underWay = new Map<OrderId, { readonly agentId: AgentId; readonly done: Promise<void> }>();

  function breakerOf({ id, webhook }: Agent): CircuitBreaker {
    const key = `${id} ${webhook?.url}`;
    const known = breakers.get(key);
    if (known) return known;
    const breaker = new CircuitBreaker(retryBaseMs, clock);
    breakers.set(key, breaker);
    return breaker;
  }

  /** Every endpoint that wants to be called. Where there is none, events wait for one. */
  async function endpoints(): Promise<Endpoint[]> {
    const found: Endpoint[] = [];
    for (const agent of await reads.agents.all()) {
      const { webhook } = agent;
      if (!webhook || (await reads.suspendedEndpoints.isSuspended(agent.id, webhook.url))) continue;
      found.push({ agent, webhook, breaker: breakerOf(agent) });
    }
    return found;
  }

  function dueOf({ agent }: Endpoint, limit: number): Promise<readonly DueEvent[]> {
    const now = clock.now();
    return reads.outbox.due(agent.id, now, after(now, LONGEST_WAIT + MINUTE), limit);
  }

  /** When the endpoint has rested, while it rests. */
  function restsUntil(breaker: CircuitBreaker): Instant | undefined {
    const left = breaker.restLeft();
    return left > 0 ? after(clock.now(), left) : undefined;
  }

  /** When something is to be done next, other than what can be done now. */
  async function nextMoment(): Promise<Instant | undefined> {
    const now = clock.now();
    const moments = await Promise.all(
      (await endpoints()).map(
        async ({ agent, breaker }) => restsUntil(breaker) ?? (await reads.outbox.nextDueAfter(agent.id, now)),
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
          ? (restsUntil(endpoint.breaker) ?? now)
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
        const done = sender
          .send(endpoint, event, body)
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
    const free = capacityOf(endpoint.breaker.state()) - busy;
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
      return deliveryBody(event.type, order, endpoint.webhook, encodeOrderEvent);
    } catch (error) {
      log.error("an event cannot be written in its session's version", { eventId: event.id, error });
      await sender.refuse(endpoint, event, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  return {
    due,
    run,
    circuitOf: (agent) => breakerOf(agent).state(),
  };
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

function earliest(moments: readonly (Instant | undefined)[]): Instant | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : instant(Math.min(...known));
}
