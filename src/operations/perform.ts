import type { Clock, Instant } from "../clock.ts";
import type { Answer } from "../idempotency/answer.ts";
import { claimOf, fingerprintOf, requestClaimOf } from "../idempotency/claim.ts";
import type { ClaimHolder } from "../idempotency/holder.ts";
import { closeClaim, foreseeAnswer, keepNewClaim, takeClaim, tellClaim } from "../idempotency/once.ts";
import type { HeldClaim, IdempotencyStore, KeyedRequest } from "../idempotency/stores.ts";
import type { AgentId } from "../ids.ts";
import { type Outcome, type Problem, ProblemError, passes, unreachable } from "../problem.ts";
import { StorageUnavailable, type Write } from "../storage.ts";
import type { JobStores } from "../stores.ts";
import type { ChangeOperation, MoneyOperation, Operation, StagedOperation } from "./operation.ts";

/** One call of an operation, and how its caller hears of the end. */
export interface Call<Input, Result, Context, Prepared = undefined> {
  readonly operation: Operation<Input, Result, Context, Prepared>;
  readonly input: Input;
  readonly context: Context;
  /** Whose keys are told apart from everybody else's. */
  readonly caller: AgentId;
  /** The same one makes it the same request; without it a request is never replayed. */
  readonly key: string | undefined;
  /** The body as it was sent, parsed: the same key with another body is a conflict. */
  readonly body: unknown;
  readonly encode: (result: Result) => Answer;
  /** A problem in the caller's words: status, body and headers. */
  readonly refuse: (problem: Problem) => Answer;
}

export interface PerformDependencies {
  readonly write: Write<JobStores>;
  readonly clock: Clock;
  /** This process among the holders of claims. */
  readonly holder: ClaimHolder;
  /** Whether so many changes wait that none is to be begun; never where it is absent. */
  readonly isOverloaded?: (() => boolean) | undefined;
}

/** How long a request that comes while too many wait is asked to wait itself. */
const BUSY_RETRY_SECONDS = 2;

/**
 * Carries an operation out and gives the finished answer: the one way for every transport. Takes the claim of a request
 * with a key, does the work, encodes, and keeps the answer for replay in the job of the change it tells of. What cannot
 * be stored is answered as a problem.
 *
 * @throws only what nobody expected.
 */
export type Perform = <Input, Result, Context, Prepared>(
  call: Call<Input, Result, Context, Prepared>,
) => Promise<Answer>;

/** Builds the {@link Perform} of one server. */
export function createPerform(dependencies: PerformDependencies): Perform {
  const change = changesOf(dependencies);
  const moveMoney = moneyMovesOf(dependencies);
  const doInStages = stagesOf(dependencies);
  const { isOverloaded = () => false } = dependencies;
  return async (call) => {
    const { operation } = call;
    // What was begun still has to be written to its end, and waits in the same line.
    if (operation.kind !== "read" && isOverloaded())
      return call.refuse({ kind: "too_busy", retryAfterSeconds: BUSY_RETRY_SECONDS });
    try {
      switch (operation.kind) {
        case "read":
          return answerOf(call, await operation.handler(call.input, call.context));
        case "change":
          return await change(call, operation);
        case "staged":
          return await doInStages(call, operation);
        case "money":
          return await moveMoney(call, operation);
        default:
          return unreachable(operation);
      }
    } catch (error) {
      if (error instanceof StorageUnavailable) return call.refuse({ kind: "storage_unavailable" });
      if (error instanceof ProblemError) return call.refuse(error.problem);
      throw error;
    }
  };
}

/** One job: a replay where the work was done before, else the work, with its answer kept by the same commit. */
function changesOf({ write, clock, holder }: PerformDependencies) {
  async function change<Input, Result, Context, Prepared>(
    call: Call<Input, Result, Context, Prepared>,
    operation: ChangeOperation<Input, Result, Context, Prepared>,
    mayClear = true,
  ): Promise<Answer> {
    const { input, context } = call;
    const prepared = await operation.prepare?.(input, context);
    const keyed = keyedRequest(call, operation);
    const { answer, problem, isReplay } = await write(async (stores): Promise<Ended> => {
      const claimed = await claimForJob(stores.idempotency, call, keyed, holder, clock.now());
      if (claimed.kind === "answered") return { ...claimed, isReplay: true };
      const outcome = await operation.handler(stores, input, context, prepared);
      const answer = answerOf(call, outcome);
      await claimed.keep(answer);
      return { answer, problem: outcome.ok ? undefined : outcome.problem };
    }, operation.locks);
    if (!isReplay) await operation.afterwards?.();
    const isCleared = problem && mayClear && (await clears(operation, problem, call));
    return isCleared ? change(call, operation, false) : answer;
  }
  return change;
}

