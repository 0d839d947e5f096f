import { readFileSync } from "node:fs";
import { type ProcessCost, processCost } from "./process-cost.ts";

/** How to start a server that is to be measured. */
export interface ServerCommand {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** The folder it runs in: not the project's, so that no shop.toml or .env of the maintainer takes part. */
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The file that receives its stderr. A file, because reading a log would cost the measuring process time. */
  readonly logFile: string;
}

/** A server that runs as a child process and is ready for requests. */
export interface ServerProcess {
  /** Its origin: `http://HOST:PORT`. */
  readonly url: string;
  /** What it has printed to stdout up to being ready. */
  readonly greeting: string;
  /** The memory it holds now (resident set), in bytes; `undefined` where there is no /proc. */
  memoryBytes(): number | undefined;
  /** What it has used up to now; `undefined` where there is no /proc. */
  cost(): ProcessCost | undefined;
  /** Asks it to stop (SIGTERM) and waits; kills it after ten seconds. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 10_000;

/**
 * Starts a server and waits until it prints `listening on http://HOST:PORT`.
 *
 * @throws Error with the end of its stderr when it exits first, or is not ready within 20 s.
 */
export async function startServer(server: ServerCommand): Promise<ServerProcess> {
  const child = Bun.spawn([...server.command], {
    cwd: server.directory,
    env: childEnvironment(server.environment),
    stdin: "ignore",
    stdout: "pipe",
    stderr: Bun.file(server.logFile),
  });
  const stop = async () => {
    child.kill("SIGTERM");
    const killing = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
    await child.exited;
    clearTimeout(killing);
  };
  const tooLate = setTimeout(() => child.kill("SIGKILL"), READY_WITHIN_MS);
  const ready = await readUntilReady(child.stdout);
  clearTimeout(tooLate);
  if (ready === undefined) {
    await child.exited;
    const ending = child.signalCode === null ? `exit code ${child.exitCode}` : `${child.signalCode}`;
    const log = (await Bun.file(server.logFile).text()).trim().slice(-2000);
    throw new Error(`"${server.command.join(" ")}" ended before it listened (${ending}):\n${log}`);
  }
  return {
    ...ready,
    memoryBytes: () => residentBytes(child.pid),
    cost: () => processCost(child.pid),
    stop,
  };
}

/** Only what a program needs to run at all: the maintainer's own settings must not change what is measured. */
export function childEnvironment(own: Readonly<Record<string, string>> = {}): Record<string, string> {
  const inherited = ["PATH", "HOME", "TMPDIR", "LANG"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), ...own };
}

/** The resident memory of a process in bytes, read from Linux's /proc; `undefined` elsewhere or when it has ended. */
export function residentBytes(pid: number): number | undefined {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}

/**
 * Gives what was printed once it holds the ready line, `undefined` when the output ends without it. It reads on
 * afterwards: a server must not stop because nobody reads what it prints.
 */
function readUntilReady(
  output: ReadableStream<Uint8Array>,
): Promise<{ url: string; greeting: string } | undefined> {
  const ready = Promise.withResolvers<{ url: string; greeting: string } | undefined>();
  const read = async () => {
    let greeting = "";
    let found = false;
    for await (const text of output.pipeThrough(new TextDecoderStream())) {
      if (found) continue;
      greeting += text;
      const url = /^listening on (http:\/\/\S+)$/m.exec(greeting)?.[1];
      if (url === undefined) continue;
      found = true;
      ready.resolve({ url, greeting });
    }
    ready.resolve(undefined);
  };
  read().catch(ready.reject);
  return ready.promise;
}
