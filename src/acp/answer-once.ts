import type { Clock } from "../clock.ts";
import type { Answer } from "../idempotency/answer.ts";
import { claimOf, fingerprintOf } from "../idempotency/claim.ts";
import { closeClaim, type KeyedRequest, readClaim } from "../idempotency/once.ts";
import type { IdempotencyStore } from "../idempotency/stores.ts";
import type { AgentId } from "../ids.ts";
import { type Problem, passes, unreachable } from "../problem.ts";
import type { Write } from "../storage.ts";
import type { Wire } from "./wire.ts";

/** A request as idempotency sees it. */
export interface RequestIdentity {
  readonly agent: AgentId;
  /** Method and path pattern, in a word. */
  readonly operation: string;
  /** The id in the path; empty where there is none. */
  readonly resource: string;
  readonly idempotencyKey?: string | undefined;
  readonly body: unknown;
}

/** The claim and fingerprint of a request; `undefined` when it carries no key and is therefore never replayed. */
export function keyedRequest(request: RequestIdentity): KeyedRequest | undefined {
  const { agent, operation, resource, idempotencyKey, body } = request;
  if (idempotencyKey === undefined) return undefined;
  return { claim: claimOf(agent, operation, resource, idempotencyKey), fingerprint: fingerprintOf(body) };
}

/** The answer a request's claim already decides: a replay, or why it is refused; `undefined` when it is free. */
export async function earlierAnswer(
  store: IdempotencyStore,
  wire: Wire,
  keyed: KeyedRequest | undefined,
  holder: string,
): Promise<Answer | undefined> {
  if (!keyed) return undefined;
  const state = await readClaim(store, keyed, holder);
  switch (state.kind) {
    case "free":
      return undefined;
    case "answered":
      return state.answer;
    case "refused":
      return problemAnswer(wire, state.problem);
    default:
      return unreachable(state);
  }
}

/** What answering in one job needs. */
export interface OnceDependencies<Stores> {
  readonly write: Write<Stores>;
  readonly clock: Clock;
  /** Names this process among the holders of claims. */
  readonly holder: string;
}

/**
 * Does a request's whole work in one job, once per claim: a replay where it was done, else the work, with its answer
 * kept by the same commit.
 */
export function answerOnce<Stores extends { readonly idempotency: IdempotencyStore }>(
  { write, clock, holder }: OnceDependencies<Stores>,
  wire: Wire,
  request: RequestIdentity,
  work: (stores: Stores) => Promise<Answer>,
): Promise<Answer> {
  const keyed = keyedRequest(request);
  return write(async (stores) => {
    const known = await earlierAnswer(stores.idempotency, wire, keyed, holder);
    if (known) return known;
    const answer = await work(stores);
    if (keyed) await closeClaim(stores.idempotency, keyed, answer, clock.now());
    return answer;
  });
}

/** A problem in the words of a version. */
export function problemAnswer(wire: Wire, problem: Problem): Answer {
  const { status, body, headers } = wire.error.encode(problem);
  return { status, body: JSON.stringify(body), headers, passing: passes(problem) };
}
