/** A value as form parameters can say it: text, a list, or named values. */
export type FormValue = string | FormValue[] | FormParameters;
export interface FormParameters {
  [name: string]: FormValue;
}

/**
 * Reads `a[b][c]=1&d[0]=2&e[]=3`, as Stripe's clients write nested parameters. Numbered names make a list.
 *
 * @throws RangeError for brackets that do not pair.
 */
export function readForm(text: string): FormParameters {
  const root: FormParameters = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
    if (!path) throw new RangeError(`cannot read the parameter name ${name}`);
    const keys = [
      path[1] ?? "",
      ...[...(path[2] ?? "").matchAll(/\[([^[\]]*)\]/g)].map((key) => key[1] ?? ""),
    ];
    put(root, keys, value);
  }
  return listsOf(root);
}

function put(target: FormParameters, [key = "", ...rest]: string[], value: string): void {
  const name = key === "" ? String(Object.keys(target).length) : key;
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner = target[name];
  const nested = typeof inner === "object" && !Array.isArray(inner) ? inner : {};
  target[name] = nested;
  put(nested, rest, value);
}

function listsOf(parameters: FormParameters): FormParameters {
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value !== "object" || Array.isArray(value)) continue;
    const inner = listsOf(value);
    const numbered = Object.keys(inner).length > 0 && Object.keys(inner).every((key) => /^\d+$/.test(key));
    parameters[name] = numbered ? Object.values(inner) : inner;
  }
  return parameters;
}
