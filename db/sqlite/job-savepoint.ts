import type { Database as Connection } from "bun:sqlite";
import { isStorageFailure, type Transaction } from "../../src/storage.ts";
import { TransactionScope } from "./transaction-scope.ts";

/**
 * Runs jobs of a batch one after the other, each in a savepoint of its own.
 *
 * @param lent gives the stores as one job has them.
 * @param effectFailed hears what an effect threw that was to follow a commit.
 * @returns runs one job, and gives the way to answer its caller once the batch is committed: by what the job gave, or by
 *   `refuse` where it threw and was undone. Throws when the whole batch is lost.
 */
export function openJobSavepoint<Stores>(
  connection: Connection,
  lent: (scope: TransactionScope) => Stores & Transaction,
  effectFailed: (error: unknown) => void,
) {
  const start = connection.prepare("SAVEPOINT job");
  const undo = connection.prepare("ROLLBACK TO job");
  const end = connection.prepare("RELEASE job");

  /** The change is kept, whatever becomes of what follows it. */
  function follow(effect: () => void): void {
    try {
      effect();
    } catch (error) {
      effectFailed(error);
    }
  }

  return async (
    run: (stores: Stores & Transaction) => Promise<() => void>,
    refuse: (reason: unknown) => void,
  ): Promise<() => void> => {
    const scope = new TransactionScope(connection);
    let answer: () => void;
    start.run();
    try {
      const tell = await run(lent(scope));
      answer = () => {
        for (const effect of scope.effects) follow(effect);
        tell();
      };
    } catch (error) {
      // SQLite may have undone the whole transaction for it or not.
      if (isStorageFailure(error) || !connection.inTransaction) throw error;
      undo.run();
      answer = () => refuse(error);
    } finally {
      scope.end();
    }
    end.run();
    return answer;
  };
}
