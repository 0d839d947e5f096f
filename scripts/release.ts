/**
 * Makes everything that is handed out of a version: an archive for each kind of machine, the licences, a bill of
 * materials, checksums, and an installer that knows them.
 *
 *     bun scripts/release.ts --downloads https://downloads.example/v0.1.0     -> dist/release
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import type { BundledPackage } from "../src/cli/licenses/bundled-package.ts";
import { version } from "../src/version.ts";
import { bundledPackages } from "./build/bundled-packages.ts";
import { buildBinary, checkstandBuild } from "./build.ts";
import { archive } from "./release/archive.ts";
import { billOfMaterials } from "./release/bill-of-materials.ts";
import { releaseDate } from "./release/changelog.ts";
import { installerOf } from "./release/installer.ts";

const projectRoot = join(import.meta.dir, "..");

/** The machines a release is for, by the name in its archive and as Bun names them. */
export const targets: ReadonlyMap<string, string> = new Map([
  ["linux-x64", "bun-linux-x64"],
  ["linux-x64-musl", "bun-linux-x64-musl"],
  ["linux-arm64", "bun-linux-arm64"],
  ["linux-arm64-musl", "bun-linux-arm64-musl"],
]);

/** What a release is made with. */
export interface Release {
  /** Where its files go; absolute. */
  readonly folder: string;
  /** Where they will be fetched from: the installer asks there. Without a slash at its end. */
  readonly downloads: string;
  /** Names of {@link targets}. */
  readonly machines: readonly string[];
  /** Whether each archive is made a second time, which must give the same bytes. */
  readonly isMadeTwice: boolean;
}

/** The release would not be one. The message says why. */
class ReleaseFailed extends Error {
  override readonly name = "ReleaseFailed";
}

/**
 * Makes a release. The same sources give the same bytes, in whichever folder they lie: whoever doubts an archive can
 * make it and compare.
 *
 * @returns the names of the files made.
 * @throws ReleaseFailed when the changelog does not have this version with its date, or a second build differs.
 */
export async function makeRelease({
  folder,
  downloads,
  machines,
  isMadeTwice,
}: Release): Promise<readonly string[]> {
  const changelog = await readFile(join(projectRoot, "CHANGELOG.md"), "utf8");
  const releasedAt = releaseDate(changelog, version);
  if (releasedAt === undefined)
    throw new ReleaseFailed(`CHANGELOG.md has no heading "## [${version}] - YYYY-MM-DD".`);

  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const packages = await bundledPackages(checkstandBuild.entry);
  const sums = new Map<string, string>();
  async function put(name: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
    await writeFile(join(folder, name), content, { mode });
    sums.set(name, sha256(content));
  }

  for (const machine of machines) {
    const made = await archiveFor(machine, packages, releasedAt);
    if (isMadeTwice && sha256(await archiveFor(machine, packages, releasedAt)) !== sha256(made))
      throw new ReleaseFailed(`Two builds for ${machine} differ.`);
    await put(archiveName(machine), made);
  }
  await put(`checkstand-${version}.cdx.json`, await billOfMaterials(packages, releasedAt));
  await put("install.sh", await installerOf({ version, downloads, sums }), 0o755);
  await writeFile(join(folder, "SHA256SUMS"), [...sums].map(([name, sum]) => `${sum}  ${name}\n`).join(""));
  return [...sums.keys(), "SHA256SUMS"];
}

/** What the archive for a machine is called. */
export function archiveName(machine: string): string {
  return `checkstand-${version}-${machine}.tar.gz`;
}

async function archiveFor(
  machine: string,
  packages: readonly BundledPackage[],
  releasedAt: Date,
): Promise<Uint8Array> {
  const target = targets.get(machine);
  if (target === undefined)
    throw new ReleaseFailed(`No such machine: ${machine}. Known are ${[...targets.keys()].join(", ")}.`);
  const building = await mkdtemp(join(tmpdir(), "checkstand-release-"));
  try {
    // One file name for all: the executable remembers it.
    const { outfile } = await buildBinary({
      ...checkstandBuild,
      outfile: join(building, "checkstand"),
      target,
    });
    return archive(
      `checkstand-${version}-${machine}`,
      [
        { name: "checkstand", mode: 0o755, content: await readFile(outfile) },
        { name: "LICENSE", mode: 0o644, content: await readFile(join(projectRoot, "LICENSE")) },
        { name: "CHANGELOG.md", mode: 0o644, content: await readFile(join(projectRoot, "CHANGELOG.md")) },
        { name: "THIRD-PARTY-LICENSES.txt", mode: 0o644, content: Buffer.from(licenseTexts(packages)) },
      ],
      releasedAt,
    );
  } finally {
    await rm(building, { recursive: true });
  }
}

function licenseTexts(packages: readonly BundledPackage[]): string {
  return packages
    .map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`)
    .join(`\n${"-".repeat(80)}\n\n`);
}

function sha256(content: string | Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(content).digest("hex");
}

async function main(): Promise<void> {
  const command = new Command("bun scripts/release.ts")
    .description("Makes everything that is handed out of a version.")
    .requiredOption("--downloads <address>", "where the files will be fetched from")
    .option("--folder <folder>", "where they go", join(projectRoot, "dist/release"))
    .option("--machines <names>", "which archives", [...targets.keys()].join(","))
    .option("--twice", "make each archive twice, and fail unless both are the same")
    .parse();
  const options = command.opts<{ downloads: string; folder: string; machines: string; twice?: true }>();
  try {
    const files = await makeRelease({
      folder: resolve(options.folder),
      downloads: options.downloads.replace(/\/+$/, ""),
      machines: options.machines.split(","),
      isMadeTwice: options.twice === true,
    });
    process.stdout.write(`${files.map((name) => join(options.folder, name)).join("\n")}\n`);
  } catch (error) {
    if (!(error instanceof ReleaseFailed)) throw error;
    process.stderr.write(`No release was made: ${error.message}\n`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
