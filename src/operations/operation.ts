import type { Outcome, Problem } from "../problem.ts";
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
  | MoneyOperation<Input, Result, Context, Prepared>;

/** Looks, and changes nothing. */
export interface ReadOperation<Input, Result, Context> {
  readonly name: string;
  readonly kind: "read";
  readonly handler: (input: Input, context: Context) => Promise<Outcome<Result>>;
}

/** What operations that change something have in common. */
interface Changing<Input, Context, Prepared> {
  /** Known to idempotency: the same key means another request for another operation. */
  readonly name: string;
  /** The id of what is changed; empty where it is only now made. */
  readonly subject: (input: Input) => string;
  /** What of a body a key is compared by, where not all of it may be written down in any form. */
  readonly comparable?: ((body: unknown) => unknown) | undefined;
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
}

/** Moves money: one job before somebody outside is asked, and one after it. */
export interface MoneyOperation<Input, Result, Context, Prepared = undefined>
  extends Changing<Input, Context, Prepared> {
  readonly kind: "money";
  /** Looks at the input before anything of it is written down. */
  readonly check?: ((input: Input) => Problem | undefined) | undefined;
  /**
   * The first job.
   *
   * @param claim the request's idempotency claim in hex, where it carries a key.
   */
  readonly begin: (
    stores: JobStores,
    input: Input,
    context: Context,
    prepared: Prepared | undefined,
    claim: string | undefined,
  ) => Promise<Begun<Result>>;
}

/** What a first job came to: an outcome already, or something that is to be taken to its end outside any job. */
export type Begun<Result> =
  | { readonly kind: "ended"; readonly outcome: Outcome<Result> }
  | {
      readonly kind: "open";
      /** Calls `told` in the job that ends it, with how it ended. */
      readonly finish: (told: Told<Result>) => Promise<Outcome<Result>>;
    };

/** Hears of an end in the very job that brings it about. */
export type Told<Result> = (stores: JobStores, outcome: Outcome<Result>) => Promise<void>;
