import type { Agent } from "../agents/agent.ts";
import type { Instant } from "../clock.ts";
import type { AgentId, OrderId } from "../ids.ts";
import type { CircuitState } from "./circuit-breaker.ts";
import { createEventSender } from "./deliver-event.ts";
import type { EncodeOrderEvent } from "./delivery-body.ts";
import type { Endpoint } from "./endpoint.ts";
import { createEndpoints, type EndpointReads } from "./endpoints.ts";
import type { DueEvent } from "./event.ts";
import { createFreezing } from "./freeze-bodies.ts";
import type { DeliveryStores, SendingDependencies } from "./sending-dependencies.ts";

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
  readonly reads: EndpointReads;
  readonly encodeOrderEvent: EncodeOrderEvent;
  /** Whether no other process sends events of this shop. */
  readonly isAlone?: boolean | undefined;
}

/**
 * Builds the {@link Deliveries} of one server. An event is delivered at least once: it is marked only after its agent
 * has said yes, so a crash in between sends the same bytes under the same id again. Events of one order go one after
 * the other, in the order they happened; orders do not wait for each other, nor agents.
 */
export function createDeliveries<Stores extends DeliveryStores>(
  dependencies: DeliveryDependencies<Stores>,
): Deliveries {
  const { write, reads, encodeOrderEvent, clock, isAlone = true, log, retryBaseMs } = dependencies;
  const sender = createEventSender(dependencies);
  const endpoints = createEndpoints(reads, retryBaseMs, clock);
  const freeze = createFreezing({ write, encodeOrderEvent, sender, clock, isAlone, log });
  /** The orders with an event on its way, by the agent it goes to. */
  const underWay = new Map<OrderId, { readonly agentId: AgentId; readonly done: Promise<void> }>();

  async function run(round: DeliveryRound): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    const failed = (error: unknown) => {
      failure ??= { error };
    };
    try {
      while (!round.signal.aborted && !failure) {
        const called = await endpoints.all();
        const started = await startDue(called, round, failed);
        if (underWay.size === 0 && started === 0) break;
        await round.woken(await endpoints.nextMoment(called));
      }
    } finally {
      await Promise.all([...underWay.values()].map(({ done }) => done));
    }
    if (failure) throw failure.error;
  }

  /** Sends as many due events off to these endpoints as may be under way. Gives how many. */
  async function startDue(
    called: readonly Endpoint[],
    round: DeliveryRound,
    failed: (error: unknown) => void,
  ): Promise<number> {
    let started = 0;
    for (const endpoint of called) {
      for (const { event, body } of await freeze(endpoint, await nextOf(endpoint))) {
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
    const candidates = await endpoints.dueOf(endpoint, busy + free);
    return candidates.filter(({ orderId }) => !underWay.has(orderId)).slice(0, free);
  }

  return {
    due: endpoints.due,
    run,
    circuitOf: (agent) => endpoints.breakerOf(agent).state(),
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
