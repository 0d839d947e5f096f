/** Stands for what a database holds between two commits: what was read while it stood is still so while it stands. */
export interface CommittedState {
  /** Of the database as other processes leave it. */
  readonly version: number;
}

/** Tells whether a database is as it was, at less than a question to SQLite each time. */
export class CommittedContents {
  readonly #readVersion: () => number;
  #contents: CommittedState | undefined;
  #versionOfTurn: number | undefined;

  /** @param readVersion gives a number that moves when, and only when, another process has committed. */
  constructor(readVersion: () => number) {
    this.#readVersion = readVersion;
  }

  /**
   * The number, for a request that arrives. It is read once for all that arrive in one turn of the event loop: those were
   * all sent before it was read. To be called in the turn in which a request is first heard, and nowhere else.
   */
  versionOnArrival(): number {
    if (this.#versionOfTurn === undefined) {
      this.#versionOfTurn = this.#readVersion();
      setImmediate(() => {
        this.#versionOfTurn = undefined;
      });
    }
    return this.#versionOfTurn;
  }

  /** What is committed now: another object after every commit, whoever makes it. */
  now(): CommittedState {
    const version = this.#versionOfTurn ?? this.#readVersion();
    if (this.#contents?.version !== version) this.#contents = { version };
    return this.#contents;
  }

  /** To be called after each commit of this process, or what may have been one, before anybody hears of it. */
  committed(): void {
    this.#contents = undefined;
  }
}
