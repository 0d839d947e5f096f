import type { Agent } from "../agents/agent.ts";
import { after, type Clock, type Instant, instant, MINUTE } from "../clock.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import type { Endpoint } from "./endpoint.ts";
import type { DueEvent } from "./event.ts";
import { LONGEST_WAIT } from "./retry.ts";
import type { OutboxStore, SuspendedEndpointStore } from "./stores.ts";

/** What tells which endpoints there are, and what is due at each. */
export interface EndpointReads {
  readonly outbox: Pick<OutboxStore, "due" | "nextDueAfter">;
  readonly suspendedEndpoints: Pick<SuspendedEndpointStore, "isSuspended">;
  readonly agents: { all(): Promise<readonly Agent[]> };
}

/** The agents' endpoints, and when each wants to be called. */
export interface Endpoints {
  /** Every endpoint that wants to be called. Where there is none, events wait for one. */
  all(): Promise<readonly Endpoint[]>;
  breakerOf(agent: Agent): CircuitBreaker;
  /** What can be sent to an endpoint now, oldest first. */
  dueOf(endpoint: Endpoint, limit: number): Promise<readonly DueEvent[]>;
  /** When an event can be sent next; `undefined` when none can until something happens. */
  due(): Promise<Instant | undefined>;
  /** When something is to be done next, other than what can be done now. */
  nextMoment(): Promise<Instant | undefined>;
}

/** Builds the {@link Endpoints} of one server. @param retryBaseMs what a breaker's first rest takes. */
export function createEndpoints(reads: EndpointReads, retryBaseMs: number, clock: Clock): Endpoints {
  const breakers = new Map<string, CircuitBreaker>();

  function breakerOf({ id, webhook }: Agent): CircuitBreaker {
    const key = `${id} ${webhook?.url}`;
    const known = breakers.get(key);
    if (known) return known;
    const breaker = new CircuitBreaker(retryBaseMs, clock);
    breakers.set(key, breaker);
    return breaker;
  }

  async function all(): Promise<Endpoint[]> {
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

  async function nextMoment(): Promise<Instant | undefined> {
    const now = clock.now();
    const moments = await Promise.all(
      (await all()).map(
        async ({ agent, breaker }) => restsUntil(breaker) ?? (await reads.outbox.nextDueAfter(agent.id, now)),
      ),
    );
    return earliest(moments);
  }

  async function due(): Promise<Instant | undefined> {
    const now = clock.now();
    const moments: (Instant | undefined)[] = [];
    for (const endpoint of await all()) {
      const [first] = await dueOf(endpoint, 1);
      moments.push(
        first
          ? (restsUntil(endpoint.breaker) ?? now)
          : await reads.outbox.nextDueAfter(endpoint.agent.id, now),
      );
    }
    return earliest(moments);
  }

  return { all, breakerOf, dueOf, due, nextMoment };
}

function earliest(moments: readonly (Instant | undefined)[]): Instant | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : instant(Math.min(...known));
}
