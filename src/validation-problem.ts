import type { TSchema } from "@sinclair/typebox";
import { type ValueError, ValueErrorType } from "@sinclair/typebox/errors";
import { pointerToJsonPath } from "./json-path.ts";
import type { Problem } from "./problem.ts";

/**
 * Says what a schema refused, as a problem: where, what was expected there, and what kind of thing was found. Nothing
 * of the value itself is repeated, since it may be personal.
 *
 * @param error the first error TypeBox reports.
 * @param body the whole body the schema was applied to.
 */
export function validationProblem(error: ValueError, body: unknown): Problem {
  const { path, type, value, schemas } = mostTelling(error);
  const place = { at: "path", path: pointerToJsonPath(path, body) } as const;
  const expected = [...new Set(schemas.map(describe))].join(" or ");
  if (type === ValueErrorType.ObjectRequiredProperty)
    return { kind: "missing", place, detail: `required: ${expected}${exampleOf(schemas)}` };
  if (type === ValueErrorType.ObjectAdditionalProperties) {
    return { kind: "invalid", place, detail: "there is no such field in this API version" };
  }
  const found = nameOf(value);
  // A number out of range is still a number: to say so again explains nothing.
  const detail = expected.startsWith(found) ? `expected ${expected}` : `expected ${expected}, found ${found}`;
  return { kind: "invalid", place, detail };
}

/** One error worth telling, with everything that could have stood there instead. */
interface Telling extends Pick<ValueError, "path" | "type" | "value"> {
  readonly schemas: readonly TSchema[];
}

/**
 * TypeBox reports a union only as a whole. The branch meant is the one whose constants (`type: "shipping"`) fit, and
 * of several the one whose error lies deepest in the value. When no branch's constants fit, all of theirs together are
 * what was expected; when no error lies deeper than the union itself, the union is: it lists what may stand there.
 */
function mostTelling(error: ValueError): Telling {
  const whole = { ...error, schemas: [error.schema] };
  if (error.type !== ValueErrorType.Union) return whole;
  const branches = error.errors.map((branch) => [...branch].slice(0, 64));
  const fitting = branches.filter((errors) => !errors.some(isWrongConstant));
  const firsts =
    fitting.length > 0
      ? fitting.map(([first]) => first)
      : branches.map((errors) => errors.find(isWrongConstant));
  let best: Telling = whole;
  for (const first of firsts) {
    if (!first || depthOf(first) <= depthOf(error)) continue;
    const telling = mostTelling(first);
    if (depthOf(telling) > depthOf(best)) best = telling;
    else if (telling.path === best.path && isConstant(first.schema)) {
      best = { ...best, schemas: [...best.schemas, ...telling.schemas] };
    }
  }
  return best;
}

function isWrongConstant(error: ValueError): boolean {
  return isConstant(error.schema) && error.value !== undefined;
}

function isConstant(schema: TSchema): boolean {
  return "const" in schema || "enum" in schema;
}

function depthOf(error: { readonly path: string }): number {
  return error.path.split("/").length;
}

/** What a schema accepts, in words that complete "expected …". */
function describe(schema: TSchema): string {
  const {
    const: constant,
    enum: words,
    anyOf: branches,
    type,
    minimum,
    maximum,
    minItems,
    maxItems,
  } = schema;
  if (constant !== undefined) return JSON.stringify(constant);
  if (Array.isArray(words)) return `one of ${words.join(", ")}`;
  if (Array.isArray(branches)) return [...new Set(branches.map(describe))].join(" or ");
  switch (type) {
    case "string":
      return describeText(schema);
    case "integer":
      return `a whole number${range(minimum, maximum)}`;
    case "number":
      return `a number${range(minimum, maximum)}`;
    case "array":
      return `an array${lengthRange(minItems, maxItems, "items")}`;
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    case "object":
      return "an object";
    default:
      return "another value";
  }
}

function describeText({ format, pattern, minLength, maxLength }: TSchema): string {
  switch (format) {
    case "email":
      return "an e-mail address";
    case "date-time":
      return "an RFC 3339 date-time";
    case "uri":
      return "an absolute URL";
    default:
      return pattern === undefined
        ? `text${lengthRange(minLength, maxLength, "characters")}`
        : `text matching ${pattern}`;
  }
}

/** Says a range as " from 1 to 100", leaving out a bound that is only there to keep numbers exact. */
function range(least: unknown, most: unknown): string {
  const lower = typeof least === "number" && least > Number.MIN_SAFE_INTEGER ? least : undefined;
  const upper = typeof most === "number" && most < Number.MAX_SAFE_INTEGER ? most : undefined;
  if (lower !== undefined && upper !== undefined) return ` from ${lower} to ${upper}`;
  if (lower !== undefined) return ` of at least ${lower}`;
  return upper === undefined ? "" : ` of at most ${upper}`;
}

/** Says a length as " of 1 to 256 characters". */
function lengthRange(least: unknown, most: unknown, unit: string): string {
  if (least !== undefined && most !== undefined) return ` of ${least} to ${most} ${unit}`;
  if (least !== undefined) return ` of at least ${least} ${unit}`;
  return most === undefined ? "" : ` of at most ${most} ${unit}`;
}

/** The first example that stands in a schema, in words that follow what is expected; empty where none does. */
function exampleOf(schemas: readonly TSchema[]): string {
  const examples = schemas.flatMap((schema): unknown[] =>
    Array.isArray(schema["examples"]) ? schema["examples"] : [],
  );
  return examples.length === 0 ? "" : `, such as ${JSON.stringify(examples[0])}`;
}

/** What kind of JSON value was found. */
function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return Number.isInteger(value) ? "a whole number" : "a fraction";
    case "boolean":
      return String(value);
    case "undefined":
      return "nothing";
    default:
      return "an object";
  }
}
