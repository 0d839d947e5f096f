import type { Static, TObject, TSchema } from "@sinclair/typebox";
import type { Actor } from "../audit/audit.ts";
import type { Instant } from "../clock.ts";
import type { IdempotencyStore } from "../idempotency/stores.ts";
import type { AdminTag } from "./tags.ts";

/** A call of the merchant's API, as a handler sees it. */
export interface AdminCall<Body, Answer = unknown> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: AdminQuery;
  readonly body: Body;
  /** The call's own `Idempotency-Key`, in 32 hexadecimal digits: the same for the same call sent again. */
  readonly key: string | undefined;
  readonly actor: Actor;
  /**
   * To be called in the job that makes the call's change, with what is answered if nothing comes of it afterwards: sent
   * again under its key, the call then hears that, even if this process dies, and changes nothing.
   */
  readonly keepAnswer: (stores: KeepingStores, answer: Answer | AdminRefusal) => Promise<void>;
}

/** What keeping an answer writes. */
export interface KeepingStores {
  readonly idempotency: Pick<IdempotencyStore, "foresee">;
}

/** What the query of a call says. @throws ProblemError for what cannot be read. */
export interface AdminQuery {
  text(name: string): string | undefined;
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined;
  wholeNumber(name: string, highest: number): number | undefined;
  /** Reads RFC 3339. */
  moment(name: string): Instant | undefined;
}

/** Why a call was refused, in the flat shape of all errors here. */
export interface AdminRefusal {
  readonly refused: true;
  readonly status: 404 | 409 | 422;
  readonly code: string;
  readonly message: string;
}

/** One route of the merchant's API: what is served, and what is documented, from one place. */
export interface AdminRoute {
  readonly method: "GET" | "POST";
  /** After `/admin/api`, with `:name` for parameters. */
  readonly path: string;
  readonly tag: AdminTag;
  readonly summary: string;
  readonly description: string;
  readonly query?:
    | Readonly<Record<string, { readonly description: string; readonly schema: object }>>
    | undefined;
  /** The body; may be left out where every field of it is optional. */
  readonly body?: TObject | undefined;
  readonly answer: TSchema;
  readonly status: 200 | 201;
  /** Whether the answer holds something that must not be kept, not even to repeat it. */
  readonly isSecret?: boolean | undefined;
  readonly handle: (call: AdminCall<unknown>) => Promise<unknown>;
}

/** Declares a route that only looks. */
export function query<Answer extends TSchema>(
  path: string,
  declared: Pick<AdminRoute, "tag" | "summary" | "description" | "query"> & {
    readonly answer: Answer;
    readonly handle: (call: AdminCall<undefined>) => Promise<Static<Answer> | AdminRefusal>;
  },
): AdminRoute {
  return {
    ...declared,
    method: "GET",
    path,
    status: 200,
    handle: (call) => declared.handle({ ...call, body: undefined }),
  };
}

/** Declares a route that changes something. The body has passed its schema when the handler gets it. */
export function mutation<Body extends TObject, Answer extends TSchema>(
  path: string,
  declared: Pick<AdminRoute, "tag" | "summary" | "description"> & {
    readonly status?: 200 | 201;
    readonly isSecret?: boolean;
    readonly body: Body;
    readonly answer: Answer;
    readonly handle: (
      call: AdminCall<Static<Body>, Static<Answer>>,
    ) => Promise<Static<Answer> | AdminRefusal>;
  },
): AdminRoute {
  return {
    ...declared,
    method: "POST",
    path,
    status: declared.status ?? 200,
    // The schema has said so before: the one place where a body gets its type.
    handle: (call) => declared.handle({ ...call, body: call.body as Static<Body> }),
  };
}

/** Refuses a call for what it asks for. */
export function refuseCall(status: AdminRefusal["status"], code: string, message: string): AdminRefusal {
  return { refused: true, status, code, message };
}
