import type { Database as Connection } from "bun:sqlite";
import { SECOND } from "../../../src/clock.ts";
import { workerProgram } from "../worker-program.ts";
import type { CheckpointAnswer, CheckpointRequest } from "./messages.ts";

const program = workerProgram("db/sqlite/checkpoints/checkpoint-worker.ts");

/** A log of so many pages (4 MB) is moved into the file by the commit that made it so long. */
const PAGES_ALONE = 1_000;

/** The same beside a thread, which then has left little to move. Not less: the log begins anew only when all is moved. */
const PAGES_BESIDE = 4_000;

/** A shop where so many changes come in {@link BUSY_WINDOW} is worth a thread, which costs some megabytes. */
const BUSY_CHANGES = 1_000;

const BUSY_WINDOW = 10 * SECOND;

/**
 * Changes from one move to the next, some hundred pages of log. Not fewer: a page that is written again and again is
 * moved once a time, and each move has the disk wait for it twice, which commits that come meanwhile feel.
 */
const CHANGES_APART = 128;

/** Has the log moved while a shop is busy. */
export interface Checkpoints {
  /** To be called after each commit with how many changes shared it. */
  committed(changes: number): void;
  /** Lets go of the file, after what is being moved. */
  close(): Promise<void>;
}

/** Has commits of this connection move the log themselves when it has so many pages: SQLite's own way. */
export function checkpointByCommits(connection: Connection, pages = PAGES_ALONE): void {
  connection.run(`PRAGMA wal_autocheckpoint = ${pages}`);
}

/**
 * Moves a database's write-ahead log into its file from another thread, begun once a shop is busy: half of what a change
 * has written is written so, and each move waits for the disk twice, in which nobody else is answered otherwise.
 *
 * Nothing rests on it. What it has not moved, commits of the writer's connection do, and begin the log anew when all is.
 *
 * @param file of the database, absolute.
 * @param writer the connection that commits.
 */
export function openCheckpoints(file: string, writer: Connection): Checkpoints {
  let worker: Worker | undefined;
  let isMoving = false;
  let unmoved = 0;
  let closed: (() => void) | undefined;
  /** One that has failed would fail again. */
  let hasFailed = false;
  const isBusy = busyness();

  function start(): Worker {
    const started = new Worker(program, { smol: true });
    started.onmessage = ({ data }: MessageEvent<CheckpointAnswer>) => {
      isMoving = false;
      if (data.kind === "closed") closed?.();
    };
    started.onerror = () => {
      started.terminate();
      worker = undefined;
      hasFailed = true;
      checkpointByCommits(writer);
      closed?.();
    };
    started.postMessage({ kind: "open", file } satisfies CheckpointRequest);
    checkpointByCommits(writer, PAGES_BESIDE);
    return started;
  }

  return {
    committed(changes) {
      if (closed || hasFailed || !(worker || isBusy(changes))) return;
      worker ??= start();
      unmoved += changes;
      if (isMoving || unmoved < CHANGES_APART) return;
      isMoving = true;
      unmoved = 0;
      worker.postMessage({ kind: "move" } satisfies CheckpointRequest);
    },

    async close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      closed = resolve;
      if (!worker) return;
      worker.postMessage({ kind: "close" } satisfies CheckpointRequest);
      await promise;
      worker?.terminate();
    },
  };
}

/** Counts changes window by window. Says whether this one has had enough of them. */
function busyness(): (changes: number) => boolean {
  let since = Number.NEGATIVE_INFINITY;
  let counted = 0;
  return (changes) => {
    const now = performance.now();
    if (now - since >= BUSY_WINDOW) {
      since = now;
      counted = 0;
    }
    counted += changes;
    return counted >= BUSY_CHANGES;
  };
}
