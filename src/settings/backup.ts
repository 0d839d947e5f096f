import { resolve } from "node:path";
import type { BackupSettings } from "../backups/backups.ts";
import { DAY, MINUTE } from "../clock.ts";
import { optional, readAs, table, withDefault } from "./description.ts";
import { duration, wholeNumber, words } from "./rule.ts";

/** `[backup]`; without a folder the server makes none. */
export const backupTable = readAs(
  table(
    "Backups that the server makes by itself. They hold secrets and buyers' addresses. Back: `checkstand restore`.",
    {
      to: optional(words, "a folder, best on another disk; relative to this file", {
        example: "/srv/backups",
      }),
      every: withDefault("1d", duration(10 * MINUTE, 30 * DAY), "from one to the next"),
      keep: withDefault(14, wholeNumber(1, 10_000), "how many; older ones are removed"),
      key_file: optional(words, "encrypts them: `checkstand backup --make-key FILE`", {
        example: "/etc/checkstand/backup.key",
      }),
    },
  ),
  ({ to, every, keep, key_file }, place): BackupSettings | undefined => {
    if (to === undefined) return undefined;
    const inFolder = (path: string) => resolve(place.surroundings.directory, path);
    return {
      to: inFolder(to),
      every,
      keep,
      keyFile: key_file === undefined ? undefined : inFolder(key_file),
    };
  },
);
