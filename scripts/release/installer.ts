import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What an installer knows. */
export interface Installation {
  readonly version: string;
  /** Where the archives are fetched from. */
  readonly downloads: string;
  /** SHA-256 of every archive, in hexadecimal digits, by its name. */
  readonly sums: ReadonlyMap<string, string>;
}

/** The installer of one release: `install.sh` with its version, its address and the checksums of its archives. */
export async function installerOf({ version, downloads, sums }: Installation): Promise<string> {
  const script = await readFile(join(import.meta.dir, "install.sh"), "utf8");
  const archives = [...sums].filter(([name]) => name.endsWith(".tar.gz"));
  const values: Readonly<Record<string, string>> = {
    VERSION: version,
    DOWNLOADS: downloads,
    SUMS: archives.map(([name, sum]) => `${sum}  ${name}`).join("\n"),
  };
  return script.replace(/@(VERSION|DOWNLOADS|SUMS)@/g, (_, name: string) => values[name] ?? "");
}
