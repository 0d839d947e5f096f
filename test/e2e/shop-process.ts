import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildBinary, checkstandBuild } from "../../scripts/build.ts";
import type { Environment } from "../../src/settings/environment.ts";
import { onTestedEngine } from "../on-tested-engine.ts";
import { folderForRun } from "../temporary-folder.ts";

/** A way to start Checkstand: the words before the command's name. */
export interface Program {
  readonly name: string;
  readonly words: () => Promise<readonly string[]>;
}

export const asExecutable: Program = { name: "as an executable", words: async () => [await executable()] };

/** From source and as one executable: the same tests hold for both. */
export const programs: readonly Program[] = [
  { name: "from source", words: async () => [process.execPath, checkstandBuild.entry] },
  asExecutable,
];

/** How long a test here may take, ms: the first one that needs the executable waits until it is built. */
export const patience = 300_000;

let built: Promise<string> | undefined;

/** Builds the executable once for all tests. */
function executable(): Promise<string> {
  built ??= (async () => {
    const folder = folderForRun("build");
    const { outfile } = await buildBinary({ ...checkstandBuild, outfile: join(folder, "checkstand") });
    return outfile;
  })();
  return built;
}

/** A shop that runs in a process of its own, in a folder of its own. */
export interface ShopProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** Where it was started. */
  readonly folder: string;
  /** The path of its database's file, or the URL of its database on PostgreSQL: see `shop-database.ts`. */
  readonly database: string;
  /** Asks a path of the shop. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** What it has logged so far. */
  log(): Promise<string>;
  signal(name: "SIGTERM" | "SIGINT" | "SIGKILL"): void;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number>;
}

export interface ShopOptions {
  /** The demo shop opens unless it names a database, of a merchant whose shop.toml is in the folder. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where its database is; a new one unless told. */
  readonly folder?: string;
}

/** Runs a command in a folder and gives what it prints. It must end well. */
export async function runCommand(
  program: Program,
  folder: string,
  environment: Readonly<Record<string, string>>,
  ...words: string[]
): Promise<string> {
  const child = Bun.spawn([...(await program.words()), ...words], {
    cwd: folder,
    env: await onTestedEngine(folder, environment),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [output, errors, exitCode] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  if (exitCode !== 0) throw new Error(`${words.join(" ")} ended with ${exitCode}:\n${errors}`);
  return output;
}

/** Starts a shop and waits until it says that it listens. @throws Error with its log when it ends before that. */
export async function startShop(program: Program, options: ShopOptions = {}): Promise<ShopProcess> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "checkstand-e2e-"));
  const environment = await onTestedEngine(folder, options.environment ?? {});
  const { DATABASE_URL = `file:${join(folder, "data/demo.db")}` } = environment;
  const child = await spawnShop(program, folder, environment);
  const url = await readyUrl(child.stdout);
  const log = () => Bun.file(join(folder, "log")).text();
  if (url === undefined) {
    throw new Error(`the shop ended with ${await child.exited} before it listened:\n${await log()}`);
  }
  return {
    url,
    pid: child.pid,
    folder,
    database: DATABASE_URL.replace(/^file:/, ""),
    fetch: (path, init) => fetch(`${url}${path}`, init),
    log,
    signal: (name) => child.kill(name),
    ended: child.exited,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a shop that is expected not to open. Gives its exit code and what it says. */
export async function startInVain(program: Program, folder: string, environment: Record<string, string>) {
  const child = await spawnShop(program, folder, await onTestedEngine(folder, environment), "log-in-vain");
  return { exitCode: await child.exited, log: await Bun.file(join(folder, "log-in-vain")).text() };
}

async function spawnShop(program: Program, folder: string, environment: Environment, log = "log") {
  const { PATH = "", HOME = "" } = process.env;
  return Bun.spawn([...(await program.words()), "serve"], {
    cwd: folder,
    // Port 0 is any free one, and only that is said on stdout: two shops never meet by chance.
    env: { PATH, HOME, PORT: "0", RATE_LIMIT: "off", ...environment },
    stdin: "ignore",
    stdout: "pipe",
    stderr: Bun.file(join(folder, log)),
  });
}

/** Reads up to the line that says where it listens; `undefined` when the output ends without one. */
async function readyUrl(output: ReadableStream<Uint8Array>): Promise<string | undefined> {
  let said = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    said += text;
    const url = /^listening on (http:\/\/\S+)$/m.exec(said)?.[1];
    if (url !== undefined) return url;
  }
  return undefined;
}
