import { type Database as Connection, SQLiteError } from "bun:sqlite";

/** The one transaction of a connection, which the jobs of a batch share. */
export interface BatchTransaction {
  /** Begins it. Waits for another process that is writing. @throws when that takes longer than the patience. */
  begin(): Promise<void>;
  commit(): void;
  /** Leaves none open, whatever came before. */
  undo(): void;
}

/** Prepares {@link BatchTransaction}. @param patience in ms. */
export function openBatchTransaction(connection: Connection, patience: number): BatchTransaction {
  const begin = connection.prepare("BEGIN IMMEDIATE");
  const commit = connection.prepare("COMMIT");
  const rollback = connection.prepare("ROLLBACK");
  return {
    async begin() {
      const patienceEnds = performance.now() + patience;
      for (;;) {
        try {
          begin.run();
          return;
        } catch (error) {
          if (!isBusy(error) || performance.now() >= patienceEnds) throw error;
          await Bun.sleep(2);
        }
      }
    },
    commit() {
      commit.run();
    },
    undo() {
      try {
        if (connection.inTransaction) rollback.run();
      } catch {
        // Whoever comes next finds the transaction still open at BEGIN, is refused for it, and brings us here again.
      }
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof SQLiteError && error.code?.startsWith("SQLITE_BUSY") === true;
}
