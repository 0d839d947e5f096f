import type { Static, TObject, TSchema } from "@sinclair/typebox";
import type { Actor } from "../audit/audit.ts";
import type { Instant } from "../clock.ts";
import type { RequestMistake } from "../operations/merchant-request.ts";
import type { Begun, Foresee, Operation } from "../operations/operation.ts";
import { succeed } from "../problem.ts";
import type { JobStores } from "../stores.ts";
import type { AdminTag } from "./tags.ts";

/** A call of the merchant's API, as a handler sees it. */
export interface AdminCall<Body, Answer = unknown> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: AdminQuery;
  readonly body: Body;
  /** What the call is about, resolved: the id of an order, not its number. */
  readonly subject: string;
  /** The call's own `Idempotency-Key`, in 32 hexadecimal digits: the same for the same call sent again. */
  readonly key: string | undefined;
  readonly actor: Actor;
  /**
   * To be called in the job that makes the call's change, with what is answered if nothing comes of it afterwards: sent
   * again under its key, the call then hears that, even if this process dies, and changes nothing.
   */
  readonly keepAnswer: (
    stores: Parameters<Foresee<unknown>>[0],
    answer: Answer | AdminRefusal,
  ) => Promise<void>;
}

/** A call as it comes in: the body is not yet of its type, and nothing is kept yet. */
export type IncomingCall = Omit<AdminCall<unknown>, "keepAnswer">;

/** What the query of a call says. @throws ProblemError for what cannot be read. */
export interface AdminQuery {
  text(name: string): string | undefined;
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined;
  /** `lowest` is 1 unless it is said. */
  wholeNumber(name: string, highest: number, lowest?: number): number | undefined;
  /** Reads a day as `2026-06-01`. */
  day(name: string): string | undefined;
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
  /** That the body is a file and no JSON, and how many bytes it may have. */
  readonly file?: { readonly most: number } | undefined;
  readonly answer: TSchema;
  readonly status: 200 | 201;
  /** Whether the answer holds something that must not be kept, not even to repeat it. */
  readonly isSecret?: boolean | undefined;
  readonly operation: Operation<IncomingCall, unknown, undefined, unknown>;
}

/** Declares a route that only looks. */
export function query<Answer extends TSchema>(
  path: string,
  declared: Pick<AdminRoute, "tag" | "summary" | "description" | "query"> & {
    readonly answer: Answer;
    readonly handle: (call: IncomingCall) => Promise<Static<Answer> | AdminRefusal>;
  },
): AdminRoute {
  const { handle, ...described } = declared;
  return {
    ...described,
    method: "GET",
    path,
    status: 200,
    operation: {
      name: nameOf("GET", path),
      kind: "read",
      handler: async (call) => succeed(await handle(call)),
    },
  };
}

/** A call that changes something, its body of its type. */
export type ChangeCall<Body extends TSchema> = IncomingCall & { readonly body: Static<Body> };

/** Declares a route that changes something in one job, in which its answer is kept, too. */
export function change<Body extends TObject, Answer extends TSchema>(
  path: string,
  declared: Pick<AdminRoute, "tag" | "summary" | "description"> & {
    readonly status?: 200 | 201;
    readonly isSecret?: boolean;
    readonly body: Body;
    readonly answer: Answer;
    readonly handle: (stores: JobStores, call: ChangeCall<Body>) => Promise<Static<Answer> | AdminRefusal>;
    /** Done after the commit, before the answer. */
    readonly afterwards?: () => Promise<void>;
  },
): AdminRoute {
  const { handle, afterwards, ...described } = declared;
  return {
    ...described,
    method: "POST",
    path,
    status: declared.status ?? 200,
    operation: {
      name: nameOf("POST", path),
      kind: "change",
      subject: ({ subject }) => subject,
      handler: async (stores, call) => succeed(await handle(stores, { ...call, body: bodyOf<Body>(call) })),
      afterwards,
    },
  };
}

/** Declares a route that changes something in jobs of its own. The body has passed its schema when the handler gets it. */
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
  const { handle, ...described } = declared;
  return {
    ...described,
    method: "POST",
    path,
    status: declared.status ?? 200,
    operation: {
      name: nameOf("POST", path),
      kind: "staged",
      subject: ({ subject }) => subject,
      handler: async (call, _, foresee) =>
        succeed(
          await handle({
            ...call,
            body: bodyOf<Body>(call),
            keepAnswer: (stores, answer) => foresee(stores, succeed(answer)),
          }),
        ),
    },
  };
}

/** Declares a route that takes a file, whatever its type, and changes nothing of the shop's yet. */
export function upload<Answer extends TSchema>(
  path: string,
  declared: Pick<AdminRoute, "tag" | "summary" | "description" | "query"> & {
    readonly file: { readonly most: number };
    readonly answer: Answer;
    readonly handle: (call: IncomingCall, file: Uint8Array) => Promise<Static<Answer> | AdminRefusal>;
  },
): AdminRoute {
  const { handle, ...described } = declared;
  return {
    ...described,
    method: "POST",
    path,
    status: 201,
    operation: {
      name: nameOf("POST", path),
      kind: "read",
      handler: async (call) =>
        succeed(await handle(call, call.body instanceof Uint8Array ? call.body : new Uint8Array())),
    },
  };
}

/** Declares a route that moves money: one job before the provider is asked, one after it. */
export function moneyMutation<Body extends TObject, Answer extends TSchema, Prepared>(
  path: string,
  declared: Pick<AdminRoute, "tag" | "summary" | "description"> & {
    readonly body: Body;
    readonly answer: Answer;
    /** Looks up what the call is about, outside any job. */
    readonly prepare: (call: ChangeCall<Body>) => Promise<Prepared>;
    readonly begin: (
      stores: JobStores,
      call: ChangeCall<Body>,
      prepared: Prepared,
    ) => Promise<Begun<Static<Answer> | AdminRefusal>>;
  },
): AdminRoute {
  const { prepare, begin, ...described } = declared;
  const typed = (call: IncomingCall): ChangeCall<Body> => ({ ...call, body: bodyOf<Body>(call) });
  return {
    ...described,
    method: "POST",
    path,
    status: 200,
    operation: {
      name: nameOf("POST", path),
      kind: "money",
      subject: ({ subject }) => subject,
      prepare: async (call) => ({ found: await prepare(typed(call)) }),
      begin: (stores, call, _, prepared) =>
        // What `prepare` gave: an operation's list of routes has no room for a type of its own for each.
        begin(stores, typed(call), (prepared as { readonly found: Prepared }).found),
    },
  };
}

/** The schema has said so before: the one place where a body gets its type. */
function bodyOf<Body extends TSchema>({ body }: IncomingCall): Static<Body> {
  return body as Static<Body>;
}

function nameOf(method: AdminRoute["method"], path: string): string {
  return `${method} /admin/api${path}`;
}

/** Refuses a call for what it asks for. */
export function refuseCall(status: AdminRefusal["status"], code: string, message: string): AdminRefusal {
  return { refused: true, status, code, message };
}

/** Refuses a call for what is wrong with it from the start. */
export function refuseMistake({ code, words }: RequestMistake): AdminRefusal {
  return refuseCall(422, code, words);
}
