import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CommandFailed } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/** The bytes of a file named on the command line. @throws CommandFailed when it cannot be read. */
export function readFile(file: string, terminal: Terminal): Buffer {
  try {
    return readFileSync(resolve(terminal.directory, file));
  } catch (error) {
    throw new CommandFailed(`Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
