import { createInterface, type Interface } from "node:readline";
import { CommandFailed } from "./cli/failure.ts";
import { run } from "./cli/program.ts";
import type { Terminal } from "./cli/terminal.ts";

// Before any library that asks is imported: they are, by the command that needs them. Through a name, because the
// build writes the value in place of the expression.
const { env } = process;
env.NODE_ENV ??= "production";

/** What the person types, line by line; opened with the first question, since it keeps the process alive. */
let typed: { readonly lines: Interface; readonly next: () => Promise<IteratorResult<string>> } | undefined;

async function ask(question: string): Promise<string> {
  if (!typed) {
    const lines = createInterface({ input: process.stdin, terminal: false });
    const iterator = lines[Symbol.asyncIterator]();
    typed = { lines, next: () => iterator.next() };
  }
  process.stdout.write(question);
  const { value, done } = await typed.next();
  if (done) throw new CommandFailed("\nNothing was done: the answers ended.");
  return value.trim();
}

/**
 * Writes a line to whoever is there to read it. When they are gone (`checkstand orders list | head -1`), the command
 * goes on: a refund that was made has not failed because nobody reads that it was.
 */
function writeTo(stream: NodeJS.WriteStream): (text: string) => void {
  stream.on("error", forgiveClosedPipe);
  return (text) => {
    try {
      stream.write(`${text}\n`);
    } catch (error) {
      forgiveClosedPipe(error);
    }
  };
}

function forgiveClosedPipe(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
}

const terminal: Terminal = {
  environment: env,
  directory: process.cwd(),
  out: writeTo(process.stdout),
  note: writeTo(process.stderr),
  ask: process.stdin.isTTY && process.stdout.isTTY ? ask : undefined,
  stopRequested: () =>
    new Promise((resolve) => {
      process.once("SIGTERM", () => resolve());
      process.once("SIGINT", () => resolve());
    }),
};

process.exitCode = await run(process.argv.slice(2), terminal);
typed?.lines.close();
