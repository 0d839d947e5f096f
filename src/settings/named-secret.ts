import type { Environment } from "./environment.ts";
import { matching } from "./rule.ts";
import type { Table } from "./table.ts";

/** The name of an environment variable. */
export const variableName = matching(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  'the name of an environment variable, such as "FEED_TOKEN"',
);

/**
 * Reads a key that names the environment variable which holds a secret: shop.toml holds none itself. The value is absent
 * while the variable is not set; `undefined` when there is no such key.
 */
export function readNamedSecret(
  table: Table,
  key: string,
  environment: Environment,
): { readonly variable: string; readonly value: string | undefined } | undefined {
  const variable = table.optional(key, variableName);
  return variable === undefined ? undefined : { variable, value: environment[variable]?.trim() || undefined };
}
