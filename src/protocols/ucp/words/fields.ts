import { type SchemaOptions, type TProperties, type TSchema, Type } from "@sinclair/typebox";

/**
 * The building blocks of UCP's schemas: fields that they do not name are ignored in requests and allowed in answers, as
 * the official schemas have it; known ones are strict and bounded.
 */
export function open<Properties extends TProperties>(properties: Properties, options: SchemaOptions = {}) {
  return Type.Object(properties, { ...options, additionalProperties: true });
}

/** Text in a request: at least one character and at most `maxLength`. */
export function text(maxLength: number, options: SchemaOptions = {}) {
  return Type.String({ ...options, minLength: 1, maxLength });
}

/** Text in a request that may be empty, which says nothing. */
export function emptyableText(maxLength: number, options: SchemaOptions = {}) {
  return Type.String({ ...options, maxLength });
}

/** A request's list of at most `maxItems`. */
export function list<Schema extends TSchema>(schema: Schema, maxItems: number, options: SchemaOptions = {}) {
  return Type.Array(schema, { ...options, maxItems });
}

/** Text in a request that may be empty or absent. */
export const maybeText = (maxLength: number) => Type.Optional(emptyableText(maxLength));

/** An id in a request: ours, the merchant's or the agent's. */
export const id = (description: string) => text(256, { description });

/** Optional text as the domain has it: who sends an empty one has said nothing. */
export function said(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** At most this many different lines in one request. */
export const MAX_ITEMS = 100;
/** At most this many units of a line in one request. */
export const MAX_QUANTITY = 10_000;
