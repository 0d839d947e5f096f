import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { takeDatabase } from "../../db/sqlite/database-owner.ts";
import { run } from "../../src/cli/program.ts";
import type { Environment } from "../../src/settings/environment.ts";
import { loadSettings } from "../../src/settings.ts";
import { isTestedOnPostgres } from "../engines.ts";
import { onTestedEngine } from "../on-tested-engine.ts";
import { folderForRun } from "../temporary-folder.ts";

/** What a command did. */
export interface Done {
  readonly code: number;
  readonly out: string;
  readonly notes: string;
}

export interface TestTerminal {
  readonly directory: string;
  /** The path of a file in the terminal's directory, with this content. */
  file(name: string, content: string): string;
  /** Makes the shop's database, with nothing in it. */
  makeDatabase(): void;
  run(...words: string[]): Promise<Done>;
  /** Runs a command with `--json` and gives what it printed. @throws when it failed. */
  json(...words: string[]): Promise<unknown>;
}

interface World {
  readonly environment?: Environment;
  /** Where the terminal is; a fresh folder unless told. */
  readonly directory?: string;
  /** What a person answers, by a part of the question; where given, somebody sits at the terminal. */
  readonly answers?: Readonly<Record<string, readonly string[]>>;
}

/** A directory in which the program's commands run, in this process. */
export function openTerminal({
  environment = {},
  answers,
  directory = folderForRun("cli"),
}: World = {}): TestTerminal {
  const left = new Map(Object.entries(answers ?? {}).map(([part, given]) => [part, [...given]]));
  const answer = async (question: string) => {
    const part = [...left.keys()].find((candidate) => question.includes(candidate));
    return (part !== undefined && left.get(part)?.shift()) || "";
  };
  const execute = async (...words: string[]): Promise<Done> => {
    const out: string[] = [];
    const notes: string[] = [];
    const code = await run(words, {
      environment: await onTestedEngine(directory, environment),
      directory,
      out: (text) => out.push(text),
      note: (text) => notes.push(text),
      ask: answers && answer,
      stopRequested: () => Promise.resolve("SIGTERM"),
    });
    return { code, out: out.join("\n"), notes: notes.join("\n") };
  };
  return {
    directory,
    file(name, content) {
      const path = join(directory, name);
      writeFileSync(path, content);
      return path;
    },
    makeDatabase() {
      if (isTestedOnPostgres) return;
      const { database, isDemo } = loadSettings({ environment, directory, toSell: false });
      takeDatabase(database.path, isDemo ? "demo" : "merchant");
      openDatabase(database.path).close();
    },
    run: execute,
    async json(...words) {
      const done = await execute(...words, "--json");
      if (done.code !== 0) throw new Error(done.notes);
      return JSON.parse(done.out);
    },
  };
}
