import type { RequestClaim } from "../idempotency/claim.ts";
import type { IdempotencyStore } from "../idempotency/stores.ts";
import { type Outcome, type Problem, succeed } from "../problem.ts";
import type { RowLocks } from "../storage.ts";
import type { JobStores } from "../stores.ts";

/**
 * One thing that can be asked of the shop, whoever asks in whatever protocol. It says what is done; how it is asked for
 * is a binding's affair, and how often it is done for one key is that of `perform`.
 *
 * `Context` is who calls and what is needed to serve them; `Prepared` what others were asked beforehand.
 */
export type Operation<Input, Result, Context, Prepared = undefined> =
  | ReadOperation<Input, Result, Context>
  | ChangeOperation<Input, Result, Context, Prepared>
  | StagedOperation<Input, Result, Context>
  | MoneyOperation<Input, Result, Context, Prepared>;

/** Looks, and changes nothing. */
export interface ReadOperation<Input, Result, Context> {
  readonly name: string;
  readonly kind: "read";
  readonly handler: (input: Input, context: Context) => Promise<Outcome<Result>>;
}

/** How idempotency knows an operation that changes something: the same key means another request for another one. */
interface Keyed<Input> {
  readonly name: string;
  /** The id of what is changed; empty where it is only now made. */
  readonly subject: (input: Input) => string;
  /** What of a body a key is compared by, where not all of it may be written down in any form. */
  readonly comparable?: ((body: unknown) => unknown) | undefined;
}

/** What operations that change something have in common. */
interface Changing<Input, Context, Prepared> extends Keyed<Input> {
  /**
   * Clears away, outside any job, what kept the job from doing anything: a page on which the buyer was to pay. Gives
   * whether the job is worth another try. Only asked where the first one changed nothing.
   */
  readonly clear?: ((problem: Problem, input: Input, context: Context) => Promise<boolean>) | undefined;
  /** When its job, or its first one, locks rows; see {@link RowLocks}. */
  readonly locks?: RowLocks | undefined;
  /** Asks whoever is to be asked outside, before the job. Changes nothing. */
  readonly prepare?: ((input: Input, context: Context) => Promise<Prepared | undefined>) | undefined;
}

/** Changes something in one write job. */
export interface ChangeOperation<Input, Result, Context, Prepared = undefined>
  extends Changing<Input, Context, Prepared> {
  readonly kind: "change";
  readonly handler: (
    stores: JobStores,
    input: Input,
    context: Context,
    prepared: Prepared | undefined,
  ) => Promise<Outcome<Result>>;
  /** What has to be done once that is committed, before its caller hears of it. */
  readonly afterwards?: (() => Promise<void>) | undefined;
}

/**
 * Changes something in jobs of its own, with other work between them. Its answer is foreseen in the job of the change:
 * should the process die after that, the request sent again hears what was foreseen, and changes nothing.
 */
export interface StagedOperation<Input, Result, Context> extends Keyed<Input> {
  readonly kind: "staged";
  readonly handler: (input: Input, context: Context, foresee: Foresee<Result>) => Promise<Outcome<Result>>;
}

/** Moves money: one job before somebody outside is asked, and one after it. */
export interface MoneyOperation<Input, Result, Context, Prepared = undefined>
  extends Changing<Input, Context, Prepared> {
  readonly kind: "money";
  /** Looks at the input before anything of it is written down. */
  readonly check?: ((input: Input) => Problem | undefined) | undefined;
  /** The first job. `claim` is there where the request carries a key. */
  readonly begin: (
    stores: JobStores,
    input: Input,
    context: Context,
    prepared: Prepared | undefined,
    claim: RequestClaim | undefined,
  ) => Promise<Begun<Result>>;
}

/** What a first job came to: an outcome already, or something that is to be taken to its end outside any job. */
export type Begun<Result> =
  | { readonly kind: "ended"; readonly outcome: Outcome<Result> }
  | {
      readonly kind: "open";
      /**
       * Should the process die before the end, the request sent again hears this and does nothing; absent where it is to
       * begin anew. Kept by the first job.
       */
      readonly foreseen?: Outcome<Result> | undefined;
      /** Calls `told` in the job that ends it, with how it ended. */
      readonly finish: (told: Told<Result>) => Promise<Outcome<Result>>;
    };

/** What a first job came to, told otherwise. */
export function mapBegun<Result, Other>(begun: Begun<Result>, map: (result: Result) => Other): Begun<Other> {
  const mapped = (outcome: Outcome<Result>): Outcome<Other> =>
    outcome.ok ? succeed(map(outcome.value)) : outcome;
  if (begun.kind === "ended") return { kind: "ended", outcome: mapped(begun.outcome) };
  return {
    kind: "open",
    foreseen: begun.foreseen && mapped(begun.foreseen),
    finish: async (told) => mapped(await begun.finish((stores, outcome) => told(stores, mapped(outcome)))),
  };
}

/** Hears of an end in the very job that brings it about. */
export type Told<Result> = (
  stores: { readonly idempotency: Pick<IdempotencyStore, "tell"> },
  outcome: Outcome<Result>,
) => Promise<void>;

/** Hears in the job of a change what will be answered, if nothing comes of it afterwards. */
export type Foresee<Result> = (
  stores: { readonly idempotency: Pick<IdempotencyStore, "foresee"> },
  outcome: Outcome<Result>,
) => Promise<void>;
