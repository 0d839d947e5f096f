import {
  FormatRegistry,
  Kind,
  type SchemaOptions,
  type TProperties,
  type TSchema,
  Type,
  TypeRegistry,
} from "@sinclair/typebox";
import { fromRfc3339 } from "../../../clock.ts";

/**
 * The building blocks of every version's schemas. Requests are open (unknown fields are ignored, known ones are
 * strict and bounded); answers are closed, as the official schemas are.
 */

// The e-mail addresses that JSON Schema's `email` format means: a dot-atom, then a host name with a dot. TypeBox brings
// no formats of its own; these are set unconditionally so that it does not matter which library is loaded first.
const localPart = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const hostLabel = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const email = new RegExp(`^${localPart}(?:\\.${localPart})*@(?:${hostLabel}\\.)+${hostLabel}$`, "i");
FormatRegistry.Set("email", (value) => email.test(value));
FormatRegistry.Set("date-time", (value) => fromRfc3339(value) !== undefined);
FormatRegistry.Set("uri", (value) => URL.canParse(value));

TypeRegistry.Set<{ readonly enum: readonly string[] }>(
  "Enumeration",
  (schema, value) => typeof value === "string" && schema.enum.includes(value),
);

/** One of a few words. Unlike a union of literals it reads as a plain `enum` and reports at most one error. */
export function enumeration<const Word extends string>(words: readonly Word[], options: SchemaOptions = {}) {
  return Type.Unsafe<Word>({ ...options, [Kind]: "Enumeration", type: "string", enum: [...words] });
}

/** A request's object: fields it does not name are ignored. */
export function open<Properties extends TProperties>(properties: Properties, options: SchemaOptions = {}) {
  return Type.Object(properties, { ...options, additionalProperties: true });
}

/** An answer's object: it has the fields it names and no others. */
export function closed<Properties extends TProperties>(properties: Properties, options: SchemaOptions = {}) {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

/** Text in a request: at least one character and at most `maxLength`. */
export function text(maxLength: number, options: SchemaOptions = {}) {
  return Type.String({ ...options, minLength: 1, maxLength });
}

/** Text in a request that may be empty: every optional text may, as in the official schemas. */
export function emptyableText(maxLength: number, options: SchemaOptions = {}) {
  return Type.String({ ...options, maxLength });
}

/** Optional text as the domain has it: who sends an empty one has said nothing. */
export function said(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** A request's list of at most `maxItems`. */
export function list<Schema extends TSchema>(schema: Schema, maxItems: number, options: SchemaOptions = {}) {
  return Type.Array(schema, { ...options, maxItems });
}

/** An id in a request: ours, the merchant's or the agent's. */
export const id = (description: string) => text(256, { description });

/** An e-mail address in a request, of the length SMTP allows. */
export const Email = Type.String({
  format: "email",
  minLength: 3,
  maxLength: 254,
  examples: ["jane@example.com"],
});
/** A moment, as RFC 3339 has it. */
export const DateTime = Type.String({ format: "date-time", maxLength: 40 });
/** An absolute URL. */
export const Url = Type.String({ format: "uri", maxLength: 2048 });

/** Minor units of the session's currency (cents for usd, yen for jpy). */
export const Amount = Type.Integer({
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "Minor units: cents for usd, yen for jpy.",
  examples: [1999],
});

/** Anything the caller wants kept. Its size is bounded by the whole body's. */
export const FreeForm = Type.Object({}, { additionalProperties: true });

/** A flat map of facts: nested values are refused (RFC affiliate attribution section 4.2.3, RFC intent traces section 3.3). */
export const FlatFacts = Type.Object(
  {},
  { additionalProperties: Type.Union([Type.String({ maxLength: 1024 }), Type.Number(), Type.Boolean()]) },
);

/** At most this many different lines in one request. */
export const MAX_ITEMS = 100;
/** At most this many units of a line in one request. What they may come to together is checkout's affair. */
export const MAX_QUANTITY = 10_000;
