import type { FormParameters, FormValue } from "./form-body.ts";
import { invalidRequest } from "./problem.ts";

/**
 * What a parameter may hold. `open` is a hash with names of the caller's (metadata); an object is a hash with these
 * names and no others; a one-element array is a list of such values.
 */
export type Shape = "text" | "integer" | "boolean" | "open" | readonly [Shape] | ShapeOf;
export interface ShapeOf {
  readonly [name: string]: Shape;
}

/**
 * Refuses what Stripe refuses: unknown parameters, and values of the wrong kind.
 *
 * @throws StripeProblem in Stripe's words.
 */
export function checkParameters(parameters: FormParameters, shape: ShapeOf, path = ""): void {
  for (const [name, value] of Object.entries(parameters)) {
    const param = path === "" ? name : `${path}[${name}]`;
    const expected = shape[name];
    if (expected === undefined)
      throw invalidRequest(`Received unknown parameter: ${param}`, param, "parameter_unknown");
    checkValue(value, expected, param);
  }
}

function checkValue(value: FormValue, expected: Shape, param: string): void {
  if (isList(expected)) {
    if (!Array.isArray(value)) throw invalidRequest("Invalid array", param);
    for (const [index, item] of value.entries()) checkValue(item, expected[0], `${param}[${index}]`);
  } else if (expected === "open" || typeof expected === "object") {
    if (!isHash(value)) throw invalidRequest(`Invalid ${param}: must be an object`, param);
    if (expected !== "open") checkParameters(value, expected, param);
  } else {
    checkText(value, expected, param);
  }
}

function checkText(value: FormValue, expected: "text" | "integer" | "boolean", param: string): void {
  if (typeof value !== "string") throw invalidRequest(`Invalid string: ${param}`, param);
  if (expected === "integer" && !/^-?\d+$/.test(value))
    throw invalidRequest(`Invalid integer: ${value}`, param, "parameter_invalid_integer");
  if (expected === "boolean" && !/^(true|false)$/.test(value))
    throw invalidRequest(`Invalid boolean: ${value}`, param);
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

/** The text of a parameter. @throws StripeProblem when it is missing. */
export function required(parameters: FormParameters, name: string): string {
  const value = parameters[name];
  if (typeof value !== "string" || value === "")
    throw invalidRequest(`Missing required param: ${name}.`, name, "parameter_missing");
  return value;
}

export function text(parameters: FormParameters, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A hash among the parameters; empty when it is missing. */
export function hash(parameters: FormParameters, name: string): FormParameters {
  const value = parameters[name];
  return value !== undefined && isHash(value) ? value : {};
}

export function isHash(value: FormValue): value is FormParameters {
  return typeof value === "object" && !Array.isArray(value);
}

/** A list among the parameters; empty when it is missing. */
export function list(parameters: FormParameters, name: string): FormValue[] {
  const value = parameters[name];
  return Array.isArray(value) ? value : [];
}

/** A flat hash of texts, such as metadata. */
export function texts(parameters: FormParameters, name: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(hash(parameters, name)).flatMap(([key, value]) =>
      typeof value === "string" && value !== "" ? [[key, value]] : [],
    ),
  );
}
