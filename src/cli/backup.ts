import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { loadSettings } from "../settings.ts";
import { CommandFailed } from "./failure.ts";
import { type JsonOption, jsonOption } from "./json-option.ts";
import { missingDatabase } from "./missing-database.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand backup`. */
export function addBackupCommand(program: Command, terminal: Terminal): void {
  program
    .command("backup")
    .description("copy the database to a file, also while the shop is open")
    .argument("<file>", "the copy; it must not exist yet")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
The copy holds agents' secrets and buyers' addresses: keep it where nobody else can read it.

To restore it, in this order:
  1. stop the shop;
  2. move the database away, and with it the files beside it that have its name and "-wal" or "-shm" after it: a shop
     that was cut off leaves them, and SQLite would write what they hold into the copy and spoil it;
  3. put a copy of the copy where the database was, and look at it with checkstand doctor.

Example:
  checkstand backup /srv/backups/shop-$(date +%F).db`,
    )
    .action(async (file: string, { json }: JsonOption) => {
      const { environment, directory } = terminal;
      const settings = loadSettings({ environment, directory, toSell: false });
      const { database } = settings;
      if (!existsSync(database.path)) throw new CommandFailed(missingDatabase(settings));
      const [{ backUp }, { refuseMerchantDatabase }] = await Promise.all([
        import("../../db/sqlite/backup.ts"),
        import("../../db/sqlite/database-owner.ts"),
      ]);
      if (settings.isDemo) refuseMerchantDatabase(database.path);
      const target = resolve(directory, file);
      backUp(database.path, target);
      const bytes = statSync(target).size;
      terminal.out(json ? JSON.stringify({ file: target, bytes }) : `${target} (${bytes} bytes)`);
    });
}
