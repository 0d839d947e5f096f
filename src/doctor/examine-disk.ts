import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { advice, type Finding, good, wrong } from "./finding.ts";

const MEBIBYTE = 1024 * 1024;

/** Whether the database's folder can be written, has room, and shows the file to nobody else. */
export function examineDisk(databaseFile: string): readonly Finding[] {
  const folder = nearestFolder(dirname(databaseFile));
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return [
      wrong("disk", `${folder} cannot be written by this user. The database needs it: see DATABASE_URL.`),
    ];
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / MEBIBYTE);
  const words = `${free} MiB are free in ${folder}`;
  const findings = [
    free < 50
      ? wrong("disk", `${words}: orders will soon be refused.`)
      : free < 1024
        ? advice("disk", `${words}. Make room before it is needed.`)
        : good("disk", words),
  ];
  if (existsSync(databaseFile) && (statSync(databaseFile).mode & 0o077) !== 0) {
    findings.push(
      advice(
        "database file",
        `Other users of this machine may open it, with the secrets in it: chmod 600 ${databaseFile}`,
      ),
    );
  }
  return findings;
}

/** The folder itself, or the one it would be made in. */
function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}
