import { DatabaseUnusable } from "./database-file.ts";
import { workerProgram } from "./worker-program.ts";

const program = workerProgram("db/sqlite/backup-worker.ts");

/**
 * The same as `backUp`, in another thread: this one goes on answering.
 *
 * @throws DatabaseUnusable in the words of `backUp`.
 */
export async function backUpAside(source: string, target: string): Promise<void> {
  const worker = new Worker(program);
  try {
    const reason = await new Promise<unknown>((settle, fail) => {
      worker.onmessage = ({ data }) => settle(data);
      worker.onerror = ({ message }) => fail(new Error(message));
      worker.postMessage({ source, target });
    });
    if (reason !== null) throw new DatabaseUnusable(String(reason));
  } finally {
    worker.terminate();
  }
}
