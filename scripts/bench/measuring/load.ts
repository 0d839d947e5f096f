import { join } from "node:path";

/** One kind of request. `{id}` in the path and `{key}` in a header value or the body stand for something else in each request. */
export interface LoadRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `{id}` is replaced by the next of the load's ids. */
  readonly path: string;
  /** `{key}` is replaced by a fresh UUID: an Idempotency-Key never used before. */
  readonly headers?: Record<string, string>;
  /** `{key}` is replaced by a fresh UUID. Otherwise sent as it stands. */
  readonly body?: string;
}

/** What the load generator is to send, to whom and for how long. */
export interface Load {
  /** The server's origin: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Sent in turn; with `ids`, each goes to all of them before the next has its turn. */
  readonly requests: readonly LoadRequest[];
  /** Keep-alive connections, each with one request at a time. */
  readonly connections: number;
  /** How long to count, after a warm-up that is not counted. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** What `{id}` stands for, used in turn. */
  readonly ids?: readonly string[];
  /** Each id serves one request: the load ends when they are used up, or earlier when the time is over. */
  readonly idsOnce?: boolean;
  /** A regular expression whose first group is collected from the body of each good answer. */
  readonly collect?: string;
}

/** What one load measured. */
export interface LoadResult {
  /** Good answers (2xx) that arrived while counting. */
  readonly requests: number;
  /** All good answers, the warm-up's included. */
  readonly answered: number;
  /** All other answers, the warm-up's included: a benchmark that fails has measured something else. */
  readonly failed: number;
  /** The first failed answer as it was received, cut after 1000 bytes. */
  readonly firstFailure?: string | undefined;
  /** How long was counted: shorter than asked when the ids were used up. */
  readonly seconds: number;
  /** From sending a request to having read its answer, in milliseconds; good answers only. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What `collect` found, in order of arrival, the warm-up's included. */
  readonly collected: readonly string[];
}

/**
 * Runs the load generator as a child process and gives what it measured.
 *
 * @throws Error when the server refuses or drops connections, answers what cannot be measured, or when nothing was
 * answered.
 */
export async function applyLoad(load: Load): Promise<LoadResult> {
  const generator = Bun.spawn([process.execPath, join(import.meta.dir, "load-generator.ts")], {
    stdin: Buffer.from(JSON.stringify(load)),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [exitCode, output, errors] = await Promise.all([
    generator.exited,
    generator.stdout.text(),
    generator.stderr.text(),
  ]);
  if (exitCode !== 0) throw new Error(`The load on ${load.url} ended early: ${errors.trim()}`);
  const result: LoadResult = JSON.parse(output);
  if (result.answered === 0 && result.failed === 0) {
    throw new Error(`The load on ${load.url} ended before the first answer.`);
  }
  return result;
}
