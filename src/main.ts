import type { Interface } from "node:readline";
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
    // Not before: it takes as long to load as all the rest of this file, and few commands ask anything.
    const { createInterface } = await import("node:readline");
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
 * Writes a line to whoever is there to read it, and hears of it when that fails. The command goes on all the same: a
 * refund that was made has not failed because nobody reads that it was.
 */
function writeTo(stream: NodeJS.WriteStream, failed: (error: unknown) => void): (text: string) => void {
  stream.on("error", failed);
  return (text) => {
    try {
      stream.write(`${text}\n`);
    } catch (error) {
      failed(error);
    }
  };
}

/** Set when the result could not be written, to a disk that is full, for instance. */
let isResultLost = false;

/** A reader who has gone has read what they wanted (`checkstand orders list | head -1`). */
function resultLost(error: unknown): void {
  if (error instanceof Error && "code" in error && error.code === "EPIPE") return;
  if (!isResultLost)
    note(`The result could not be written: ${error instanceof Error ? error.message : error}`);
  isResultLost = true;
  process.exitCode = 1;
}

/** There is nowhere left to say that nothing can be said. */
const note = writeTo(process.stderr, () => {});

const terminal: Terminal = {
  environment: env,
  directory: process.cwd(),
  out: writeTo(process.stdout, resultLost),
  note,
  ask: process.stdin.isTTY && process.stdout.isTTY ? ask : undefined,
  stopRequested: () =>
    new Promise((resolve) => {
      process.once("SIGTERM", resolve);
      process.once("SIGINT", resolve);
    }),
};

const exitCode = await run(process.argv.slice(2), terminal);
process.exitCode = isResultLost ? 1 : exitCode;
typed?.lines.close();
// All that a shop had to finish is finished. Lines of its log that nobody reads would keep the process alive.
if (process.argv[2] === "serve" && exitCode === 0) process.exit();
