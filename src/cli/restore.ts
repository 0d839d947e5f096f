import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { systemClock, toRfc3339 } from "../clock.ts";
import { loadSettings, type Settings } from "../settings.ts";
import { CommandFailed } from "./failure.ts";
import { type JsonOption, jsonOption } from "./json-option.ts";
import type { Terminal } from "./terminal.ts";

interface RestoreOptions extends JsonOption {
  readonly key?: string;
  readonly check?: true;
}

/** What became of it; `file` is absent where it was only looked at. */
interface Report {
  readonly backup: string;
  readonly file?: string | undefined;
  readonly kept?: string | undefined;
  readonly migrationsMissing: number;
}

/** `checkstand restore`. */
export function addRestoreCommand(program: Command, terminal: Terminal): void {
  program
    .command("restore")
    .description("put a backup in the database's place, and keep what was there; the shop must be stopped")
    .argument("<file>", "the backup: a database, or one that is encrypted in the age format")
    .option("--key <file>", "opens an encrypted backup")
    .option("--check", "only look whether the backup could be restored")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
The backup is read whole and checked before anything is changed, and stays where it is. The database that was there is
kept beside the new one, as NAME.before-restore-TIME: delete it when you do not need it any more.

What was sold after the backup was made is not in it, but was paid: look through the payments at your provider's, and
through what agents were told. A feed destination that was sent newer products is sent all of them again within a day.

Examples:
  checkstand restore --check /srv/backups/shop-2026-11-30.db
  checkstand restore --key backup.key /srv/backups/shop-2026-11-30.db.age`,
    )
    .action(async (file: string, { key, check, json }: RestoreOptions) => {
      const { environment, directory } = terminal;
      const settings = loadSettings({ environment, directory, toSell: false });
      if (settings.database.serverUrl !== undefined)
        throw new CommandFailed("The database is on a PostgreSQL server. Restore it there, with pg_restore.");
      const backup = resolve(directory, file);
      if (!existsSync(backup)) throw new CommandFailed(`There is no file ${backup}.`);
      const keyFile = key === undefined ? undefined : resolve(directory, key);
      const report = await readable(backup, keyFile, settings, (path) =>
        check ? examineBackup(backup, path, settings) : putInPlace(backup, path, settings),
      );
      terminal.out(json ? JSON.stringify(reportAsJson(report)) : words(report));
    });
}

/** Hands on the backup as a database: itself, or decrypted for as long as `use` takes, on the database's own disk. */
async function readable(
  backup: string,
  keyFile: string | undefined,
  { database }: Settings,
  use: (path: string) => Promise<Report>,
): Promise<Report> {
  const { isEncrypted, decryptFile } = await import("../backups/encryption.ts");
  if (!(await isEncrypted(backup))) return await use(backup);
  if (keyFile === undefined) throw new CommandFailed(`${backup} is encrypted. Name the key file: --key FILE`);
  const folder = mkdtempSync(join(nearestFolder(dirname(database.path)), ".restoring-"));
  try {
    const decrypted = join(folder, "backup.db");
    await decryptFile(backup, decrypted, keyFile);
    return await use(decrypted);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function examineBackup(backup: string, path: string, settings: Settings): Promise<Report> {
  await refuseOthers(path, settings);
  const { checkBackup } = await import("../../db/sqlite/restore.ts");
  return { backup, ...checkBackup(path) };
}

async function putInPlace(backup: string, path: string, settings: Settings): Promise<Report> {
  await refuseOthers(path, settings);
  const [{ restoreDatabase }, { pullFolder }] = await Promise.all([
    import("../../db/sqlite/restore.ts"),
    import("../feed/folders.ts"),
  ]);
  const stamp = toRfc3339(systemClock.now()).replace(/[-:]|\.\d+/g, "");
  const { file, kept, migrationsMissing } = restoreDatabase(path, settings.database.path, stamp);
  // The feed that lies there was made of another catalogue.
  rmSync(pullFolder(file), { recursive: true, force: true });
  return { backup, file, kept, migrationsMissing };
}

/** The demo shop, whose keys everybody knows, takes neither a merchant's backup nor a merchant's place. */
async function refuseOthers(path: string, { isDemo, database }: Settings): Promise<void> {
  if (!isDemo) return;
  const { refuseMerchantDatabase } = await import("../../db/sqlite/database-owner.ts");
  refuseMerchantDatabase(path);
  refuseMerchantDatabase(database.path);
}

function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

function words({ backup, file, kept, migrationsMissing }: Report): string {
  const older =
    migrationsMissing > 0 ? " It is of an older Checkstand: the next start brings it up to date." : "";
  if (file === undefined) return `${backup} is whole and can be restored.${older}`;
  const before = kept === undefined ? "There was none before." : `The one before is kept as ${kept}.`;
  return `${file} is now what ${backup} holds. ${before}${older}`;
}

function reportAsJson({ backup, file, kept, migrationsMissing }: Report): object {
  return { backup, file, kept, migrations_missing: migrationsMissing };
}
