/**
 * Where the program of another thread is found: in the executable an entry of the build is called by its path from the
 * project's root, and `scripts/build.ts` lists it.
 *
 * @param path from the project's root.
 */
export function workerProgram(path: string): string | URL {
  return Bun.isStandaloneExecutable ? `./${path}` : new URL(`../../${path}`, import.meta.url);
}
