import type { Agent } from "../agents/agent.ts";
import { after, type Clock, type Instant, instant, MINUTE } from "../clock.ts";
import type { AgentId } from "../ids.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { type Endpoint, recipientAt } from "./endpoint.ts";
import type { DueEvent } from "./event.ts";
import { LONGEST_WAIT } from "./retry.ts";
import type { OutboxStore, SuspendedEndpointStore } from "./stores.ts";

/** What tells which endpoints there are, and what is due at each. */
export interface EndpointReads {
  readonly outbox: Pick<OutboxStore, "due" | "nextDueAfter" | "addresses">;
  readonly suspendedEndpoints: Pick<SuspendedEndpointStore, "isSuspended">;
  readonly agents: { all(): Promise<readonly Agent[]> };
}

/** Where events are sent: as it is agreed with agents, and to the addresses that came with sessions. */
export interface Endpoints {
  /** Every endpoint that wants to be called. Where there is none, events wait for one. */
  all(): Promise<readonly Endpoint[]>;
  /** Of the endpoint that is agreed with an agent. */
  breakerOf(agent: Agent): CircuitBreaker;
  /** What can be sent to an endpoint now, oldest first. */
  dueOf(endpoint: Endpoint, limit: number): Promise<readonly DueEvent[]>;
  /** When an event can be sent next; `undefined` when none can until something happens. */
  due(): Promise<Instant | undefined>;
  /** When something is to be done next at any of these, other than what can be done now. */
  nextMoment(endpoints: readonly Endpoint[]): Promise<Instant | undefined>;
}

/** An endpoint, however it is doing. */
type KnownEndpoint = Omit<Endpoint, "breaker">;

/** Builds the {@link Endpoints} of one server. @param retryBaseMs what a breaker's first rest takes. */
export function createEndpoints(reads: EndpointReads, retryBaseMs: number, clock: Clock): Endpoints {
  const breakers = createBreakers(retryBaseMs, clock);

  async function all(): Promise<Endpoint[]> {
    const agents = await reads.agents.all();
    const addresses = await reads.outbox.addresses();
    const known: KnownEndpoint[] = [
      ...agents.flatMap((agent) =>
        agent.webhook ? [{ agent, url: agent.webhook.url, agreed: agent.webhook }] : [],
      ),
      ...addresses.map(({ agentId, webhookUrl }) => ({
        agent: agents.find(({ id }) => id === agentId) ?? { id: agentId, name: nameAt(webhookUrl) },
        url: webhookUrl,
      })),
    ];
    breakers.forgetOthers(known);
    const called: Endpoint[] = [];
    for (const each of known) {
      if (await reads.suspendedEndpoints.isSuspended(each.agent.id, each.url)) continue;
      called.push({ ...each, breaker: breakers.at(each.agent.id, each.url) });
    }
    return called;
  }

  function dueOf(endpoint: Endpoint, limit: number): Promise<readonly DueEvent[]> {
    const now = clock.now();
    return reads.outbox.due(recipientAt(endpoint), now, after(now, LONGEST_WAIT + MINUTE), limit);
  }

  async function nextMoment(endpoints: readonly Endpoint[]): Promise<Instant | undefined> {
    const now = clock.now();
    const moments = await Promise.all(
      endpoints.map(
        async (endpoint) =>
          restsUntil(endpoint.breaker, clock) ??
          (await reads.outbox.nextDueAfter(recipientAt(endpoint), now)),
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
          ? (restsUntil(endpoint.breaker, clock) ?? now)
          : await reads.outbox.nextDueAfter(recipientAt(endpoint), now),
      );
    }
    return earliest(moments);
  }

  return {
    all,
    breakerOf: ({ id, webhook }) => breakers.at(id, webhook?.url),
    dueOf,
    due,
    nextMoment,
  };
}

/** The breakers of one server: addresses come and go with orders, and so do these. */
function createBreakers(retryBaseMs: number, clock: Clock) {
  let breakers = new Map<string, CircuitBreaker>();
  return {
    at(agentId: AgentId, url: string | undefined): CircuitBreaker {
      const key = keyOf(agentId, url);
      const known = breakers.get(key);
      if (known) return known;
      const breaker = new CircuitBreaker(retryBaseMs, clock);
      breakers.set(key, breaker);
      return breaker;
    },
    /** How endpoints were doing is kept for as long as something waits for them. */
    forgetOthers(known: readonly KnownEndpoint[]): void {
      if (breakers.size <= known.length) return;
      const keys = new Set(known.map(({ agent, url }) => keyOf(agent.id, url)));
      breakers = new Map([...breakers].filter(([key]) => keys.has(key)));
    },
  };
}

/** When an endpoint has rested, while it rests. */
function restsUntil(breaker: CircuitBreaker, clock: Clock): Instant | undefined {
  const left = breaker.restLeft();
  return left > 0 ? after(clock.now(), left) : undefined;
}

function keyOf(agentId: AgentId, url: string | undefined): string {
  return `${agentId} ${url}`;
}

/** What an agent is called that the shop knows only by where it wants to be told. */
function nameAt(url: string): string {
  return URL.parse(url)?.host ?? url;
}

function earliest(moments: readonly (Instant | undefined)[]): Instant | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : instant(Math.min(...known));
}
