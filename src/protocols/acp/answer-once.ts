import type { Clock, Instant } from "../../clock.ts";
import type { Answer } from "../../idempotency/answer.ts";
import { claimOf, fingerprintOf } from "../../idempotency/claim.ts";
import type { ClaimHolder } from "../../idempotency/holder.ts";
import { closeClaim, takeClaim } from "../../idempotency/once.ts";
import type { HeldClaim, IdempotencyStore, KeyedRequest } from "../../idempotency/stores.ts";
import type { AgentId } from "../../ids.ts";
import { type Problem, ProblemError, passes, unreachable } from "../../problem.ts";
import { StorageUnavailable, type Write } from "../../storage.ts";
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

/** What a request's claim comes to: the answer it decides already, or the work, with the claim where there is a key. */
export type Claimed =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "to_do"; readonly held: HeldClaim | undefined };

/** Takes the claim of a request that carries a key. In a write job. */
export async function claim(
  store: IdempotencyStore,
  wire: Wire,
  keyed: KeyedRequest | undefined,
  holder: Pick<ClaimHolder, "name">,
  now: Instant,
): Promise<Claimed> {
  if (!keyed) return { kind: "to_do", held: undefined };
  const claiming = await takeClaim(store, keyed, holder.name, now);
  switch (claiming.kind) {
    case "taken":
      return { kind: "to_do", held: claiming.held };
    case "answered":
      return claiming;
    case "refused":
      return { kind: "answered", answer: problemAnswer(wire, claiming.problem) };
    default:
      return unreachable(claiming);
  }
}

/** What answering in one job needs. */
export interface OnceDependencies<Stores> {
  readonly write: Write<Stores>;
  readonly clock: Clock;
  /** This process among the holders of claims. */
  readonly holder: Pick<ClaimHolder, "name">;
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
    const claimed = await claim(stores.idempotency, wire, keyed, holder, clock.now());
    if (claimed.kind === "answered") return claimed.answer;
    const answer = await work(stores);
    if (claimed.held) await closeClaim(stores.idempotency, claimed.held, answer);
    return answer;
  });
}

/** The answer to what a job threw that a caller may hear of. @throws everything else. */
export function failureAnswer(wire: Wire, error: unknown): Answer {
  if (error instanceof StorageUnavailable) return problemAnswer(wire, { kind: "storage_unavailable" });
  if (error instanceof ProblemError) return problemAnswer(wire, error.problem);
  throw error;
}

/** A problem in the words of a version. */
export function problemAnswer(wire: Wire, problem: Problem): Answer {
  const { status, body, headers } = wire.error.encode(problem);
  return { status, body: JSON.stringify(body), headers, passing: passes(problem) };
}
