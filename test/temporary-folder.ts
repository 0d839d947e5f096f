import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const keptForRun: string[] = [];

/** Makes a folder of its own for a test, which is gone when the test disposes of it. */
export function temporaryFolder() {
  const path = make("test");
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * Makes a folder that is gone when the whole run of the tests is over (see preload.ts): for what nobody disposes of.
 *
 * @param purpose a word for its name, for whoever looks into it while the tests run.
 */
export function folderForRun(purpose: string): string {
  const folder = make(purpose);
  keptForRun.push(folder);
  return folder;
}

/** Removes every folder that was made for the run. */
export function removeFoldersOfRun(): void {
  for (const folder of keptForRun.splice(0)) rmSync(folder, { recursive: true, force: true });
}

function make(purpose: string): string {
  return mkdtempSync(join(tmpdir(), `checkstand-${purpose}-`));
}
