import type { Static, TSchema } from "@sinclair/typebox";
import { fail, type Outcome, type Problem, ProblemError, succeed } from "../../../problem.ts";

/** A request of one kind: its schema, examples that really run against the demo shop, and its way into the domain. */
export interface RequestShape<Command> {
  readonly schema: TSchema;
  readonly examples: Readonly<Record<string, unknown>>;
  /** `body` has passed `schema`. Finds what a schema cannot say, with the JSONPath of this version. */
  readonly decode: (body: unknown) => Outcome<Command>;
}

/**
 * Puts a schema and its decoder together. The decoder is written against the schema's own type, and refuses by
 * {@link refuse}; the shape gives the refusal as an outcome.
 */
export function requestShape<Schema extends TSchema, Command>(shape: {
  readonly schema: Schema;
  readonly examples: Readonly<Record<string, Static<Schema>>>;
  readonly decode: (body: Static<Schema>) => Command;
}): RequestShape<Command> {
  return {
    schema: shape.schema,
    examples: shape.examples,
    decode(body: unknown): Outcome<Command> {
      try {
        // The one place where a checked body gets its type: callers promise that it has passed `schema`. A cancel may
        // come without any body; that says as much as an empty one.
        return succeed(shape.decode((body ?? {}) as Static<Schema>));
      } catch (error) {
        if (error instanceof ProblemError) return fail(error.problem);
        throw error;
      }
    },
  };
}

/** Ends decoding: the request has a problem at `path`, a JSONPath in it, that its schema could not say. */
export function refuse(
  kind: Extract<Problem["kind"], "missing" | "invalid" | "unsupported">,
  path: string,
  detail: string,
): never {
  throw new ProblemError({ kind, place: { at: "path", path }, detail });
}
