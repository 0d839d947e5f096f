import type { Clock } from "../clock.ts";
import type { Answer } from "../idempotency/answer.ts";
import { claimOf, fingerprintOf } from "../idempotency/claim.ts";
import { closeClaim, type KeyedRequest, readClaim } from "../idempotency/once.ts";
import type { IdempotencyStore } from "../idempotency/stores.ts";
import { type AgentId, asId } from "../ids.ts";
import { ProblemError } from "../problem.ts";
import type { Write } from "../storage.ts";

/** What answering once needs. */
export interface OnceDependencies {
  readonly write: Write<{ readonly idempotency: IdempotencyStore }>;
  readonly clock: Clock;
  /** Names this process among the holders of claims. */
  readonly holder: string;
}

/** The merchant stands in for an agent among the claims; no agent has this id. */
const merchant = asId<AgentId>("the merchant");

/**
 * Answers a call that carries a key once: sent again, it gets the first answer, and is refused while the first is at
 * work. Unlike an agent's, its work is not one job, since money may be asked for in between: a crash before the answer
 * is kept frees the key. A refund is then still the same refund, by its id.
 *
 * @throws ProblemError for a key that means another call, or is at work.
 */
export async function answerOnce(
  { write, clock, holder }: OnceDependencies,
  call: { readonly path: string; readonly key: string | null; readonly body: unknown },
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (call.key === null) return work();
  const keyed: KeyedRequest = {
    claim: claimOf(merchant, "admin", call.path, call.key),
    fingerprint: fingerprintOf(call.body),
  };
  const state = await write(async ({ idempotency }) => {
    const state = await readClaim(idempotency, keyed, holder);
    if (state.kind === "free") await idempotency.hold(keyed.claim, keyed.fingerprint, holder, clock.now());
    return state;
  });
  if (state.kind === "answered") return state.answer;
  if (state.kind === "refused") throw new ProblemError(state.problem);
  let answer: Answer | undefined;
  try {
    answer = await work();
    return answer;
  } finally {
    const given = answer;
    await write(({ idempotency }) =>
      given ? closeClaim(idempotency, keyed, given, clock.now()) : idempotency.letGo(keyed.claim),
    );
  }
}
