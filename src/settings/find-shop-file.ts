import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse, TomlError } from "smol-toml";
import type { Environment } from "./environment.ts";
import { type Mistakes, SettingsInvalid } from "./mistakes.ts";
import { signsOfShop } from "./signs-of-shop.ts";

/** The shop.toml that is meant, absolute: the one named, or the one of the folder; `undefined` where there is none. */
export function findShopFile(
  named: string | undefined,
  directory: string,
  mistakes: Mistakes,
): string | undefined {
  const path = resolve(directory, named || "shop.toml");
  if (existsSync(path)) return path;
  if (named)
    mistakes.note(
      "SHOP_CONFIG",
      `found ${JSON.stringify(named)}, and no such file; allowed: the path of a shop.toml`,
    );
  return undefined;
}

/** Parses a shop.toml. @throws SettingsInvalid when it cannot be read or is not TOML, together with the mistakes found so far. */
export function parseShopFile(path: string, mistakes: Mistakes): Record<string, unknown> {
  try {
    return parse(readFileSync(path, "utf8"), { unsafeKeyBehaviour: "throw" });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    const place = error instanceof TomlError ? `line ${error.line}, column ${error.column}: ` : "";
    mistakes.note(path, `${place}${reason}`);
    throw new SettingsInvalid(mistakes.found);
  }
}

/** Refuses the demo shop. @throws SettingsInvalid where anything says that a shop is meant, together with the mistakes found so far. */
export function refuseDemoInPlaceOfShop(
  environment: Environment,
  directory: string,
  mistakes: Mistakes,
): void {
  const signs = signsOfShop(environment, directory);
  if (signs.length > 0 && !mistakes.found.some(({ where }) => where === "SHOP_CONFIG")) {
    mistakes.note(
      "shop.toml",
      `not found in ${directory}, but a shop of your own is meant: ${signs.join("; ")}. Without a shop.toml there is ` +
        "only the demo shop, whose keys everybody knows, and it opens beside none of this. Run this in the shop's " +
        "folder, or set SHOP_CONFIG to the path of its shop.toml. A new shop begins with `checkstand init`",
    );
  }
  if (signs.length > 0) mistakes.throwIfAny();
}
