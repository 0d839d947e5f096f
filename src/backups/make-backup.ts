import { existsSync } from "node:fs";
import { link, rm, stat } from "node:fs/promises";

/** What is to be backed up, and how. */
export interface BackupOrder {
  /** Absolute path of the database. */
  readonly source: string;
  /** Absolute path of a file that does not exist yet. */
  readonly target: string;
  /** Encrypts the backup; absent: it can be read by whoever can read the file. */
  readonly keyFile?: string | undefined;
  /** Copies a database to a file that does not exist yet, and checks the copy. */
  readonly copy: (source: string, target: string) => void | Promise<void>;
}

/**
 * Makes a backup that gets its name only when it is whole.
 *
 * @returns its size in bytes.
 * @throws what `copy` throws, and KeyFileUnusable; nothing is then left behind.
 */
export async function makeBackup({ source, target, keyFile, copy }: BackupOrder): Promise<number> {
  if (keyFile === undefined) {
    await copy(source, target);
    return (await stat(target)).size;
  }
  // Not before: elliptic curves are a tenth of what a server would load to start, and few backups are encrypted.
  const { encryptFile } = await import("./encryption.ts");
  if (existsSync(target)) throw new Error(`${target} exists. A backup never overwrites: name another file.`);
  const readable = `${target}.readable-${process.pid}`;
  const encrypted = `${target}.encrypted-${process.pid}`;
  try {
    await copy(source, readable);
    await encryptFile(readable, encrypted, keyFile);
    // Unlike a rename, a link never takes the place of a file that has appeared meanwhile.
    await link(encrypted, target);
  } finally {
    await rm(readable, { force: true });
    await rm(encrypted, { force: true });
  }
  return (await stat(target)).size;
}
