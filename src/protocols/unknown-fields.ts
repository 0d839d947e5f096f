import type { TSchema } from "@sinclair/typebox";
import { jsonPath, type Step } from "../json-path.ts";
import { nearest } from "../nearest.ts";

/** A field of a request that its schema does not know, and the one that was likely meant. */
export interface UnknownField {
  /** Its JSONPath (RFC 9535). */
  readonly path: string;
  /** JSONPath, with `[*]` for any item of an array. */
  readonly meant?: string | undefined;
}

/** How many are told of: whoever sends more has another version in mind. */
const MOST_TOLD = 8;

/** Names that are repeated. Others are no field's name in any version and may be anything, a person's even. */
const plainName = /^[A-Za-z_][\w-]{0,63}$/;

/** What other versions and guides call what this one has under another name. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  fulfillment_address: ["fulfillment_details", "shipping_address"],
  shipping_address: ["fulfillment_details", "fulfillment_address"],
  fulfillment_details: ["fulfillment_address", "shipping_address"],
  fulfillment_option_id: ["selected_fulfillment_options", "shipping_option_id"],
  shipping_option_id: ["selected_fulfillment_options", "fulfillment_option_id"],
  selected_fulfillment_options: ["fulfillment_option_id", "shipping_option_id"],
  line_items: ["items"],
  product_id: ["id"],
  variant_id: ["id"],
  sku: ["id"],
  zip: ["postal_code"],
  street: ["line_one"],
  address_line_1: ["line_one"],
  address_line_2: ["line_two"],
  phone: ["phone_number"],
  coupon: ["discounts", "coupons", "discount_codes"],
  discount_codes: ["discounts"],
};

/**
 * The fields of a request that a version ignores because its schema does not know them. Where anything is allowed
 * (`metadata`), nothing is unknown. Only the first few are given, and of those only whose names are plain.
 */
export function unknownFields(schema: TSchema, body: unknown): UnknownField[] {
  const found: UnknownField[] = [];
  /** Where the visit is. */
  const path: Step[] = [];

  function visit(place: Place, value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) visitItems(place.items, value);
    else if (place.fields.size > 0) visitFields(place.fields, value);
  }

  function visitFields(known: Place["fields"], value: object): void {
    for (const [name, inner] of Object.entries(value)) {
      if (found.length >= MOST_TOLD) return;
      const field = known.get(name);
      if (field) visitAt(name, field, inner);
      else if (plainName.test(name)) {
        found.push({
          path: jsonPath([...path, name]),
          meant: meantBy(name, path, [...known.keys()], schema),
        });
      }
    }
  }

  function visitItems(place: Place, items: readonly unknown[]): void {
    for (const [index, item] of items.entries()) visitAt(index, place, item);
  }

  function visitAt(step: Step, place: Place, value: unknown): void {
    path.push(step);
    visit(place, value);
    path.pop();
  }

  visit(placeOf(schema), body);
  return found;
}

/** A place in a request: what its schemas say of it, worked out when it is first asked for, since each request asks. */
class Place {
  readonly #schemas: readonly TSchema[];
  #fields: ReadonlyMap<string, Place> | undefined;
  #items: Place | undefined;

  /** @param schemas what may stand here. */
  constructor(schemas: readonly TSchema[]) {
    this.#schemas = schemas;
  }

  /** The properties that any of the schemas names. */
  get fields(): ReadonlyMap<string, Place> {
    this.#fields ??= new Map([...propertiesOf(this.#schemas)].map(([name, at]) => [name, new Place(at)]));
    return this.#fields;
  }

  /** Any item of an array. */
  get items(): Place {
    this.#items ??= new Place(
      this.#schemas.flatMap(({ items }) => (isSchema(items) ? branchesOf(items) : [])),
    );
    return this.#items;
  }
}

const places = new WeakMap<TSchema, Place>();

function placeOf(schema: TSchema): Place {
  const known = places.get(schema);
  if (known) return known;
  const place = new Place(branchesOf(schema));
  places.set(schema, place);
  return place;
}

/** The properties that any of these schemas names, each with what may stand there. */
function propertiesOf(schemas: readonly TSchema[]): ReadonlyMap<string, readonly TSchema[]> {
  const known = new Map<string, TSchema[]>();
  for (const { properties = {} } of schemas) {
    for (const [name, property] of Object.entries<TSchema>(properties)) {
      known.set(name, [...(known.get(name) ?? []), ...branchesOf(property)]);
    }
  }
  return known;
}

/** A near name beside it; what another version calls so; else the one place where the schema has that very name. */
function meantBy(
  name: string,
  path: readonly Step[],
  siblings: readonly string[],
  schema: TSchema,
): string | undefined {
  const sibling = otherNames[name]?.find((other) => siblings.includes(other)) ?? nearest(name, siblings)[0];
  if (sibling !== undefined) return jsonPath([...path, sibling]).replace(/\[\d+\]/g, "[*]");
  const elsewhere = namesIn(schema).get(name) ?? [];
  return elsewhere.length === 1 ? elsewhere[0] : undefined;
}

const names = new WeakMap<TSchema, ReadonlyMap<string, readonly string[]>>();

/** Where each name stands in a schema, worked out once. */
function namesIn(schema: TSchema): ReadonlyMap<string, readonly string[]> {
  const known = names.get(schema) ?? pathsOf(schema, "$");
  names.set(schema, known);
  return known;
}

function pathsOf(schema: TSchema, path: string, paths = new Map<string, string[]>()): Map<string, string[]> {
  for (const branch of branchesOf(schema)) {
    if (isSchema(branch["items"])) pathsOf(branch["items"], `${path}[*]`, paths);
    for (const [name, property] of Object.entries<TSchema>(branch["properties"] ?? {})) {
      const at = `${path}.${name}`;
      const known = paths.get(name) ?? [];
      if (!known.includes(at)) paths.set(name, [...known, at]);
      pathsOf(property, at, paths);
    }
  }
  return paths;
}

/** What may stand where a schema stands: itself, or each branch of a union. */
function branchesOf(schema: TSchema): TSchema[] {
  const branches: unknown = schema["anyOf"];
  return Array.isArray(branches) ? branches.filter(isSchema).flatMap(branchesOf) : [schema];
}

function isSchema(value: unknown): value is TSchema {
  return typeof value === "object" && value !== null;
}
