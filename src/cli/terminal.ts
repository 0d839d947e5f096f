import type { Environment } from "../settings/environment.ts";

/** What a command knows of the world around it, so that a test can be that world. */
export interface Terminal {
  readonly environment: Environment;
  /** What relative paths are relative to. */
  readonly directory: string;
  /** Writes one line, or several, of the result: what a pipe is meant to carry. */
  readonly out: (text: string) => void;
  /** Writes one line, or several, for the person who waits: progress, advice, problem. */
  readonly note: (text: string) => void;
  /** Asks the person a question and gives the answer, trimmed. Absent when nobody sits there. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** Settles when the process is told to stop, with the signal that told it. */
  readonly stopRequested: () => Promise<string>;
}
