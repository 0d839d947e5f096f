import { statSync } from "node:fs";

/**
 * Remembers which files lie at a database's paths while it is open. SQLite works on the files it has opened, wherever
 * they went: once a backup is put in their place, or they are deleted, what is written is lost with the last process
 * that has them open. The log and its index (-wal, -shm) matter as much: another process would make new ones and write
 * past ours.
 *
 * @param paths those that exist are watched; a symbolic link stands for what it leads to.
 * @returns a look at the paths: words about the first that leads elsewhere now; absent while all are in place.
 */
export function rememberFiles(paths: readonly string[]): () => string | undefined {
  const remembered = [...new Set(paths)].map((path) => ({ path, identity: identityOf(path) }));
  return () => {
    for (const { path, identity } of remembered) {
      if (identity === undefined) continue;
      const now = identityOf(path);
      if (now !== identity) return `${path} was ${now === undefined ? "removed or renamed" : "replaced"}`;
    }
    return undefined;
  };
}

/** A file that cannot be seen is as good as gone: whoever opens the path now does not get it. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
