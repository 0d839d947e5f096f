import { createInterface } from "node:readline/promises";
import { run } from "./cli/program.ts";
import type { Terminal } from "./cli/terminal.ts";

// Before any library that asks is imported: they are, by the command that needs them. Through a name, because the
// build writes the value in place of the expression.
const { env } = process;
env.NODE_ENV ??= "production";

const terminal: Terminal = {
  environment: env,
  directory: process.cwd(),
  out: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  ask: process.stdin.isTTY && process.stdout.isTTY ? ask : undefined,
  stopRequested: () =>
    new Promise((resolve) => {
      process.once("SIGTERM", () => resolve());
      process.once("SIGINT", () => resolve());
    }),
};

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}

process.exitCode = await run(process.argv.slice(2), terminal);
