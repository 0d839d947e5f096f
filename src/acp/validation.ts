import { KindGuard, type TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { type ValueError, ValueErrorType } from "@sinclair/typebox/errors";
import type { Problem } from "../problem.ts";
import { isEnumeration } from "./shared/fields.ts";

const checks = new WeakMap<TSchema, TypeCheck<TSchema>>();

/**
 * The first thing wrong with a request's body by its schema, or `undefined` when nothing is: which field, as a
 * JSONPath, and what it should have been. Never repeats what was sent, which may be personal.
 */
export function bodyProblem(schema: TSchema, body: unknown): Problem | undefined {
  let check = checks.get(schema);
  if (!check) {
    check = TypeCompiler.Compile(schema);
    checks.set(schema, check);
  }
  if (check.Check(body)) return undefined;
  const error = check.Errors(body).First();
  return error && problemOf(error);
}

function problemOf(error: ValueError): Problem {
  const path = jsonPathOf(error.path);
  const name = path === "$" ? "the body" : path.replace(/^\$\.?/, "");
  return error.type === ValueErrorType.ObjectRequiredProperty
    ? { kind: "missing", place: { at: "path", path }, detail: `${name} is required` }
    : {
        kind: "invalid",
        place: { at: "path", path },
        detail: `${name} must be ${expectationOf(error.schema)}`,
      };
}

/** Turns a JSON Pointer (RFC 6901), as TypeBox reports, into a JSONPath (RFC 9535): `/items/0/id` is `$.items[0].id`. */
export function jsonPathOf(pointer: string): string {
  const steps = pointer.split("/").slice(1);
  return `$${steps.map((step) => stepOf(step.replaceAll("~1", "/").replaceAll("~0", "~"))).join("")}`;
}

function stepOf(step: string): string {
  if (/^\d+$/.test(step)) return `[${step}]`;
  // Only a caller's own keys (metadata) can be strange or endless.
  return /^[A-Za-z_]\w{0,63}$/.test(step) ? `.${step}` : `[${JSON.stringify(step.slice(0, 64))}]`;
}

const formats = new Map([
  ["email", "an e-mail address"],
  ["date-time", "an RFC 3339 date-time such as 2026-04-17T10:30:00Z"],
  ["uri", "an absolute URL"],
]);

/** What a schema wants, in words that end "… must be". */
function expectationOf(schema: TSchema): string {
  if (KindGuard.IsString(schema)) {
    const { format = "", minLength, maxLength } = schema;
    return formats.get(format) ?? `text of ${rangeOf(minLength, maxLength)} characters`;
  }
  if (KindGuard.IsInteger(schema)) return `a whole number from ${rangeOf(schema.minimum, schema.maximum)}`;
  if (KindGuard.IsArray(schema)) return `a list of ${rangeOf(schema.minItems, schema.maxItems)} entries`;
  if (KindGuard.IsUnion(schema)) return schema.anyOf.map(expectationOf).join(", or ");
  if (KindGuard.IsNumber(schema)) return "a number";
  if (KindGuard.IsBoolean(schema)) return "true or false";
  if (isEnumeration(schema)) return `one of ${schema.enum.join(", ")}`;
  return "an object";
}

function rangeOf(least = 0, most = Number.MAX_SAFE_INTEGER): string {
  return `${least} to ${most}`;
}
