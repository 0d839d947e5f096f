import type { ReservedSQL } from "bun";
import { type RowLocks, RunAgain } from "../../src/storage.ts";
import { type Change, ChangeStatement } from "./change-statement.ts";
import { insertCommitMark, newMark, type TransactionEnd } from "./commit-mark.ts";
import type { DatabaseConnections } from "./database-connections.ts";
import { failureKind } from "./failures.ts";
import type { GroupCommit } from "./group-commit.ts";
import { type Counting, type JobChanges, mergeChanges } from "./merged-changes.ts";
import { type DrawnNumber, drawOrderNumbers, type NumberedOrders } from "./numbered-orders.ts";
import type { JobStatements, RunStatement, Value } from "./queries.ts";
import { isSame, type ReadWithoutLock, type SeenRow, stillSeen, withoutLock } from "./seen-row.ts";
import { type SharedReads, takesNoLock } from "./shared-reads.ts";

/** What the jobs of a process have in common. */
export interface CommonWork {
  /** For transactions. */
  readonly connections: DatabaseConnections;
  readonly reads: SharedReads;
  readonly commits: GroupCommit;
  readonly orders: NumberedOrders;
  /** Called after every commit with how many jobs shared it. */
  readonly committed: (jobs: number) => void;
}

/**
 * The transaction of one job. It begins with the first statement that needs one, and then has a connection that nobody
 * else uses meanwhile. What gives no rows is sent without waiting: the server takes it in order, and whether it went well is
 * heard with COMMIT.
 *
 * To read without a lock needs none: every statement sees what is committed when it begins, and is asked together with
 * other jobs' reads. What only adds rows waits for the end, and is committed together with what other jobs add.
 *
 * Of a job that locks its rows at the end, everything that gives no rows waits for it, and what is read to be written over is
 * read without a lock: the end changes it only if it still is as it was read. Where it is not, nothing is kept.
 */
export class JobTransaction implements JobStatements {
  readonly #common: CommonWork;
  readonly #locks: RowLocks;
  #begun: Promise<ReservedSQL> | undefined;
  #connection: ReservedSQL | undefined;
  /** What is to be changed, as long as nothing has begun. */
  readonly #changes: Change[] = [];
  readonly #counts: Counting[] = [];
  /** What was read without a lock, and has to be as it was. */
  #seen: SeenRow[] = [];
  /** Asked for, or there already: those who draw with it wait until this job keeps it or gives it up. */
  #drawing: Promise<DrawnNumber> | undefined;
  #failure: unknown;
  /** All that was asked for. */
  readonly #asked: Promise<unknown>[] = [];
  #isUndone = false;

  constructor(common: CommonWork, locks: RowLocks) {
    this.#common = common;
    this.#locks = locks;
  }

  /** The first error of a statement. After one the server takes nothing more in this transaction. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Whether what the job has read may have been changed meanwhile: what it made of that is known when it is committed. */
  get mayBeOvertaken(): boolean {
    return this.#seen.length > 0;
  }

