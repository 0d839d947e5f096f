import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { loadSettings, type Settings } from "../settings.ts";
import { CommandFailed, WrongUsage } from "./failure.ts";
import { type JsonOption, jsonOption } from "./json-option.ts";
import { missingDatabase } from "./missing-database.ts";
import type { Terminal } from "./terminal.ts";

interface BackupOptions extends JsonOption {
  readonly key?: string;
  readonly makeKey?: string;
}

/** `checkstand backup`. */
export function addBackupCommand(program: Command, terminal: Terminal): void {
  program
    .command("backup")
    .description("copy the database to a file, also while the shop is open")
    .argument("[file]", "the copy; it must not exist yet")
    .option("--key <file>", "encrypt the copy for the keys in this file")
    .option("--make-key <file>", "make a key file, and no backup")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
The copy holds agents' secrets and buyers' addresses: keep it where nobody else can read it, or encrypt it.
It is encrypted in the age format. A key file that holds nothing but the public key (age1…) encrypts and opens nothing:
leave that one with the shop, and keep the one with AGE-SECRET-KEY-1… elsewhere. Without it no backup can be opened.

To put a backup in the database's place: checkstand restore FILE

Examples:
  checkstand backup /srv/backups/shop-$(date +%F).db
  checkstand backup --make-key backup.key
  checkstand backup --key backup.key /srv/backups/shop-$(date +%F).db.age`,
    )
    .action(async (file: string | undefined, { key, makeKey, json }: BackupOptions) => {
      if ((file === undefined) === (makeKey === undefined))
        throw new WrongUsage("Name the copy, or say --make-key FILE.");
      if (makeKey !== undefined) return await writeKey(resolve(terminal.directory, makeKey), terminal, json);
      const target = resolve(terminal.directory, file ?? "");
      const keyFile = key === undefined ? undefined : resolve(terminal.directory, key);
      const bytes = await copyDatabase(target, keyFile, terminal);
      terminal.out(json ? JSON.stringify({ file: target, bytes }) : `${target} (${bytes} bytes)`);
    });
}

async function copyDatabase(
  target: string,
  keyFile: string | undefined,
  { environment, directory }: Terminal,
): Promise<number> {
  const settings = loadSettings({ environment, directory, toSell: false });
  refuseServer(settings.database);
  const source = settings.database.path;
  if (!existsSync(source)) throw new CommandFailed(missingDatabase(settings));
  const [{ backUp: copy }, { refuseMerchantDatabase }, { makeBackup }] = await Promise.all([
    import("../../db/sqlite/backup.ts"),
    import("../../db/sqlite/database-owner.ts"),
    import("../backups/make-backup.ts"),
  ]);
  if (settings.isDemo) refuseMerchantDatabase(source);
  return await makeBackup({ source, target, keyFile, copy });
}

/** A server's database is copied with its own programs, which can also bring back any moment. */
function refuseServer({ serverUrl }: Settings["database"]): void {
  if (serverUrl === undefined) return;
  throw new CommandFailed(
    "The database is on a PostgreSQL server. Back it up with pg_dump --format=custom, or with pgBackRest for every moment in between; see checkstand's guide on scaling.",
  );
}

async function writeKey(path: string, terminal: Terminal, json: true | undefined): Promise<void> {
  const { makeKeyFile } = await import("../backups/encryption.ts");
  const publicKey = await makeKeyFile(path);
  terminal.out(
    json ? JSON.stringify({ file: path, public_key: publicKey }) : `${path} (public key ${publicKey})`,
  );
}
