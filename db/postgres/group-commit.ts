import { newMark, type TransactionEnd } from "./commit-mark.ts";
import type { DatabaseConnections } from "./database-connections.ts";
import { failureKind } from "./failures.ts";
import { Gathering } from "./gathering.ts";
import type { InsertShape } from "./insert-shape.ts";
import type { Value } from "./queries.ts";

/** How many jobs share a commit at most. */
const MOST_AT_ONCE = 16;

/** What one job adds: a row for each insert of its shape. */
interface Change {
  readonly rows: readonly Row[];
  readonly tell: (end: TransactionEnd) => void;
  readonly refuse: (error: unknown) => void;
}

type Row = readonly Value[];

/**
 * Commits jobs that only add rows. Those that come to their end while others are being committed share the next commit,
 * where they add to the same tables. A job whose rows cannot be kept harms no other: each is then committed by itself.
 */
export class GroupCommit {
  readonly #connections: DatabaseConnections;
  readonly #committed: (jobs: number) => void;
  readonly #byShape = new Map<InsertShape, Gathering<Change>>();

  /** @param committed called after every commit with how many jobs shared it. */
  constructor(connections: DatabaseConnections, committed: (jobs: number) => void) {
    this.#connections = connections;
    this.#committed = committed;
  }

  /**
   * Keeps what a job adds.
   *
   * @param rows the values of each insert of the shape.
   * @throws why nothing of it was kept.
   */
  keep(shape: InsertShape, rows: readonly Row[]): Promise<TransactionEnd> {
    const { promise, resolve: tell, reject: refuse } = Promise.withResolvers<TransactionEnd>();
    let gathering = this.#byShape.get(shape);
    if (!gathering) {
      gathering = new Gathering(MOST_AT_ONCE, (changes) => this.#commit(shape, changes));
      this.#byShape.set(shape, gathering);
    }
    gathering.add({ rows, tell, refuse });
    return promise;
  }

  async #commit(shape: InsertShape, changes: readonly Change[]): Promise<void> {
    const mark = newMark();
    const end = await this.#run(
      shape.statementFor(changes.length),
      [...valuesOf(shape, changes), mark],
      mark,
    );
    if (end.kind === "committed") this.#committed(changes.length);
    for (const { tell } of changes) tell(end);
  }

  async #run(statement: string, values: Value[], mark: string): Promise<TransactionEnd> {
    const connection = await this.#connections.take();
    try {
      await connection.unsafe(statement, values);
      return { kind: "committed" };
    } catch (error) {
      if (failureKind(error) === "lost") return { kind: "unknown", mark, error };
      throw error;
    } finally {
      this.#connections.giveBack(connection);
    }
  }
}

/** The values of all rows, table by table. */
function valuesOf(shape: InsertShape, changes: readonly Change[]): Value[] {
  return shape.texts.flatMap((_, index) =>
    changes
      .flatMap(({ rows }) => rows.slice(index, index + 1))
      .toSorted(byKey)
      .flat(),
  );
}

/**
 * By the first column, which is a table's key: where two processes add the same rows, they wait for each other in one
 * order alone.
 */
function byKey([one = null]: Row, [other = null]: Row): number {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other);
  return one !== null && other !== null && one < other ? -1 : 1;
}