  readonly run: RunStatement = async (text, values, waits) => {
    if (this.#isUndone) throw new Error("A statement was sent after its write job had failed.");
    if (!this.#begun) {
      if (!waits && this.#waitsForTheEnd(text, values)) return [];
      if (waits && !this.#touches(text)) {
        if (takesNoLock(text)) return this.#heard(this.#common.reads.ask(text, values));
        const seeing = this.#locks === "at_end" ? withoutLock(text) : undefined;
        if (seeing) return this.#see(seeing, values, () => this.run(text, values, true));
      }
    }
    const connection = await this.#begin();
    const query = connection.unsafe(text, [...values]);
    if (waits) return this.#heard(query.values());
    this.#send(query);
    return [];
  };

  async count(text: string, key: string, amount: number): Promise<void> {
    const statement = ChangeStatement.of(text).checked;
    if (!this.#begun && this.#locks === "at_end") this.#counts.push({ statement, key, amount });
    else this.#send((await this.#begin()).unsafe(statement.textFor(1), [key, amount]));
  }

  async changeFound(text: string, values: readonly Value[]): Promise<void> {
    const statement = ChangeStatement.of(text).checked;
    if (!this.#begun && this.#locks === "at_end") this.#changes.push({ statement, values });
    else this.#send((await this.#begin()).unsafe(statement.textFor(1), [...values]));
  }

  async nextOrderNumber(): Promise<number> {
    if (this.#begun || this.#locks === "at_once") return drawOrderNumbers(this.run, 1);
    if (this.#drawing) throw new RunAgain("a job makes a second order");
    this.#drawing = this.#heard(this.#common.orders.draw());
    return (await this.#drawing).number;
  }

  /**
   * Commits what was sent and what has waited.
   *
   * @throws the first error of a statement; nothing is kept then.
   */
  async commit(): Promise<TransactionEnd> {
    const connection = await this.#begun;
    if (this.#failure !== undefined) throw this.#failure;
    if (connection) return this.#commitOn(connection);
    const changes = this.#waiting();
    const drawn = await this.#drawing;
    // It is not to be given up any more, however it ends.
    this.#drawing = undefined;
    if (drawn) return this.#heard(drawn.keep(changes));
    if (changes.changes.length + changes.counts.length === 0) return { kind: "committed" };
    return this.#heard(this.#common.commits.keep(changes));
  }

  /**
   * Undoes everything. Never fails: a connection that is lost has undone it already. What the job has asked for beside what
   * failed is waited for: what comes after it is refused, and is not taken for the next job's.
   */
  async rollback(): Promise<void> {
    this.#isUndone = true;
    // It may still be on its way, where something failed beside it.
    const drawn = await this.#drawing?.catch(() => undefined);
    await drawn?.giveUp();
    const connection = await this.#begun?.catch(() => undefined);
    if (connection) await connection`ROLLBACK`.catch(() => {});
    await Promise.allSettled(this.#asked);
    // Whoever waits for an answer through promises of their own goes on before the next turn.
    await new Promise(setImmediate);
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

  #waitsForTheEnd(text: string, values: readonly Value[]): boolean {
    const statement = ChangeStatement.of(text);
    if (this.#locks === "at_once" && statement.rows.kind !== "new") return false;
    this.#changes.push({ statement, values });
    return true;
  }

  /**
   * Whether what waits may change what a statement reads. For a job that locks at its end only the tables count that the
   * statement names, not what triggers write; for any other job, every change does.
   */
  #touches(text: string): boolean {
    if (this.#locks === "at_once") return this.#changes.length > 0;
    return (
      this.#changes.some(({ statement: { table } }) => table === undefined || text.includes(table)) ||
      this.#counts.some(({ statement: { table } }) => table === undefined || text.includes(table))
    );
  }

  /** Reads rows to write over them, and keeps what they have to be still at the end. */
  async #see(
    { table, column, text }: ReadWithoutLock,
    values: readonly Value[],
    withLock: () => Promise<Value[][]>,
  ): Promise<Value[][]> {
    const found = await this.#heard(this.#common.reads.ask(text, values));
    // What has begun meanwhile has asked already whether all is as it was seen.
    if (this.#begun) return withLock();
    return found.map((row) => {
      const seen = { table, column, key: values[0] ?? null, revision: row.at(-1) ?? null };
      // Read again as it was, it is asked for once: after the first change it is no longer so.
      if (!this.#seen.some((other) => isSame(other, seen))) this.#seen.push(seen);
      return row.slice(0, -1);
    });
  }

  #waiting(): JobChanges {
    return { changes: this.#guarded(), counts: this.#counts };
  }

  /** The changes that wait, each of what was seen with the first that writes over it. */
  #guarded(): readonly Change[] {
    const changes = [...this.#changes];
    const others = this.#seen.flatMap((seen) => {
      const { table, column, key, revision } = seen;
      const place = changes.findIndex(({ statement, values }) =>
        statement.writesOver(table, column, values, key),
      );
      const found = changes[place];
      if (!found) return [stillSeen(seen)];
      changes[place] = {
        statement: found.statement.unlessOvertaken,
        values: [...found.values, revision],
      };
      return [];
    });
    return [...others, ...changes];
  }

  #begin(): Promise<ReservedSQL> {
    this.#begun ??= this.#heard(this.#open());
    return this.#begun;
  }

  async #open(): Promise<ReservedSQL> {
    // Its number is drawn, and would be another one's if it were drawn again.
    if (this.#drawing) throw new RunAgain("a job asks for more than can wait after its order is numbered");
    const connection = await this.#common.connections.take();
    this.#connection = connection;
    // As a template, the driver sends it with what follows; a plain text it would wait for.
    this.#send(connection`BEGIN`);
    for (const { text, values } of mergeChanges([this.#waiting()]))
      this.#send(connection.unsafe(text, values));
    this.#seen = [];
    return connection;
  }

  async #heard<Answer>(answer: Promise<Answer>): Promise<Answer> {
    this.#asked.push(answer);
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
