import { backUp } from "./backup.ts";

/*
 * Copies a database in a thread of its own, since copying one of some size takes seconds in which a server must answer.
 * Told which by one message; answers with what went wrong, or null.
 */

declare const self: Worker;

self.onmessage = ({ data }: MessageEvent<{ readonly source: string; readonly target: string }>) => {
  try {
    backUp(data.source, data.target);
    self.postMessage(null);
  } catch (error) {
    self.postMessage(error instanceof Error ? error.message : String(error));
  }
};
