/**
 * Builds Checkstand as one executable file: Bun, the program, its pages and the database migrations.
 *
 *     bun run build            -> dist/checkstand
 */
import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { bundledPackagesFile } from "../src/cli/licenses/bundled-package.ts";
import { bundledPackages } from "./build/bundled-packages.ts";

const projectRoot = join(import.meta.dir, "..");

/** What goes in and where the executable goes. Paths are absolute. */
export interface BinaryBuild {
  readonly entry: string;
  readonly outfile: string;
  /** The machine it is for, as Bun names it (`bun-linux-arm64-musl`); this one unless told. */
  readonly target?: string | undefined;
}

/** A finished build: its size in bytes and how long it took in milliseconds. */
export interface BuiltBinary {
  readonly outfile: string;
  readonly bytes: number;
  readonly milliseconds: number;
}

/** The build of the product itself. */
export const checkstandBuild: BinaryBuild = {
  entry: join(projectRoot, "src/main.ts"),
  outfile: join(projectRoot, "dist/checkstand"),
};

/**
 * Not `--minify` nor `--minify-whitespace`: Elysia reads the source of its handlers, and minified whitespace breaks
 * what it reads. `--production` is left out because it implies both; without the `--define` the bundler would write
 * "development" in place of NODE_ENV, whatever the merchant's environment says.
 *
 * `__dirname` and `__filename` are where a package lay when it was built: the only trace of the builder's own folders, and
 * the only reason why two builders would not get the same bytes. Nothing reads files there.
 *
 * `--splitting` keeps what is imported later (a command, the dashboard, MCP's tools) in pieces of their own, which are read
 * when they are first used: a server starts sooner and holds less.
 *
 * The migrations are found in the executable as `migrations` and `postgres-migrations` beside the program (`import.meta.dir` + "/migrations"):
 * `--asset` keeps the folder's own name, not the path to it. `.env` is read by the program itself, not by Bun.
 */
const flags = [
  "--compile",
  "--bytecode",
  "--format=esm",
  "--splitting",
  "--minify-syntax",
  "--no-compile-autoload-bunfig",
  "--no-compile-autoload-dotenv",
  '--define=process.env.NODE_ENV="production"',
  '--define=__dirname="/"',
  '--define=__filename="/checkstand"',
  `--asset=${join(projectRoot, "db/migrations")}`,
  `--asset=${join(projectRoot, "db/postgres-migrations")}`,
];

/** Run in threads of their own, and so are entries, too: they are found by their path from the project's root. */
const workers = [
  "db/sqlite/backup-worker.ts",
  "db/sqlite/checkpoints/checkpoint-worker.ts",
  "db/sqlite/reading/reading-worker.ts",
].map((file) => join(projectRoot, file));

/** The executable could not be built. The message is what the bundler said. */
export class BuildFailed extends Error {
  override readonly name = "BuildFailed";
}

/**
 * Builds the executable. An earlier one is replaced only when the new one is complete, also while it is running.
 *
 * @throws BuildFailed when the entry is missing or does not bundle; the earlier executable is then untouched.
 */
export async function buildBinary(build: BinaryBuild): Promise<BuiltBinary> {
  if (!(await Bun.file(build.entry).exists())) {
    throw new BuildFailed(`The entry ${build.entry} does not exist.`);
  }
  const began = performance.now();
  await mkdir(dirname(build.outfile), { recursive: true });
  // A folder, not another file name: the executable remembers the name it was built under and shows it in stack traces.
  const unfinished = await mkdtemp(join(dirname(build.outfile), ".building-"));
  try {
    const finished = join(unfinished, basename(build.outfile));
    const licenses = join(unfinished, bundledPackagesFile);
    await Bun.write(licenses, JSON.stringify(await bundledPackages(build.entry)));
    await bundle(build, finished, licenses);
    await rename(finished, build.outfile);
  } finally {
    await rm(unfinished, { recursive: true });
  }
  const { size } = await stat(build.outfile);
  return { outfile: build.outfile, bytes: size, milliseconds: performance.now() - began };
}

async function bundle({ entry, target }: BinaryBuild, outfile: string, licenses: string): Promise<void> {
  const more = [`--asset=${licenses}`, ...(target === undefined ? [] : [`--target=${target}`])];
  const bundler = Bun.spawn(
    [process.execPath, "build", ...flags, ...more, entry, ...workers, `--outfile=${outfile}`],
    {
      cwd: projectRoot,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    },
  );
  const [exitCode, output, errors] = await Promise.all([
    bundler.exited,
    bundler.stdout.text(),
    bundler.stderr.text(),
  ]);
  if (exitCode !== 0) throw new BuildFailed((errors || output).trim());
}

async function main(): Promise<void> {
  const command = new Command("bun run build")
    .description("Builds Checkstand as one executable file.")
    .option("--entry <file>", "the program to build", checkstandBuild.entry)
    .option("--outfile <file>", "where the executable goes", checkstandBuild.outfile)
    .parse();
  const options = command.opts<{ entry: string; outfile: string }>();
  try {
    const built = await buildBinary({ entry: resolve(options.entry), outfile: resolve(options.outfile) });
    const megabytes = (built.bytes / 1e6).toFixed(1);
    const seconds = (built.milliseconds / 1000).toFixed(1);
    process.stdout.write(`${built.outfile}: ${megabytes} MB, built in ${seconds} s\n`);
  } catch (error) {
    if (!(error instanceof BuildFailed)) throw error;
    process.stderr.write(`Build failed: ${error.message}\n`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
