import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, type Clock, type Instant, instant, toRfc3339 } from "../clock.ts";
import { makeBackup } from "./make-backup.ts";

/** What a merchant wants of backups that the server makes by itself. */
export interface BackupSettings {
  /** From one to the next, ms. */
  readonly every: number;
  /** How many are kept; older ones are removed. */
  readonly keep: number;
  /** The folder they go to, absolute; made when it is missing. */
  readonly to: string;
  /** Encrypts them; absent: they can be read by whoever can read the folder. */
  readonly keyFile?: string | undefined;
}

export interface BackupDependencies {
  readonly settings: BackupSettings;
  /** Absolute path of the database. */
  readonly database: string;
  readonly clock: Clock;
  /** Copies a database to a file that does not exist yet, and checks the copy, without holding this process up. */
  readonly copy: (source: string, target: string) => Promise<void>;
}

/** Backups that are made by themselves. */
export interface Backups {
  /** When the next is due: at once where the folder has none. */
  due(): Promise<Instant>;
  /** Makes one, and removes those that are too many. */
  run(): Promise<void>;
}

const name = /^checkstand-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z\.db(?:\.age)?$/;

/** Builds the {@link Backups} of one server. What is in the folder says what was made: nothing else remembers it. */
export function createBackups({ settings, database, clock, copy }: BackupDependencies): Backups {
  const { every, keep, to, keyFile } = settings;

  /** Names of backups, the oldest first: they begin with their time. */
  async function made(): Promise<readonly string[]> {
    if (!existsSync(to)) return [];
    return (await readdir(to)).filter((file) => name.test(file)).toSorted();
  }

  return {
    async due() {
      const newest = (await made()).at(-1);
      const now = clock.now();
      const at = newest === undefined ? undefined : timeIn(newest);
      // One from the future was made before the clock was set back: nobody knows how long ago.
      return at === undefined || at > now ? now : after(at, every);
    },
    async run() {
      await mkdir(to, { recursive: true, mode: 0o700 });
      const stamp = toRfc3339(clock.now()).replace(/[-:]|\.\d+/g, "");
      const target = join(to, `checkstand-${stamp}.db${keyFile === undefined ? "" : ".age"}`);
      await makeBackup({ source: database, target, keyFile, copy });
      for (const file of (await made()).slice(0, -keep)) await rm(join(to, file), { force: true });
    },
  };
}

/** When a backup of this name was made. */
function timeIn(file: string): Instant | undefined {
  const [, year, month, day, hour, minute, second] = name.exec(file) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : instant(time);
}
