import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Instant, instant } from "../clock.ts";

/** A list as it was last fetched. */
export interface KeptList {
  readonly text: string;
  readonly fetchedAt: Instant;
}

/** The lists that were fetched, a file each, so that a shop that starts while their publisher is away has them. */
export interface KeptLists {
  find(url: string): KeptList | undefined;
  put(url: string, text: string): void;
}

/** Those of a shop, in a folder beside its database that is made with the first. */
export function keptListsOf(databasePath: string): KeptLists {
  const folder = join(dirname(databasePath), "address-lists");
  const fileOf = (url: string) =>
    join(folder, `${createHash("sha256").update(url).digest("hex").slice(0, 32)}.txt`);
  return {
    find(url) {
      try {
        const file = fileOf(url);
        return { text: readFileSync(file, "utf8"), fetchedAt: instant(Math.round(statSync(file).mtimeMs)) };
      } catch {
        // Not there, or not to be read: as if it had never been fetched.
        return undefined;
      }
    },
    put(url, text) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = fileOf(url);
      // In one step: whoever reads it finds the old or the new one.
      writeFileSync(`${file}.new`, text, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}
