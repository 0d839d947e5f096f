/** One step into a JSON value: a property's name or an array's index. */
export type Step = string | number;

/** Spells steps as a JSONPath (RFC 9535): `$.items[0]['odd name']`. */
export function jsonPath(steps: readonly Step[]): string {
  let path = "$";
  for (const step of steps) {
    if (typeof step === "number") path += `[${step}]`;
    else if (/^[A-Za-z_]\w*$/.test(step)) path += `.${step}`;
    else path += `['${step.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}']`;
  }
  return path;
}

/**
 * Spells a JSON Pointer (RFC 6901), as TypeBox reports it, as a JSONPath.
 *
 * @param value what the pointer points into: `/items/0` is an index only where the value has an array.
 */
export function pointerToJsonPath(pointer: string, value: unknown): string {
  const steps: Step[] = [];
  let here = value;
  for (const token of pointer.split("/").slice(1)) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    steps.push(Array.isArray(here) ? Number(name) : name);
    here = typeof here === "object" && here !== null ? Reflect.get(here, name) : undefined;
  }
  return jsonPath(steps);
}
