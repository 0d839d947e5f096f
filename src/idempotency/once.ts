import { after, type Instant, MINUTE } from "../clock.ts";
import { type Problem, ProblemError } from "../problem.ts";
import type { Answer } from "./answer.ts";
import type { HeldClaim, IdempotencyStore, KeyedRequest } from "./stores.ts";

/** What comes of a request that comes with its claim. */
export type Claiming =
  /** The request is to be worked on, by whoever asked. */
  | { readonly kind: "taken"; readonly held: HeldClaim }
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "refused"; readonly problem: Problem };

/** How long a claim is held unless it is renewed, ms: how long after a holder was lost its request is refused. */
export const CLAIM_HELD_FOR = MINUTE;

/** How long a request that meets its own twin at work is asked to wait. */
const IN_FLIGHT_RETRY_SECONDS = 1;

const inFlight: Problem = { kind: "idempotency_in_flight", retryAfterSeconds: IN_FLIGHT_RETRY_SECONDS };

/**
 * Takes a request's claim, or reads why it is not to be had (idempotency RFC §6). A claim is held for a minute and
 * renewed while it is worked on; one whose holder was lost, or could not write down how it ended, is taken over.
 *
 * @param holder names this process among the holders.
 */
export async function takeClaim(
  store: IdempotencyStore,
  request: KeyedRequest,
  holder: string,
  now: Instant,
): Promise<Claiming> {
  const latest = after(now, CLAIM_HELD_FOR);
  const generation = await store.take(request, holder, now, latest);
  if (generation !== undefined) return { kind: "taken", held: { ...request, holder, generation } };
  const record = await store.find(request.claim);
  if (!record) throw new Error("a claim that cannot be taken is there");
  if (!request.fingerprint.equals(record.fingerprint))
    return { kind: "refused", problem: { kind: "idempotency_conflict" } };
  const { heldUntil = now, answer } = record;
  if (answer && heldUntil <= now) return { kind: "answered", answer: { ...answer, replayed: true } };
  // Nothing is held for so long: the clock was set back since. The minute counts from now.
  if (heldUntil > latest) await store.shortenHold(request.claim, latest);
  return { kind: "refused", problem: inFlight };
}

/**
 * Writes a claim that was not there down with its answer, for work that began and ended in one job: nobody could have
 * seen it taken. Where the answer is not final, only what the key stands for is kept.
 *
 * @throws RunAgain when somebody else has had the claim meanwhile: run again, the job finds what they did.
 */
export async function keepNewClaim(
  store: Pick<IdempotencyStore, "insert">,
  request: KeyedRequest,
  answer: Answer,
  now: Instant,
): Promise<void> {
  await store.insert(request, storedOf(answer), now);
}

/** What is stored of an answer: all, where it is the request's for good. Never a 5xx, or what passes by itself. */
function storedOf(answer: Answer): Answer | undefined {
  return answer.status < 500 && !answer.passing ? answer : undefined;
}

/**
 * Ends a claim in the job of the change it answers for, where that change exists nowhere else: the answer is stored when
 * it is final, else the claim is given back.
 *
 * @throws ProblemError when somebody else has taken the claim: the job is undone, since they do its work.
 */
export async function closeClaim(
  store: Pick<IdempotencyStore, "close">,
  held: HeldClaim,
  answer: Answer,
): Promise<void> {
  if (!(await store.close(held, storedOf(answer)))) throw new ProblemError(inFlight);
}

/**
 * Ends a claim as {@link closeClaim} does, in a job that must not be undone for it: money that moved has moved. Where
 * somebody else has taken the claim, they read that same end and answer with it.
 */
export async function tellClaim(
  store: Pick<IdempotencyStore, "tell">,
  held: HeldClaim,
  answer: Answer,
): Promise<void> {
  await store.tell(held, storedOf(answer));
}

/**
 * Keeps an answer with the change it tells of, before all of the request's work is done: should its holder be lost, the
 * request sent again hears this. A change that exists nowhere but under the claim.
 *
 * @throws ProblemError when somebody else has taken the claim: the job is undone, since they do its work.
 */
export async function foreseeAnswer(
  store: Pick<IdempotencyStore, "foresee">,
  held: HeldClaim,
  answer: Answer,
): Promise<void> {
  if (!(await store.foresee(held, answer))) throw new ProblemError(inFlight);
}
