import { Database as Connection } from "bun:sqlite";
import type { CheckpointAnswer, CheckpointRequest } from "./messages.ts";

/*
 * Moves the write-ahead log into its file in a thread of its own, whose reads, writes and waits for the disk hold up no
 * commit. CheckpointRequest by messages.
 */

declare const self: Worker;

let connection: Connection | undefined;

self.onmessage = ({ data }: MessageEvent<CheckpointRequest>) => {
  switch (data.kind) {
    case "open":
      connection = new Connection(data.file, { readwrite: true, strict: true });
      // The file has to be on disk before its log may be written over.
      connection.run("PRAGMA synchronous = FULL");
      return;
    case "move":
      move();
      tell({ kind: "moved" });
      return;
    case "close":
      connection?.close();
      tell({ kind: "closed" });
      return;
  }
};

/** Waits for nobody: what a reader still needs, or somebody else is moving, is moved the next time. */
function move(): void {
  try {
    connection?.run("PRAGMA wal_checkpoint(PASSIVE)");
  } catch {
    // A disk that fails or is full says so to the next commit, which has callers to tell.
  }
}

function tell(answered: CheckpointAnswer): void {
  self.postMessage(answered);
}
