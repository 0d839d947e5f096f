import { type Static, type TProperties, type TSchema, Type } from "@sinclair/typebox";
import { type Instant, toRfc3339 } from "../../clock.ts";

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
/** An amount that is given, never taken. */
export const AmountAboveZero = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "Minor units: cents for usd.",
});
/** A moment in UTC. */
export const DateTimeField = Type.String({ format: "date-time" });
/** Words for a person, as long as a person reads. */
export const Words = Type.String({ minLength: 1, maxLength: 1000 });

/** Shows a moment. */
export function dateTime(at: Instant): string;
export function dateTime(at: Instant | undefined): string | undefined;
export function dateTime(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : toRfc3339(at);
}
