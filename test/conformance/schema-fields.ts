/** A JSON Schema, as far as it names fields. */
interface FieldSchema {
  readonly $ref?: string;
  readonly allOf?: readonly FieldSchema[];
  readonly anyOf?: readonly FieldSchema[];
  readonly oneOf?: readonly FieldSchema[];
  readonly then?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly items?: FieldSchema;
  readonly additionalProperties?: boolean | FieldSchema;
}

/** The schema at an absolute address, fragment included. */
export type FindSchema = (address: string) => FieldSchema;

/** Longer paths are of schemas that hold themselves. */
const MOST_STEPS = 10;

/**
 * The paths of all fields that a schema names, as `line_items[].item.title`; in maps, whose keys are free, `*` stands for
 * any of them.
 */
export function fieldsNamedBy(address: string, find: FindSchema): ReadonlySet<string> {
  const fields = new Set<string>();
  const seen = new Set<string>();

  function walk(schema: FieldSchema, base: string, path: string): void {
    if (path.split(".").length > MOST_STEPS) return;
    if (schema.$ref !== undefined) {
      const target = new URL(schema.$ref, base).href;
      if (!seen.has(`${target} ${path}`)) {
        seen.add(`${target} ${path}`);
        walk(find(target), target, path);
      }
    }
    const { allOf = [], anyOf = [], oneOf = [], then } = schema;
    for (const part of [...allOf, ...anyOf, ...oneOf, ...(then ? [then] : [])]) walk(part, base, path);
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      fields.add(join(path, name));
      walk(field, base, join(path, name));
    }
    if (schema.items) walk(schema.items, base, `${path}[]`);
    if (typeof schema.additionalProperties === "object")
      walk(schema.additionalProperties, base, join(path, "*"));
  }

  walk(find(address), address, "");
  return fields;
}

/** The fields of a schema that a value carries, and whether it does so in a list or a map makes no difference. */
export function fieldsCarriedBy(value: unknown, named: ReadonlySet<string>): ReadonlySet<string> {
  const carried = new Set<string>();
  const maps = new Set([...named].flatMap((path) => mapsIn(path)));

  function walk(part: unknown, path: string): void {
    if (Array.isArray(part)) for (const each of part) walk(each, `${path}[]`);
    else if (typeof part === "object" && part !== null)
      for (const [name, field] of Object.entries(part)) {
        const at = join(path, maps.has(path) ? "*" : name);
        carried.add(at);
        walk(field, at);
      }
  }

  walk(value, "");
  return carried;
}

/** The fields that are not carried, without those inside of others that are not. */
export function fieldsMissing(named: ReadonlySet<string>, carried: ReadonlySet<string>): readonly string[] {
  const missing = [...named].filter((path) => !carried.has(path)).sort();
  return missing.filter((path) => !missing.some((other) => path !== other && isWithin(path, other)));
}

function isWithin(path: string, other: string): boolean {
  return path.startsWith(`${other}.`) || path.startsWith(`${other}[]`);
}

function mapsIn(path: string): string[] {
  const steps = path.split(".");
  return steps.flatMap((step, index) => (step.startsWith("*") ? [steps.slice(0, index).join(".")] : []));
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
