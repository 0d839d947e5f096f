import type { ReservedSQL } from "bun";
import { failureKind } from "./failures.ts";
import type { RunStatement, Value } from "./queries.ts";

/** How a transaction ended, where that is not an error of a statement. */
export type TransactionEnd =
  | { readonly kind: "committed" }
  /** The connection was lost after COMMIT was sent. The transaction's id, where it was heard, tells the server which. */
  | { readonly kind: "unknown"; readonly id: string | undefined; readonly error: unknown };

/**
 * The transaction of one job on a connection that nobody else uses meanwhile. It begins with its first statement. What
 * gives no rows is sent without waiting: the server takes it in order, and whether it went well is heard with COMMIT.
 */
export class JobTransaction {
  readonly #connection: ReservedSQL;
  #begun = false;
  #id: string | undefined;
  #failure: unknown;

  constructor(connection: ReservedSQL) {
    this.#connection = connection;
  }

  /** The first error of a statement. After one the server takes nothing more in this transaction. */
  get failure(): unknown {
    return this.#failure;
  }

  readonly run: RunStatement = async (text, values, waits) => {
    this.#begin();
    const query = this.#connection.unsafe(text, [...values]);
    if (!waits) {
      this.#send(query);
      return [];
    }
    try {
      return await query.values();
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  };

  /**
   * Commits what was sent.
   *
   * @throws the first error of a statement; nothing is kept then.
   */
  async commit(): Promise<TransactionEnd> {
    if (!this.#begun) return { kind: "committed" };
    try {
      const { command } = await this.#connection.unsafe("COMMIT");
      if (this.#failure === undefined && command === "COMMIT") return { kind: "committed" };
    } catch (error) {
      this.#failure ??= error;
      if (failureKind(this.#failure) === "lost") return { kind: "unknown", id: this.#id, error };
    }
    throw this.#failure ?? new Error("PostgreSQL has undone the transaction.");
  }

  /** Undoes everything. Never fails: a connection that is lost has undone it already. */
  async rollback(): Promise<void> {
    if (!this.#begun) return;
    await this.#connection.unsafe("ROLLBACK").catch(() => {});
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#send(this.#connection.unsafe("BEGIN"));
    // Asked at once, since it cannot be asked any more when it is needed.
    this.#connection
      .unsafe("SELECT pg_current_xact_id()::text")
      .values()
      .then(
        ([found]: Value[][]) => {
          this.#id = String(found?.[0]);
        },
        (error: unknown) => {
          this.#failure ??= error;
        },
      );
  }

  #send(query: Promise<unknown>): void {
    query.then(undefined, (error: unknown) => {
      this.#failure ??= error;
    });
  }
}
