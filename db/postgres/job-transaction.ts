import { type ReservedSQL, randomUUIDv7, type SQL } from "bun";
import { failureKind } from "./failures.ts";
import { type Insert, insertedTable, insertsAsOne, takesNoLock } from "./lone-inserts.ts";
import type { RunStatement } from "./queries.ts";

/** How a transaction ended, where that is not an error of a statement. */
export type TransactionEnd =
  | { readonly kind: "committed" }
  /** The connection was lost after COMMIT was sent. Whether the mark is there tells which. */
  | { readonly kind: "unknown"; readonly mark: string; readonly error: unknown };

/**
 * Written by every transaction with what it changes: after a lost connection the mark says whether it was kept. Not the
 * transaction's number, which a server that crashed gives to another one: `pg_xact_status` then tells of that. Whoever
 * writes the same mark waits for the transaction that may be writing it still, and keeps it from committing any more.
 */
const insertCommitMark = `INSERT INTO change_marks (topic, changes)
  VALUES ($1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)`;

/** The same mark, by somebody else who asks: below zero, so that it is not taken for the transaction's own. */
const insertFence = `INSERT INTO change_marks (topic, changes)
  VALUES ($1, -(extract(epoch FROM clock_timestamp()) * 1000)::bigint) ON CONFLICT DO NOTHING`;

/**
 * Whether the transaction of a mark was kept. Where it was not, it never will be: its mark is written here.
 *
 * @throws what keeps the server from answering; to be asked again then.
 */
export async function wasMarkKept(pool: SQL, mark: string): Promise<boolean> {
  await pool.unsafe(insertFence, [mark]);
  const [found] = await pool.unsafe("SELECT changes > 0 FROM change_marks WHERE topic = $1", [mark]).values();
  return found?.[0] === true;
}

/**
 * The transaction of one job on a connection that nobody else uses meanwhile. What gives no rows is sent without waiting:
 * the server takes it in order, and whether it went well is heard with COMMIT.
 *
 * It begins with the first statement that needs one. To read without a lock does not: every statement sees what is
 * committed when it begins. Inserts wait for what follows them: where nothing does, they are one statement with the mark,
 * which the server keeps or undoes as a whole.
 */
export class JobTransaction {
  readonly #connection: ReservedSQL;
  readonly #inserts: Insert[] = [];
  #begun = false;
  #failure: unknown;

  constructor(connection: ReservedSQL) {
    this.#connection = connection;
  }

  /** The first error of a statement. After one the server takes nothing more in this transaction. */
  get failure(): unknown {
    return this.#failure;
  }

  readonly run: RunStatement = async (text, values, waits) => {
    if (!this.#begun && !waits && this.#waitsForMore(text, values)) return [];
    if (!waits || this.#inserts.length > 0 || !takesNoLock(text)) this.#begin();
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
    if (!this.#begun && this.#inserts.length === 0) {
      if (this.#failure !== undefined) throw this.#failure;
      return { kind: "committed" };
    }
    // In the order of time, so that a mark goes where the last one went in the index.
    const mark = `commit ${randomUUIDv7()}`;
    const last: Insert = { text: insertCommitMark, values: [mark] };
    try {
      if (this.#failure === undefined && (await this.#keep(last))) return { kind: "committed" };
    } catch (error) {
      this.#failure ??= error;
      if (failureKind(this.#failure) === "lost") return { kind: "unknown", mark, error };
    }
    throw this.#failure ?? new Error("PostgreSQL has undone the transaction.");
  }

  /** Undoes everything. Never fails: a connection that is lost has undone it already. */
  async rollback(): Promise<void> {
    if (!this.#begun) return;
    await this.#connection`ROLLBACK`.catch(() => {});
  }

  /** Keeps everything, and a last row with it. Gives whether the server says so. */
  async #keep(last: Insert): Promise<boolean> {
    if (!this.#begun) {
      const { text, values } = insertsAsOne([...this.#inserts, last]);
      await this.#connection.unsafe(text, [...values]);
      return true;
    }
    this.#send(this.#connection.unsafe(last.text, [...last.values]));
    const { command } = await this.#connection`COMMIT`;
    return this.#failure === undefined && command === "COMMIT";
  }

  /** Keeps an insert back, unless what it says could depend on one before it. */
  #waitsForMore(text: string, values: Insert["values"]): boolean {
    const table = insertedTable(text);
    if (table === undefined || this.#inserts.some((before) => insertedTable(before.text) === table))
      return false;
    this.#inserts.push({ text, values });
    return true;
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    // As a template, the driver sends it with what follows; a plain text it would wait for.
    this.#send(this.#connection`BEGIN`);
    for (const { text, values } of this.#inserts) this.#send(this.#connection.unsafe(text, [...values]));
  }

  #send(query: Promise<unknown>): void {
    query.then(undefined, (error: unknown) => {
      this.#failure ??= error;
    });
  }
}
