import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Environment } from "../../settings/environment.ts";

/** A line that gives the variable a value, as Bun reads it; one that leaves it empty is none. */
const givenToken = /^\s*(?:export\s+)?ADMIN_TOKEN\s*[=:]\s*(?!["'`]{2}\s*$)[^\s#]/m;

/** Where the merchant's token is. */
export type AdminTokenPlace = "made" | "in_file" | "in_environment";

/**
 * Makes sure that the shop has an ADMIN_TOKEN. Where neither the environment nor the file says one, a random one is
 * added to the file, which from then on only its owner may read. One that is there is never changed.
 *
 * @param file the `.env` of the folder that the shop is started in: what it says is read with the environment.
 * @throws what the file system does, with nothing changed.
 */
export function ensureAdminToken(file: string, { ADMIN_TOKEN }: Environment): AdminTokenPlace {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (givenToken.test(before)) return "in_file";
  if (ADMIN_TOKEN !== undefined && ADMIN_TOKEN.trim() !== "") return "in_environment";
  // A file that others may read gets its secret only after they no longer may.
  if (existsSync(file)) chmodSync(file, 0o600);
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  const line = `ADMIN_TOKEN=${randomBytes(32).toString("base64url")}\n`;
  writeFileSync(file, `${gap}# Opens the merchant's dashboard at /admin.\n${line}`, {
    flag: "a",
    mode: 0o600,
  });
  return "made";
}
