import type { NamedSecret } from "../feed/push/destination.ts";
import type { SettingSurroundings } from "./place.ts";
import { matching, type Rule } from "./rule.ts";

/** The name of an environment variable. */
const variableName = matching(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  'the name of an environment variable, such as "FEED_TOKEN"',
);

/**
 * What a key may be that names the environment variable which holds a secret: shop.toml holds none itself. The value is
 * absent while the variable is not set.
 */
export function namedSecret({ environment }: Pick<SettingSurroundings, "environment">): Rule<NamedSecret> {
  return {
    ...variableName,
    standIn: { variable: "" },
    read: (found) => {
      const variable = variableName.read(found);
      return variable === undefined
        ? undefined
        : { variable, value: environment[variable]?.trim() || undefined };
    },
  };
}
