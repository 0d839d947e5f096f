import type { Queries } from "./database.ts";

/**
 * Runs statements whose old rows are written over with zeros wherever they lay, pages that become free among them, so that
 * the file does not keep what a row held before. Elsewhere only what lies in pages that are written anyway is.
 */
export function writingOver<Result>({ $client }: Pick<Queries, "$client">, run: () => Result): Result {
  $client.run("PRAGMA secure_delete = ON");
  try {
    return run();
  } finally {
    $client.run("PRAGMA secure_delete = FAST");
  }
}
