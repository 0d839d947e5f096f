import type { ReservedSQL } from "bun";
import { insertCommitMark, newMark, type TransactionEnd } from "./commit-mark.ts";
import type { DatabaseConnections } from "./database-connections.ts";
import { failureKind } from "./failures.ts";
import { Gathering } from "./gathering.ts";
import { type JobChanges, mergeChanges, type Sent } from "./merged-changes.ts";

/** How many jobs share a commit at most. */
export const MOST_JOBS_AT_ONCE = 16;

/** A job that is over but for its commit. */
export interface EndingJob {
  readonly changes: JobChanges;
  readonly tell: (end: TransactionEnd) => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * Commits jobs that have locked nothing. Those that come to their end while others are being committed share the next
 * commit. A job whose changes cannot be kept harms no other: each is then committed by itself.
 */
export class GroupCommit {
  readonly #connections: DatabaseConnections;
  readonly #committed: (jobs: number) => void;
  readonly #gathering = new Gathering<EndingJob>(MOST_JOBS_AT_ONCE, (jobs) => this.#commit(jobs));

  /** @param committed called after every commit with how many jobs shared it. */
  constructor(connections: DatabaseConnections, committed: (jobs: number) => void) {
    this.#connections = connections;
    this.#committed = committed;
  }

  /**
   * Keeps what a job has changed.
   *
   * @throws why nothing of it was kept.
   */
  keep(changes: JobChanges): Promise<TransactionEnd> {
    const { promise, resolve: tell, reject: refuse } = Promise.withResolvers<TransactionEnd>();
    this.#gathering.add({ changes, tell, refuse });
    return promise;
  }

  async #commit(jobs: readonly EndingJob[]): Promise<void> {
    const connection = await this.#connections.take();
    try {
      await commitTogether(connection, jobs, true, this.#committed);
    } finally {
      this.#connections.giveBack(connection);
    }
  }
}

/**
 * Sends what several jobs have changed, as one transaction that ends with it, and tells each of them how.
 *
 * @param begins whether the transaction has yet to begin.
 * @param committed called with how many jobs there are, where they are kept.
 * @throws the first error of a statement. Nothing is kept then, nobody told, and the connection is in no transaction.
 */
export async function commitTogether(
  connection: ReservedSQL,
  jobs: readonly EndingJob[],
  begins: boolean,
  committed: (jobs: number) => void,
): Promise<void> {
  const statements = mergeChanges(jobs.map(({ changes }) => changes));
  const end = await sendAndCommit(connection, statements, begins);
  if (end.kind === "committed") committed(jobs.length);
  for (const { tell } of jobs) tell(end);
}

async function sendAndCommit(
  connection: ReservedSQL,
  statements: readonly Sent[],
  begins: boolean,
): Promise<TransactionEnd> {
  const mark = newMark();
  // As templates, the driver sends BEGIN and COMMIT with the others; a plain text it would wait for.
  const sent = [
    ...(begins ? [connection`BEGIN`.execute()] : []),
    ...statements.map(({ text, values }) => connection.unsafe(text, values).execute()),
    connection.unsafe(insertCommitMark, [mark]).execute(),
  ];
  const ended = connection`COMMIT`.execute();
  const failure = (await Promise.allSettled([...sent, ended])).find((end) => end.status === "rejected");
  if (!failure && (await ended).command === "COMMIT") return { kind: "committed" };
  const error: unknown = failure?.reason ?? new Error("PostgreSQL has undone the transaction.");
  if (failureKind(error) === "lost") return { kind: "unknown", mark, error };
  throw error;
}
