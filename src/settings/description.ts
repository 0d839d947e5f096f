import {
  type SchemaOptions,
  type Static,
  type TObject,
  type TOptional,
  type TSchema,
  Type,
} from "@sinclair/typebox";
import { isTable, type SettingPlace, type SettingSurroundings } from "./place.ts";
import { currency, type Rule } from "./rule.ts";

/*
 * What settings are described by. A description is a TypeBox schema, so that it is typed and is itself the JSON Schema
 * of what may be written; under a symbol, which JSON leaves out, it also holds how it is read and what an example shows.
 */

/** A value as TOML and JSON have it. */
export type Written = string | number | boolean | readonly Written[] | { readonly [key: string]: Written };

/** What an example shop.toml shows of a key. */
export interface ShownInExample {
  /** Shown in place of the default. */
  readonly example?: Written;
  /** Whether the example shop says it; otherwise the key is shown as a comment. */
  readonly isSet?: boolean;
  /** What holds where it is left out, in words, if that is no fixed value. */
  readonly whenLeftOut?: string;
}

/** One table of an array of tables, as an example shows it. */
export interface TableExample extends Pick<ShownInExample, "isSet"> {
  readonly values: Readonly<Record<string, Written>>;
}

/** What a description is made of, for those who write it out. */
export type Contents = ShownInExample &
  (
    | { readonly kind: "value" }
    /** A table of known keys; inline: `{ … }` after its key, not below a `[header]`. */
    | { readonly kind: "table"; readonly keys: Keys; readonly isInline?: boolean }
    | {
        readonly kind: "tables";
        readonly item: Described<unknown>;
        readonly examples: readonly TableExample[];
        readonly isInline?: boolean;
      }
    /** A table of one of several kinds. */
    | { readonly kind: "kinds"; readonly key: string; readonly kinds: Keys }
  );

/** The description of a setting that is read as a `Value`. */
export interface Described<Value> extends TSchema {
  static: Value;
  readonly [setting]: Reading<Value>;
}

interface Reading<Value> {
  /** Reads what is in a place, and notes there what is wrong; then a stand-in is given, so that reading can go on. */
  readonly read: (place: SettingPlace) => Value;
  readonly contents: Contents;
  /** Whether a file without it is refused. */
  readonly isRequired: boolean;
}

const setting = Symbol("setting");

/** Descriptions by key, in the order they are shown. */
export type Keys = Readonly<Record<string, Described<unknown>>>;

/** A rule, or the one that holds in a shop's surroundings. */
type RuleOf<Value> = Rule<Value> | ((surroundings: SettingSurroundings) => Rule<Value>);

/** Reads what is in `place` as described. Mistakes are noted, and must be looked at before the value is used. */
export function readDescribed<Value>(described: Described<Value>, place: SettingPlace): Value {
  return described[setting].read(place);
}

/** What a description is made of, and whether it has to be there. */
export function contentsOf(described: Described<unknown>): Contents & { readonly isRequired: boolean } {
  const { contents, isRequired } = described[setting];
  return { ...contents, isRequired };
}

/** A key that has to be there. */
export function required<Value>(
  rule: RuleOf<Value>,
  description: string,
  shown: ShownInExample = {},
): Described<Value> {
  return described(schemaOf(rule, description, shown), {
    read: (place) => place.read(ruleIn(rule, place)),
    contents: { kind: "value", ...shown },
    isRequired: true,
  });
}

/** A key that may be left out. */
export function optional<Value>(
  rule: RuleOf<Value>,
  description: string,
  shown: ShownInExample = {},
): TOptional<Described<Value | undefined>> {
  return Type.Optional(
    described(schemaOf(rule, description, shown), {
      read: (place) => (place.found === undefined ? undefined : place.read(ruleIn(rule, place))),
      contents: { kind: "value", ...shown },
    }),
  );
}

/** A key that counts as written `byDefault` where it is left out. */
export function withDefault<Value>(
  byDefault: Written,
  rule: RuleOf<Value>,
  description: string,
  shown: ShownInExample = {},
): Described<Value> {
  return described(
    { ...schemaOf(rule, description, shown), default: byDefault },
    {
      read: (place) => {
        const found = ruleIn(rule, place);
        return place.found === undefined ? (found.read(byDefault) ?? found.standIn) : place.read(found);
      },
      contents: { kind: "value", example: byDefault, ...shown },
    },
  );
}

/** An array of values; `atLeastOne`: what is allowed in place of an empty one, if that is refused. */
export function valueList<Value>(
  rule: Rule<Value>,
  description: string,
  { atLeastOne, ...shown }: ShownInExample & { readonly atLeastOne?: string } = {},
): TOptional<Described<readonly Value[] | undefined>> {
  const schema = {
    type: "array",
    items: rule.schema ?? { type: "string" },
    ...(atLeastOne && { minItems: 1 }),
  };
  return Type.Optional(
    described(
      { ...schema, ...wordsOf(description, shown) },
      {
        read: (place) => {
          if (place.found === undefined) return undefined;
          if (!Array.isArray(place.found)) place.noteWrong(`an array, each item ${rule.allowed}`);
          else if (place.found.length === 0 && atLeastOne !== undefined)
            place.note(`is empty; allowed: ${atLeastOne}`);
          return place.items().map((item) => item.read(rule));
        },
        contents: { kind: "value", ...shown },
      },
    ),
  );
}

/** What a table's keys are read as. */
export type ValuesOf<Of extends Keys> = Static<TObject<Of>>;

