import type { Clock } from "../clock.ts";
import type { Answer } from "../idempotency/answer.ts";
import { claimOf, fingerprintOf } from "../idempotency/claim.ts";
import type { ClaimHolder } from "../idempotency/holder.ts";
import { foreseeAnswer, takeClaim } from "../idempotency/once.ts";
import type { IdempotencyStore, KeyedRequest } from "../idempotency/stores.ts";
import { type AgentId, asId } from "../ids.ts";
import { ProblemError, unreachable } from "../problem.ts";
import type { Write } from "../storage.ts";
import type { KeepingStores } from "./route.ts";

/** What answering once needs. */
export interface OnceDependencies {
  readonly write: Write<{ readonly idempotency: IdempotencyStore }>;
  readonly clock: Clock;
  /** This process among the holders of claims. */
  readonly holder: ClaimHolder;
}

/** A call that may be sent again. */
export interface MerchantCall {
  /** Method and path pattern: the same for every spelling of an address. */
  readonly operation: string;
  /** What it is about, resolved: the id of an order, not its number. */
  readonly subject: string;
  readonly key: string | null;
  readonly body: unknown;
}

/** The merchant stands in for an agent among the claims; no agent has this id. */
const merchant = asId<AgentId>("the merchant");

/** Keeps a call's answer in the job of the change it tells of, so that the change is never there without it. */
export type KeepAnswer = (stores: KeepingStores, answer: Answer) => Promise<void>;

/**
 * Answers a call that carries a key once: sent again, it gets the first answer, and is refused while the first is at
 * work. Unlike an agent's, its work is not one job, since money may be asked for in between. So the work keeps its
 * answer with the change: should the process die after that, the call sent again hears what was kept, and changes
 * nothing. Should somebody else have taken the call over by then, its change is undone. A refund needs no keeping: sent
 * again, it is the same refund by its id, and is taken to its end.
 *
 * A call is known by what it does and to what, never by how its address is spelled: an order has a number and an id, and
 * a path more than one spelling.
 *
 * @throws ProblemError for a key that means another call, or is at work.
 */
export async function answerOnce(
  { write, clock, holder }: OnceDependencies,
  call: MerchantCall,
  work: (keep: KeepAnswer) => Promise<Answer>,
): Promise<Answer> {
  if (call.key === null) return work(async () => {});
  const keyed: KeyedRequest = {
    claim: claimOf(merchant, call.operation, call.subject, call.key),
    fingerprint: fingerprintOf(call.body),
  };
  const claiming = await write(({ idempotency }) => takeClaim(idempotency, keyed, holder.name, clock.now()));
  switch (claiming.kind) {
    case "answered":
      return claiming.answer;
    case "refused":
      throw new ProblemError(claiming.problem);
    case "taken": {
      const { held } = claiming;
      return holder.whileHeld(held, async () => {
        const answer = await work((stores, foreseen) => foreseeAnswer(stores.idempotency, held, foreseen));
        await holder.tell(held, answer);
        return answer;
      });
    }
    default:
      return unreachable(claiming);
  }
}
