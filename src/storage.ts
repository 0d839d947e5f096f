/** The transaction a write job runs in. */
export interface Transaction {
  /**
   * Has something done once the job is committed, before its caller hears of it: what a job does to memory, metrics,
   * logs or other jobs. Forgotten when the job is undone. Needs no `this`. The effect must neither throw nor wait.
   */
  afterCommit(effect: () => void): void;
}

/**
 * Makes objects that have the enumerable properties of `pattern`, each of which is made for that object's `state` whenever
 * it is asked for. What a proxy would do, at a tenth of the cost: all of them have one prototype, so that the engine
 * knows their shape.
 *
 * @param makerOf asked once for each name, when it is first asked for; what its answer makes must fit the name, as what
 *   stands in `pattern` does.
 */
export function viewsOf<Shape extends object, State>(
  pattern: Shape,
  makerOf: (name: string) => (state: State) => unknown,
): (state: State) => Shape {
  const stateOf = Symbol("state");
  const prototype = Object.create(null);
  for (const name in pattern) {
    let make: ((state: State) => unknown) | undefined;
    Object.defineProperty(prototype, name, {
      enumerable: true,
      get() {
        make ??= makerOf(name);
        return make(this[stateOf]);
      },
    });
  }
  return (state) => {
    const view = Object.create(prototype);
    view[stateOf] = state;
    return view;
  };
}

/**
 * Runs a job by the one writer through which the database is changed, and gives what the job gave, but only after
 * its changes are committed to disk. `stores` is every store the job may read and write.
 *
 * A job that throws is undone alone and its error is passed on; expected outcomes are therefore *returned*. A job must
 * wait for nothing but the stores it is handed: no network, no timers, no second write. One that does is undone with
 * an error that says so.
 *
 * A job may be run again from its beginning, so it changes nothing but its stores. What else is to follow from it is
 * handed to {@link Transaction.afterCommit}, or done by the caller with what the job gives.
 *
 * @param locks when it locks what it reads to write over it, where several jobs run at a time; `at_once` unless said.
 * @throws StorageUnavailable when the change could not be made durable; nothing of it was kept.
 */
export type Write<Stores> = <Result>(
  job: (stores: Stores) => Promise<Result>,
  locks?: RowLocks,
) => Promise<Result>;

/**
 * When a job locks rows that it reads to write over them, on an engine that runs several at a time.
 * - `at_once`: as it reads them. Whoever wants them waits until it is over.
 * - `at_end`: with its commit, which keeps nothing where one of them has changed since; the job is then run again, `at_once`.
 *   Nobody waits for it, and many are committed together. For jobs that seldom meet another at the same rows, and only
 *   where whoever changes what such a job relies on also writes over a row that it reads to write over.
 */
export type RowLocks = "at_once" | "at_end";

/**
 * Runs one job within its transaction. Tests give one that runs it twice, and undoes the first time with the
 * statements of `connection`.
 */
export type RunJob = <Stores extends Transaction, Result>(
  connection: { run(statement: string): unknown; readonly inTransaction: boolean },
  stores: Stores,
  job: (stores: Stores) => Promise<Result>,
) => Promise<Result>;

/** The database could not take the change (disk full, locked, failing). Nothing was kept; trying again is safe. */
export class StorageUnavailable extends Error {
  override readonly name = "StorageUnavailable";
}

/**
 * Thrown in a write job that finds that another one came first, where several run at the same time: it is undone and run
 * again from its beginning, and sees what the other did. An engine that runs one job at a time never lets it come to that.
 */
export class RunAgain extends Error {
  override readonly name = "RunAgain";
}

/** How writing goes, as a look at the shop's health sees it. */
export interface WriterState {
  /** Why the last batch was refused; absent once one was kept. */
  refusal(): StorageUnavailable | undefined;
  /** Whether changes wait for their turn longer than whoever asked for them does: then no more should be begun. */
  isOverloaded(): boolean;
}

/** What a look at the shop's health and size asks of the open database. */
export interface DatabaseState {
  /** Whether one server at a time works on it, so that whoever starts knows that every earlier one is gone. */
  readonly isAlone: boolean;
  /** Absolute path of its file; absent where a server keeps it. */
  readonly file: string | undefined;
  /** The absolute path that what is kept beside it on this machine has its names begin with. */
  readonly beside: string;
  /** A number that changes when another process has changed what is kept in memory: the sign to read it anew. */
  version(): number;
  /** To be called as soon as a request is heard: `version` may be looked at once for all that arrive together. */
  requestArrived(): void;
  /** How much there is of it, bytes. */
  sizes(): Promise<DatabaseSizes>;
  /** The part of the file that nothing is in, bytes: what was deleted, and not given back to the disk. */
  unusedBytes(): number;
  /**
   * Gives a little of what was deleted back to the disk, within a write job, and no more than holds nobody up. Does
   * nothing where the engine sees to it by itself, or the file was made before it could be done in steps.
   */
  giveBack(): void;
  /**
   * Moves the log into the file and cuts it to nothing, outside any job, unless somebody reads or writes just now. Does
   * nothing where a server sees to its own log.
   */
  emptyLog(): void;
  /**
   * Words about a file of the database that was removed, renamed or replaced since it was opened: what is written from
   * then on would be lost. Absent while all are in place.
   */
  misplaced(): string | undefined;
  /** How many processes serve from it just now, this one among them. */
  liveNodes(): number;
  /** Tells the other processes that there is something to do. */
  wakeOthers(topic: WakeTopic): void;
}

/** Of what is counted in memory each process allows its share: all of it together is what the shop allows. */
export type LiveNodes = Pick<DatabaseState, "liveNodes">;

/** Where no other process counts. */
export const ALONE: LiveNodes = { liveNodes: () => 1 };

/** What another process may be told of: that there are events to send, or mails. */
export type WakeTopic = "events" | "mails";

/** The size of a database by its parts, bytes. */
export interface DatabaseSizes {
  readonly file: number;
  /** What is written and not yet in the file. */
  readonly log: number;
}

/** What SQLite and the operating system say when the disk or a file fails, not the one who asked. */
const failureCodes =
  /^(SQLITE_(FULL|IOERR|NOMEM|CORRUPT|NOTADB|READONLY|CANTOPEN)(_.*)?|ENOSPC|EDQUOT|EROFS|EIO|EFBIG)$/;

/** How many causes deep an error is looked into. */
const DEEPEST_CAUSE = 4;

/** Whether an error, or what caused it, is a failure of the disk or the files on it. */
export function isStorageFailure(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > DEEPEST_CAUSE) return false;
  if (error instanceof StorageUnavailable) return true;
  if ("code" in error && typeof error.code === "string" && failureCodes.test(error.code)) return true;
  return isStorageFailure(error.cause, depth + 1);
}
