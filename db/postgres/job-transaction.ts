import type { ReservedSQL } from "bun";
import { insertCommitMark, newMark, type TransactionEnd } from "./commit-mark.ts";
import type { DatabaseConnections } from "./database-connections.ts";
import { failureKind } from "./failures.ts";
import type { GroupCommit } from "./group-commit.ts";
import { InsertShape } from "./insert-shape.ts";
import type { RunStatement, Value } from "./queries.ts";
import { type SharedReads, takesNoLock } from "./shared-reads.ts";

/** What the jobs of a process have in common. */
export interface CommonWork {
  /** For transactions. */
  readonly connections: DatabaseConnections;
  readonly reads: SharedReads;
  readonly commits: GroupCommit;
  /** Called after every commit with how many jobs shared it. */
  readonly committed: (jobs: number) => void;
}

/**
 * The transaction of one job. It begins with the first statement that needs one, and then has a connection that nobody
 * else uses meanwhile. What gives no rows is sent without waiting: the server takes it in order, and whether it went well is
 * heard with COMMIT.
 *
 * To read without a lock needs none: every statement sees what is committed when it begins, and is asked together with
 * other jobs' reads. Inserts wait for what follows them: where nothing does, they are one statement, which the server
 * keeps or undoes as a whole, and other jobs' with them.
 */
export class JobTransaction {
  readonly #common: CommonWork;
  #begun: Promise<ReservedSQL> | undefined;
  #connection: ReservedSQL | undefined;
  /** What was added so far, as long as nothing has begun. */
  #shape = InsertShape.empty;
  readonly #rows: (readonly Value[])[] = [];
  #failure: unknown;

  constructor(common: CommonWork) {
    this.#common = common;
  }

  /** The first error of a statement. After one the server takes nothing more in this transaction. */
  get failure(): unknown {
    return this.#failure;
  }

  readonly run: RunStatement = async (text, values, waits) => {
    if (!this.#begun) {
      if (!waits && this.#waitsForMore(text, values)) return [];
      if (waits && this.#rows.length === 0 && takesNoLock(text))
        return this.#heard(this.#common.reads.ask(text, values));
    }
    const connection = await this.#begin();
    const query = connection.unsafe(text, [...values]);
    if (waits) return this.#heard(query.values());
    this.#send(query);
    return [];
  };

  /**
   * Commits what was sent.
   *
   * @throws the first error of a statement; nothing is kept then.
   */
  async commit(): Promise<TransactionEnd> {
    const connection = await this.#begun;
    if (this.#failure !== undefined) throw this.#failure;
    if (connection) return this.#commitOn(connection);
    if (this.#rows.length === 0) return { kind: "committed" };
    return this.#heard(this.#common.commits.keep(this.#shape, this.#rows));
  }

  /** Undoes everything. Never fails: a connection that is lost has undone it already. */
  async rollback(): Promise<void> {
    const connection = await this.#begun?.catch(() => undefined);
    if (connection) await connection`ROLLBACK`.catch(() => {});
  }

  /** To be called last: gives the connection back, where it had one. */
  end(): void {
    if (this.#connection) this.#common.connections.giveBack(this.#connection);
  }

  async #commitOn(connection: ReservedSQL): Promise<TransactionEnd> {
    const mark = newMark();
    try {
      this.#send(connection.unsafe(insertCommitMark, [mark]));
      const { command } = await connection`COMMIT`;
      if (this.#failure === undefined && command === "COMMIT") {
        this.#common.committed(1);
        return { kind: "committed" };
      }
    } catch (error) {
      this.#failure ??= error;
      if (failureKind(this.#failure) === "lost") return { kind: "unknown", mark, error };
    }
    throw this.#failure ?? new Error("PostgreSQL has undone the transaction.");
  }

  /** Keeps an insert back, unless what it says could depend on one before it. */
  #waitsForMore(text: string, values: readonly Value[]): boolean {
    const shape = this.#shape.with(text);
    if (!shape) return false;
    this.#shape = shape;
    this.#rows.push(values);
    return true;
  }

  #begin(): Promise<ReservedSQL> {
    this.#begun ??= this.#heard(this.#open());
    return this.#begun;
  }

  async #open(): Promise<ReservedSQL> {
    const connection = await this.#common.connections.take();
    this.#connection = connection;
    // As a template, the driver sends it with what follows; a plain text it would wait for.
    this.#send(connection`BEGIN`);
    for (const [index, text] of this.#shape.texts.entries())
      this.#send(connection.unsafe(text, [...(this.#rows[index] ?? [])]));
    return connection;
  }

  async #heard<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  #send(query: Promise<unknown>): void {
    query.then(undefined, (error: unknown) => {
      this.#failure ??= error;
    });
  }
}
