import { SECOND } from "../../../src/clock.ts";
import { ProblemError } from "../../../src/problem.ts";
import { workerProgram } from "../worker-program.ts";
import type { ReadAnswer, ReadRequest } from "./messages.ts";
import type { Questions } from "./questions.ts";

const program = workerProgram("db/sqlite/reading/reading-worker.ts");

/** So many questions wait for those before them; whoever asks one more is told to come back. */
const MOST_WAITING = 50;
/** So long a question waits for those before it, ms. A search takes a few milliseconds. */
const PATIENCE = 2 * SECOND;
/** No question takes so long, ms: one that does is ended, with the thread it holds up. */
const DEADLINE = 10 * SECOND;
/** When to come back, seconds. */
const RETRY_AFTER = 1;

/**
 * Asks a question of {@link Questions} and gives what it gives.
 *
 * @throws ProblemError `too_busy` when too many wait, or this one has waited too long: nothing was read.
 */
export type AskAside = <Name extends keyof Questions>(
  name: Name,
  input: Parameters<Questions[Name]>[0],
) => ReturnType<Questions[Name]>;

/** Another thread that reads the database. */
export interface ReadingThread {
  readonly ask: AskAside;
  /** Refuses what waits, lets the question that is being answered end, and lets go of the file. */
  close(): Promise<void>;
}

export interface ReadingThreadOptions {
  /** How many questions may wait while one is answered. */
  readonly mostWaiting?: number | undefined;
  /** How long each waits, ms. */
  readonly patienceMs?: number | undefined;
  /** How long one may be answered, ms. */
  readonly deadlineMs?: number | undefined;
}

/** A question, and who wants its answer. */
interface Question {
  readonly message: ReadRequest;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reads a database in a thread of its own with a connection of its own, one question after another. A question that is
 * answered for too long ends with the thread, and whoever asked is told to come back. The thread is
 * started by the first question: a shop that nobody searches does not pay for it. Should it die, who asked hears so, and
 * the next question starts another.
 *
 * @param file of the database, absolute; its tables are up to date.
 */
export function openReadingThread(
  file: string,
  { mostWaiting = MOST_WAITING, patienceMs = PATIENCE, deadlineMs = DEADLINE }: ReadingThreadOptions = {},
): ReadingThread {
  const waiting = new WaitingQuestions(patienceMs);
  let worker: Worker | undefined;
  let asked: Question | undefined;
  let ended: (() => void) | undefined;
  let deadline: ReturnType<typeof setTimeout> | undefined;

  function start(): Worker {
    const started = new Worker(program, { smol: true });
    started.onmessage = ({ data }: MessageEvent<ReadAnswer>) => {
      // A thread that was ended may have answered just before: nobody waits for that any more.
      if (started === worker) hear(data);
    };
    started.onerror = ({ message }) => die(new Error(`the reading thread ended: ${message}`));
    started.postMessage({ kind: "open", file } satisfies ReadRequest);
    return started;
  }

  function hear(answered: ReadAnswer): void {
    const question = asked;
    asked = undefined;
    clearTimeout(deadline);
    switch (answered.kind) {
      case "answer":
        question?.resolve(JSON.parse(answered.value));
        break;
      case "failed":
        question?.reject(new Error(answered.reason));
        break;
      case "closed":
        ended?.();
        return;
    }
    askNext();
  }

  function die(error: Error): void {
    worker?.terminate();
    worker = undefined;
    clearTimeout(deadline);
    asked?.reject(error);
    asked = undefined;
    if (ended) ended();
    else askNext();
  }

  function askNext(): void {
    const next = waiting.next();
    if (next) askNow(next);
  }

  function askNow(question: Question): void {
    asked = question;
    worker ??= start();
    deadline = setTimeout(() => die(tooBusy()), deadlineMs);
    worker.postMessage(question.message);
  }

  return {
    ask(name, input) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const message: ReadRequest = { kind: "asked", name, input: JSON.stringify(input) };
      const question: Question = { message, resolve, reject };
      if (ended || (asked && waiting.count >= mostWaiting)) reject(tooBusy());
      else if (asked) waiting.add(question);
      else askNow(question);
      // The worker answers a question by the function of its name: the one place where answers get their type.
      return promise as ReturnType<Questions[typeof name]>;
    },

    async close() {
      waiting.refuseAll();
      const { promise, resolve } = Promise.withResolvers<void>();
      ended = resolve;
      if (!worker) return;
      // Read after the question that is being answered, if there is one.
      worker.postMessage({ kind: "close" } satisfies ReadRequest);
      await promise;
      worker.terminate();
    },
  };
}

/** Questions that wait for those before them, each so long at most. */
class WaitingQuestions {
  readonly #patienceMs: number;
  readonly #timers = new Map<Question, ReturnType<typeof setTimeout>>();

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  get count(): number {
    return this.#timers.size;
  }

  add(question: Question): void {
    this.#timers.set(
      question,
      setTimeout(() => this.#refuse(question), this.#patienceMs),
    );
  }

  /** Takes out the one that came first. */
  next(): Question | undefined {
    const [first] = this.#timers.keys();
    if (first) this.#takeOut(first);
    return first;
  }

  refuseAll(): void {
    for (const question of this.#timers.keys()) this.#refuse(question);
  }

  #refuse(question: Question): void {
    this.#takeOut(question);
    question.reject(tooBusy());
  }

  #takeOut(question: Question): void {
    clearTimeout(this.#timers.get(question));
    this.#timers.delete(question);
  }
}

function tooBusy(): ProblemError {
  return new ProblemError({ kind: "too_busy", retryAfterSeconds: RETRY_AFTER });
}
