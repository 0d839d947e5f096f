import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { Environment } from "./environment.ts";
import { Mistakes } from "./mistakes.ts";

/** What a variable is called; files of other names are no variables. */
const variableName = /^[A-Z][A-Z0-9_]*$/;

/**
 * Every variable there is, from the three places that may say one. Where two do, the first of them counts:
 *
 * 1. the environment of the process;
 * 2. the files of the folder that `CREDENTIALS_DIRECTORY` names, a variable a file: there systemd puts credentials
 *    (systemd.exec(5), LoadCredential=) and a container engine its secrets, so that no secret stands in an environment,
 *    which other programs of the same user can read;
 * 3. `.env` in the folder that the program is started in, `NAME=value` a line.
 *
 * @throws SettingsInvalid when one of the files is there and cannot be read.
 */
export function gatherEnvironment(own: Environment, directory: string): Environment {
  const mistakes = new Mistakes();
  const gathered = {
    ...readDotEnv(join(directory, ".env"), mistakes),
    ...readCredentials(own["CREDENTIALS_DIRECTORY"], mistakes),
    ...own,
  };
  mistakes.throwIfAny();
  return gathered;
}

function readDotEnv(file: string, mistakes: Mistakes): Environment {
  const text = readText(file, mistakes);
  return text === undefined ? {} : parseEnv(text);
}

function readCredentials(folder: string | undefined, mistakes: Mistakes): Environment {
  if (!folder) return {};
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    mistakes.note("CREDENTIALS_DIRECTORY", `cannot be read: ${wordsOf(error)}`);
    return {};
  }
  const found = names
    .filter((name) => variableName.test(name))
    // A file that an editor or `echo` wrote ends with a line's end, which is no part of the secret.
    .map((name) => [name, readText(join(folder, name), mistakes)?.replace(/\r?\n$/, "")] as const);
  return Object.fromEntries(found);
}

/** @returns `undefined` where there is no such file. */
function readText(file: string, mistakes: Mistakes): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT"))
      mistakes.note(file, `cannot be read: ${wordsOf(error)}`);
    return undefined;
  }
}

/** The operating system's code, `EACCES`: what it says beside that repeats the path. */
function wordsOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