/** Two jobs with somebody outside between them; see src/payments/README.md. */
function moneyMovesOf({ write, clock, holder }: PerformDependencies) {
  async function moveMoney<Input, Result, Context, Prepared>(
    call: Call<Input, Result, Context, Prepared>,
    operation: MoneyOperation<Input, Result, Context, Prepared>,
    mayClear = true,
  ): Promise<Answer> {
    const { input, context } = call;
    const problem = operation.check?.(input);
    if (problem) return call.refuse(problem);
    const keyed = keyedRequest(call, operation);
    const prepared = await operation.prepare?.(input, context);
    const begun = await write(async (stores) => {
      const claimed = await claim(stores.idempotency, call, keyed, holder, clock.now());
      if (claimed.kind === "answered") return claimed;
      const { held } = claimed;
      const begun = await operation.begin(stores, input, context, prepared, held && requestClaimOf(held));
      if (begun.kind === "open") {
        const { foreseen } = begun;
        if (held && foreseen) await foreseeAnswer(stores.idempotency, held, answerOf(call, foreseen));
        return { ...begun, held };
      }
      const answer = answerOf(call, begun.outcome);
      if (held) await closeClaim(stores.idempotency, held, answer);
      const problem = begun.outcome.ok ? undefined : begun.outcome.problem;
      return { kind: "answered", answer, problem } as const;
    }, operation.locks);
    if (begun.kind === "answered") {
      const problem = "problem" in begun ? begun.problem : undefined;
      const isCleared = problem && mayClear && (await clears(operation, problem, call));
      return isCleared ? moveMoney(call, operation, false) : begun.answer;
    }
    const { held } = begun;
    const finish = async () => {
      const outcome = await begun.finish(async (stores, ended) => {
        // What was charged is settled whoever has the claim by now: they read the same end, and answer with it.
        if (held) await tellClaim(stores.idempotency, held, answerOf(call, ended));
      });
      return answerOf(call, outcome);
    };
    return held ? holder.whileHeld(held, finish) : finish();
  }
  return moveMoney;
}

/** The claim in a job before the work, the answer in one after it, and meanwhile what the work foresees. */
function stagesOf({ write, clock, holder }: PerformDependencies) {
  async function doInStages<Input, Result, Context, Prepared>(
    call: Call<Input, Result, Context, Prepared>,
    operation: StagedOperation<Input, Result, Context>,
  ): Promise<Answer> {
    const { input, context } = call;
    const keyed = keyedRequest(call, operation);
    if (!keyed) return answerOf(call, await operation.handler(input, context, async () => {}));
    const claimed = await write(({ idempotency }) => claim(idempotency, call, keyed, holder, clock.now()));
    if (claimed.kind === "answered") return claimed.answer;
    const { held } = claimed;
    if (!held) throw new Error("a request with a key has its claim");
    return holder.whileHeld(held, async () => {
      const outcome = await operation.handler(input, context, (stores, foreseen) =>
        foreseeAnswer(stores.idempotency, held, answerOf(call, foreseen)),
      );
      const answer = answerOf(call, outcome);
      await holder.tell(held, answer);
      return answer;
    });
  }
  return doInStages;
}

/** What a job came to; without `problem` also where the answer had been given before. */
interface Ended {
  readonly answer: Answer;
  readonly isReplay?: boolean | undefined;
  readonly problem?: Problem | undefined;
}

/** Whether what stood in a job's way was cleared. Only of a problem that passes: the others are answers for good. */
async function clears<Input, Result, Context, Prepared>(
  {
    clear,
  }: ChangeOperation<Input, Result, Context, Prepared> | MoneyOperation<Input, Result, Context, Prepared>,
  problem: Problem,
  { input, context }: Call<Input, Result, Context, Prepared>,
): Promise<boolean> {
  if (!clear || !passes(problem)) return false;
  return clear(problem, input, context);
}

/** A problem's answer as it is sent: not kept for replay where it passes by itself. */
export function problemAnswer(
  problem: Problem,
  { status, body, headers }: Pick<Answer, "status" | "headers"> & { readonly body: object },
): Answer {
  return { status, body: JSON.stringify(body), headers, passing: passes(problem) };
}

type Encoding<Result> = {
  readonly encode: (result: Result) => Answer;
  readonly refuse: (problem: Problem) => Answer;
};

function answerOf<Result>({ encode, refuse }: Encoding<Result>, outcome: Outcome<Result>): Answer {
  return outcome.ok ? encode(outcome.value) : refuse(outcome.problem);
}

/** The claim and fingerprint of a call; `undefined` when it carries no key. */
function keyedRequest<Input>(
  { caller, key, body, input }: { caller: AgentId; key: string | undefined; body: unknown; input: Input },
  operation: {
    readonly name: string;
    readonly subject: (input: Input) => string;
    readonly comparable?: ((body: unknown) => unknown) | undefined;
  },
): KeyedRequest | undefined {
  if (key === undefined) return undefined;
  const { name, subject, comparable } = operation;
  return {
    claim: claimOf(caller, name, subject(input), key),
    fingerprint: fingerprintOf(comparable ? comparable(body) : body),
  };
}

/** What a call's claim comes to: the answer it decides already, or the work, with the claim where there is a key. */
type Claimed =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "to_do"; readonly held: HeldClaim | undefined };

/** As {@link claim}, for work that ends in the job that asks: a claim that is new is written once, with its answer. */
async function claimForJob(
  store: IdempotencyStore,
  call: { readonly refuse: (problem: Problem) => Answer },
  keyed: KeyedRequest | undefined,
  holder: Pick<ClaimHolder, "name">,
  now: Instant,
): Promise<
  | Extract<Claimed, { kind: "answered" }>
  | { readonly kind: "to_do"; readonly keep: (answer: Answer) => Promise<void> }
> {
  if (keyed && !(await store.find(keyed.claim)))
    return { kind: "to_do", keep: (answer) => keepNewClaim(store, keyed, answer, now) };
  const claimed = await claim(store, call, keyed, holder, now);
  if (claimed.kind === "answered") return claimed;
  const { held } = claimed;
  return {
    kind: "to_do",
    async keep(answer) {
      if (held) await closeClaim(store, held, answer);
    },
  };
}

/** Takes the claim of a call that carries a key. In a write job. */
async function claim(
  store: IdempotencyStore,
  { refuse }: { readonly refuse: (problem: Problem) => Answer },
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
      return { kind: "answered", answer: refuse(claiming.problem) };
    default:
      return unreachable(claiming);
  }
}
