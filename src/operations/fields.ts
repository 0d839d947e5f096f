import { type Static, type TProperties, type TSchema, Type } from "@sinclair/typebox";
import { type Instant, toRfc3339 } from "../clock.ts";

/** An object of exactly these fields. */
export function closed<Fields extends TProperties>(fields: Fields) {
  return Type.Object(fields, { additionalProperties: false });
}

/** A field that may be left out; in answers also one that is undefined, which JSON leaves out. */
export function maybe<Schema extends TSchema>(schema: Schema) {
  return Type.Optional(Type.Unsafe<Static<Schema> | undefined>(schema));
}

/** One of these words. */
export function oneOfWords<const Word extends string>(list: readonly Word[], description?: string) {
  return Type.Union(
    list.map((word) => Type.Literal(word)),
    description === undefined ? {} : { description },
  );
}

/** Minor units of the shop's currency. */
export const AmountField = Type.Integer({ description: "Minor units: cents for usd." });
/** A moment in UTC. */
export const DateTimeField = Type.String({ format: "date-time" });

/** A moment as answers spell it, RFC 3339 in UTC. */
export function dateTime(at: Instant): string;
export function dateTime(at: Instant | undefined): string | undefined;
export function dateTime(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : toRfc3339(at);
}

/** What a person at a terminal writes otherwise than a call does. */
const writings = [
  /** Major units with a decimal point, not minor ones. */
  "amount",
  /** A day, or a moment in RFC 3339. */
  "moment",
  /** Units of lines, by variant. */
  "units",
  /** An option that switches off what is done otherwise. */
  "switched_off",
] as const;

/** How a person writes a field at a terminal, where that is not how a call does. */
export type Writing = (typeof writings)[number];

/** Of schemas: how a person writes the field. No document shows it. */
const written = Symbol("how a person writes it");
/** Of schemas: what a person is told of the field, where its description is about how calls spell it. */
const told = Symbol("what a person is told of it");

/** How a person writes a field at a terminal; `undefined` where they write it as a call does. */
export function writingOf(schema: TSchema): Writing | undefined {
  const found: unknown = Reflect.get(schema, written);
  return writings.find((writing) => writing === found);
}

/** What a person at a terminal is told of a field. */
export function helpOf(schema: TSchema): string {
  const words: unknown = Reflect.get(schema, told) ?? schema.description;
  return typeof words === "string" ? words : "";
}

/** The field, written by people in a way of its own. */
export function writtenAs<Schema extends TSchema>(writing: Writing, words: string, schema: Schema): Schema {
  return { ...schema, [written]: writing, [told]: words };
}

/** An amount above zero, minor units in a call, major ones at a terminal. */
export function amountAboveZero(words: string) {
  const unit = "Minor units: cents for usd.";
  const description = words === "" ? unit : `${words} ${unit}`;
  return writtenAs(
    "amount",
    words,
    Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description }),
  );
}

/** Words for a person; what they are for. */
export function wordsField(description: string) {
  return Type.String({ minLength: 1, maxLength: 1000, ...(description && { description }) });
}

/** Words for a person, as long as a person reads. */
export const Words = wordsField("");
