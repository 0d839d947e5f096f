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

/** Finds the fields of a request's body that its schema does not know. */
export type FindUnknownFields = (body: unknown) => UnknownField[];

/**
 * What finds the fields of a request that a version ignores because this schema does not know them. Where anything is
 * allowed (`metadata`), nothing is unknown. Only the first few are given, and of those only whose names are plain. To be
 * made once for a schema: what the schema knows is worked out when it is first asked for.
 */
export function unknownFieldsOf(schema: TSchema): FindUnknownFields {
  const top = new Place(branchesOf(schema));
  let paths: ReadonlyMap<string, readonly string[]> | undefined;
  const elsewhere = () => {
    paths ??= pathsOf(schema, "$");
    return paths;
  };
  return (body) => findUnknown({ top, elsewhere }, body);
}

/** What a schema knows. */
interface KnownFields {
  readonly top: Place;
  /** Where each name stands in the schema. */
  readonly elsewhere: () => ReadonlyMap<string, readonly string[]>;
}

function findUnknown({ top, elsewhere }: KnownFields, body: unknown): UnknownField[] {
  const found: UnknownField[] = [];
  /** Where the visit is. */
  const path: Step[] = [];

  function visit(place: Place, value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) visitItems(place.items, value);
    else if (place.fields.size > 0) visitFields(place.fields, value);
  }

  function visitFields(known: Place["fields"], value: object): void {
    for (const name of Object.keys(value)) {
      if (found.length >= MOST_TOLD) return;
      const field = known.get(name);
      if (field) visitAt(name, field, Reflect.get(value, name));
      else if (plainName.test(name)) {
        found.push({
          path: jsonPath([...path, name]),
          meant: meantBy(name, path, [...known.keys()], elsewhere),
        });
      }
    }
  }

  function visitItems(place: Place, items: readonly unknown[]): void {
    for (let index = 0; index < items.length; index += 1) visitAt(index, place, items[index]);
  }

  function visitAt(step: Step, place: Place, value: unknown): void {
    path.push(step);
    visit(place, value);
    path.pop();
  }

  visit(top, body);
  return found;
}

/** A place in a request: what its schemas say of it, worked out when it is first asked for. */
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
  elsewhere: KnownFields["elsewhere"],
): string | undefined {
  const sibling = otherNames[name]?.find((other) => siblings.includes(other)) ?? nearest(name, siblings)[0];
  if (sibling !== undefined) return jsonPath([...path, sibling]).replace(/\[\d+\]/g, "[*]");
  const places = elsewhere().get(name) ?? [];
  return places.length === 1 ? places[0] : undefined;
}

/** Where each name stands in a schema. */
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
