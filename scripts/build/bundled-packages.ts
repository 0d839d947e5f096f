import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BundledPackage } from "../../src/cli/licenses/bundled-package.ts";

const projectRoot = join(import.meta.dir, "../..");

/** The part of a bundler's metafile that is read here: the files that went in, relative to the project. */
interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What a package says of itself in its package.json. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly licenses?: readonly { readonly type: string }[];
}

/**
 * The packages of which at least one file is in the program, and Bun, which runs it: each with its licence in its own
 * words. Read off a bundle rather than off package.json: much of what is installed is never reached.
 *
 * @param entry the program, absolute.
 * @returns in the order of names and versions, so that two builds say the same.
 * @throws Error when the program does not bundle, or a package names no licence.
 */
export async function bundledPackages(entry: string): Promise<readonly BundledPackage[]> {
  const { inputs } = await bundle(entry);
  const folders = new Set(Object.keys(inputs).flatMap((file) => packageFolder(file) ?? []));
  const found = await Promise.all([...folders].map((folder) => describe(join(projectRoot, folder))));
  const unique = new Map([...found, await bun()].map((one) => [`${one.name}@${one.version}`, one]));
  return [...unique.keys()].sort().flatMap((key) => unique.get(key) ?? []);
}

async function bundle(entry: string): Promise<Metafile> {
  const folder = await mkdtemp(join(tmpdir(), "checkstand-bundle-"));
  try {
    const metafile = join(folder, "meta.json");
    const bundler = Bun.spawn(
      [
        process.execPath,
        "build",
        "--target=bun",
        "--splitting",
        entry,
        `--outdir=${folder}`,
        `--metafile=${metafile}`,
      ],
      { cwd: projectRoot, stdin: "ignore", stdout: "ignore", stderr: "pipe" },
    );
    const [exitCode, errors] = await Promise.all([bundler.exited, bundler.stderr.text()]);
    if (exitCode !== 0) throw new Error(`the program does not bundle: ${errors.trim()}`);
    return await Bun.file(metafile).json();
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The folder of the package a file belongs to; `undefined` for a file of the project. */
function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

async function describe(folder: string): Promise<BundledPackage> {
  const manifest: Manifest = await Bun.file(join(folder, "package.json")).json();
  // `licenses` is how packages said it before npm knew SPDX.
  const license = manifest.license ?? manifest.licenses?.map(({ type }) => type).join(" OR ");
  if (!license) throw new Error(`${manifest.name} names no licence: it may not be given to others`);
  const files = (await readdir(folder)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  return {
    name: manifest.name,
    version: manifest.version,
    license,
    text: texts.map((text) => text.trim()).join("\n\n"),
  };
}

/** Bun as its makers describe it: its own licence, and those of the libraries inside, JavaScriptCore's LGPL among them. */
async function bun(): Promise<BundledPackage> {
  const text = await readFile(join(projectRoot, "node_modules/bun-types/docs/project/license.mdx"), "utf8");
  return {
    name: "bun",
    version: Bun.version,
    license: "MIT AND LGPL-2.0-only AND LGPL-2.1-only",
    text: text.replace(/^---\n[\s\S]*?\n---\n/, "").trim(),
  };
}
