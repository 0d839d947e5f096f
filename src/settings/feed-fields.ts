import type { CategoryFields } from "../feed/category-fields.ts";
import { allowedIn, fieldNamesWithAliases, fieldOf, readSaid, type SaidFields } from "../feed/fields.ts";
import { optional, readAs, required, type ShownInExample, table, tables } from "./description.ts";
import { type Rule, words } from "./rule.ts";

/** What the example shop says of its goods. */
const shown: Readonly<Record<string, ShownInExample>> = {
  return_window: { example: 30, isSet: true },
  brand: { example: "Alder & Fern" },
  condition: { example: "new" },
  material: { example: "solid oak" },
  age_group: { example: "adult" },
  shipping: { example: "US::Standard:5.99 USD", whenLeftOut: "what your rates come to for one unit" },
};

/** Any field of any generation by its name, as text or in TOML's own types. */
const fieldKeys = Object.fromEntries(
  [...new Set([...Object.keys(shown), ...fieldNamesWithAliases])].map((name) => {
    const rule = fieldText(name);
    return [name, optional(rule, shown[name] ? "" : rule.allowed, shown[name])];
  }),
);

/** `[feed.fields]`. */
export const fieldsTable = readAs(
  table(
    "What holds for every product that says nothing else: any field of the feed, by its name.",
    fieldKeys,
  ),
  saidIn,
);

/** `[[feed.category_fields]]`: a category, and the fields as in `[feed.fields]`. */
export const categoryFieldsTables = tables(
  readAs(
    table("A category.", {
      category: required(words, "a path of your taxonomy or of Google's"),
      ...fieldKeys,
    }),
    ({ category, ...texts }): CategoryFields => ({ category, said: saidIn(texts) }),
  ),
  "What holds for a category and those below it, before what holds for all. `checkstand catalog set` says it of one " +
    "product. Both stay through imports.",
  { examples: [{ values: { category: "Plants > Seeds", return_window: 7, material: "organic seeds" } }] },
);

function saidIn(texts: Readonly<Record<string, string | undefined>>): SaidFields {
  const written = Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
  return readSaid(Object.fromEntries(written)).said;
}

function fieldText(name: string): Rule<string> {
  const field = fieldOf(name);
  return {
    allowed: field === undefined ? "a field of the feed" : allowedIn(field),
    standIn: "",
    schema: {},
    read(found) {
      const text = typeof found === "object" && found !== null ? asText(found) : String(found);
      return readSaid({ [name]: text }).unreadable.length > 0 ? undefined : text;
    },
  };
}

function asText(found: object): string {
  const isList = Array.isArray(found) && found.every((item) => typeof item !== "object");
  return isList ? found.join(",") : JSON.stringify(found);
}