/** A table of known keys; where it is missing, it is read as an empty one, so that what it must hold is named. */
export function table<Of extends Keys>(
  description: string,
  keys: Of,
  shown: ShownInExample & { readonly isInline?: boolean } = {},
): Described<ValuesOf<Of>> {
  const names = Object.keys(keys);
  const required = names.filter((name) => keys[name]?.[setting].isRequired);
  return described(
    {
      ...Type.Object({ ...keys }, { additionalProperties: false, ...wordsOf(description, shown) }),
      required,
    },
    {
      read: (place) => {
        if (place.found !== undefined && !isTable(place.found)) place.noteWrong(`a table: [${place.header}]`);
        const values = Object.entries(keys).map(([key, value]) => [key, readDescribed(value, place.at(key))]);
        place.noteUnknownKeys(names);
        // The one cast: each key was read by its own description, which types cannot follow through a loop.
        return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as ValuesOf<Of>;
      },
      contents: { kind: "table", keys, ...shown },
      isRequired: required.length > 0,
    },
  );
}

/** A table whose keys are the merchant's own names, each with a value of one kind. */
export function named<Value>(
  rule: Rule<Value>,
  description: string,
  shown: ShownInExample = {},
): Described<Readonly<Record<string, Value>>> {
  return described(
    { type: "object", additionalProperties: rule.schema ?? true, ...wordsOf(description, shown) },
    {
      read: (place) => {
        if (place.found !== undefined && !isTable(place.found)) place.noteWrong(`a table: [${place.header}]`);
        return Object.fromEntries(Object.keys(place.table).map((key) => [key, place.at(key).read(rule)]));
      },
      contents: { kind: "table", keys: {}, ...shown },
    },
  );
}

/** A table, or tables, that may be left out, and then are read as nothing at all. */
export function ifThere<Value>(inner: Described<Value>): TOptional<Described<Value | undefined>> {
  const { read, contents } = inner[setting];
  return Type.Optional(
    described<Value | undefined>(inner, {
      read: (place) => (place.found === undefined ? undefined : read(place)),
      contents,
    }),
  );
}

/** An array of tables, none where it is missing; `atLeastOne`: what is allowed in place of none, if that is refused. */
export function tables<Value>(
  item: Described<Value>,
  description: string,
  {
    atLeastOne,
    examples = [],
    isInline = false,
  }: {
    readonly atLeastOne?: string;
    readonly examples?: readonly TableExample[];
    readonly isInline?: boolean;
  } = {},
): Described<readonly NonNullable<Value>[]> {
  return described(
    { type: "array", items: item, description, ...(atLeastOne !== undefined && { minItems: 1 }) },
    {
      read: (place) => {
        const allowed = `one or more tables: [[${place.header}]]`;
        if (place.found !== undefined && !Array.isArray(place.found)) place.noteWrong(allowed);
        else if (atLeastOne !== undefined && place.items().length === 0)
          place.note(`is missing; allowed: ${atLeastOne || allowed}`);
        return place.items().flatMap((each) => {
          if (isTable(each.found)) return readDescribed(item, each) ?? [];
          each.noteWrong(allowed);
          return [];
        });
      },
      contents: { kind: "tables", item, examples, isInline },
      isRequired: atLeastOne !== undefined,
    },
  );
}

/** A table of one of several kinds, which one of its keys tells. What is of no known kind is noted and read as nothing. */
export function oneOfKinds<Value>(
  key: string,
  kinds: Readonly<Record<string, Described<Value>>>,
): Described<Value | undefined> {
  const names = Object.keys(kinds);
  return described(
    { anyOf: [...new Set(Object.values(kinds))] },
    {
      read: (place) => {
        const kind = place.at(key);
        const found = names.includes(String(kind.found)) ? kinds[String(kind.found)] : undefined;
        if (found === undefined) kind.noteWrong(names.map((name) => JSON.stringify(name)).join(", "));
        return found === undefined ? undefined : readDescribed(found, place);
      },
      contents: { kind: "kinds", key, kinds },
    },
  );
}

/** The same as written, read as something else. Mistakes that only several keys together make are noted in `turn`. */
export function readAs<Value, Read>(
  inner: Described<Value>,
  turn: (value: Value, place: SettingPlace) => Read,
): Described<Read> {
  const { read, ...rest } = inner[setting];
  return described(inner, { ...rest, read: (place) => turn(read(place), place) });
}

function described<Value>(
  schema: SchemaOptions,
  { isRequired = false, ...how }: Omit<Reading<Value>, "isRequired"> & { readonly isRequired?: boolean },
): Described<Value> {
  return Object.assign(Type.Unsafe<Value>(schema), { [setting]: { ...how, isRequired } });
}

function schemaOf<Value>(rule: RuleOf<Value>, description: string, shown: ShownInExample): SchemaOptions {
  const { schema = { type: "string" } } = typeof rule === "function" ? rule(anySurroundings) : rule;
  return { ...schema, ...wordsOf(description, shown) };
}

/** What an editor shows of a setting. */
function wordsOf(description: string, { example, whenLeftOut }: ShownInExample): SchemaOptions {
  const words = [description, whenLeftOut && `default: ${whenLeftOut}`].filter(Boolean).join("; ");
  return { ...(words && { description: words }), ...(example !== undefined && { examples: [example] }) };
}

function ruleIn<Value>(rule: RuleOf<Value>, place: SettingPlace): Rule<Value> {
  return typeof rule === "function" ? rule(place.surroundings) : rule;
}

/** Of no shop in particular. */
export const anySurroundings: SettingSurroundings = {
  currency: currency.standIn,
  timezone: "UTC",
  country: "US",
  environment: {},
  isDevelopment: true,
  directory: ".",
};
