/** Stands for what a database holds between two commits: what was read while it stood is still so while it stands. */
export interface CommittedState {
  /** Of the database as other processes leave it. */
  readonly version: number;
}

/** Tells whether a database is as it was, at less than a question to SQLite each time. */
export class CommittedContents {
  readonly #readVersion: () => number;
  #contents: CommittedState | undefined;
  /** The turn of the event loop in which requests are arriving; its version once somebody has asked for it. */
  #turn: { version?: number } | undefined;

  /** @param readVersion gives a number that moves when, and only when, another process has committed. */
  constructor(readVersion: () => number) {
    this.#readVersion = readVersion;
  }

  /**
   * To be called as soon as a request is heard: all that arrive in one turn of the event loop share one look at the
   * number, since each was sent before it. A look at any other time is shared with nobody.
   */
  requestArrived(): void {
    if (this.#turn) return;
    this.#turn = {};
    setImmediate(() => {
      this.#turn = undefined;
    });
  }

  /** The number as it is now, or was when somebody looked for a request of this turn. */
  version(): number {
    if (!this.#turn) return this.#readVersion();
    this.#turn.version ??= this.#readVersion();
    return this.#turn.version;
  }

  /** What is committed now: another object after every commit, whoever makes it. */
  now(): CommittedState {
    const version = this.version();
    if (this.#contents?.version !== version) this.#contents = { version };
    return this.#contents;
  }

  /** To be called after each commit of this process, or what may have been one, before anybody hears of it. */
  committed(): void {
    this.#contents = undefined;
  }
}
