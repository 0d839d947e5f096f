import type { DatabaseConnections } from "./database-connections.ts";
import { Gathering } from "./gathering.ts";
import { renumbered, spelled, type Value } from "./queries.ts";

/** How many questions one statement answers at most: a power of two. */
const MOST_AT_ONCE = 16;

/** What is known of the texts of jobs: there are as many as stores have statements. */
const lockFree = new Map<string, boolean>();

/** Whether a job's statement reads and locks nothing: it sees the same outside a transaction as within one. */
export function takesNoLock(text: string): boolean {
  let known = lockFree.get(text);
  if (known === undefined) {
    known =
      text.startsWith("select ") && !/\bfor (no key )?update\b|\bfor (key )?share\b|\bpg_\w+\(/.test(text);
    lockFree.set(text, known);
  }
  return known;
}

/**
 * Whether a statement finds rows by what one column is, and so takes the server next to nothing. What may take long is
 * better asked on several connections, which have a processor each.
 */
export function isByKey(text: string): boolean {
  return /^select [^()]* where "\w+"\."\w+" = \$1$/.test(text);
}

/** What several may want to know, and what each is told. */
interface Question {
  readonly values: readonly Value[];
  readonly asked: string;
  readonly rows: Promise<Value[][]>;
  readonly tell: (rows: Value[][]) => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * Reads that are asked for at the same time. Those that ask alike, with other values, are answered by one
 * statement; those that ask for the same are one question, as long as it has not been sent: nobody is told what was so
 * before they asked.
 */
export class SharedReads {
  readonly #connections: DatabaseConnections;
  readonly #byText = new Map<string, AlikeReads>();

  constructor(connections: DatabaseConnections) {
    this.#connections = connections;
  }

  /**
   * Gives the rows of a statement that {@link takesNoLock}, the columns of each in order. They may be somebody else's, too,
   * and are not to be changed.
   *
   * @throws what the server or the driver says.
   */
  ask(text: string, values: readonly Value[]): Promise<Value[][]> {
    let alike = this.#byText.get(text);
    if (!alike) {
      alike = new AlikeReads(text, this.#connections);
      this.#byText.set(text, alike);
    }
    return alike.ask(values);
  }
}

/** Reads by one statement, with any values. */
class AlikeReads {
  readonly #text: string;
  readonly #connections: DatabaseConnections;
  readonly #gathering = new Gathering<Question>(MOST_AT_ONCE, (questions) => this.#answer(questions));
  readonly #waiting = new Map<string, Question>();
  /** The statement that answers so many questions. */
  readonly #texts = new Map<number, string>();

  constructor(text: string, connections: DatabaseConnections) {
    this.#text = text;
    this.#connections = connections;
  }

  ask(values: readonly Value[]): Promise<Value[][]> {
    const asked = values.map(spelled).join("\0");
    const waiting = this.#waiting.get(asked);
    if (waiting) return waiting.rows;
    const { promise: rows, resolve: tell, reject: refuse } = Promise.withResolvers<Value[][]>();
    const question = { values, asked, rows, tell, refuse };
    this.#waiting.set(asked, question);
    this.#gathering.add(question);
    return rows;
  }

  async #answer(questions: readonly Question[]): Promise<void> {
    for (const { asked } of questions) this.#waiting.delete(asked);
    const [first] = questions;
    if (!first) return;
    if (questions.length === 1) {
      first.tell(await this.#read(this.#text, first.values));
      return;
    }
    // Few sizes, so that the server prepares few statements: what is missing asks the last question again.
    const size = 2 ** Math.ceil(Math.log2(questions.length));
    const values = Array.from(
      { length: size },
      (_, index) => (questions[index] ?? questions.at(-1) ?? first).values,
    );
    const answers: Value[][][] = questions.map(() => []);
    for (const [index, ...row] of await this.#read(this.#textFor(size, first.values.length), values.flat()))
      answers[Number(index)]?.push(row);
    for (const [index, { tell }] of questions.entries()) tell(answers[index] ?? []);
  }

  /** On a connection of its own: one that takes long keeps none waiting that asks something else. */
  async #read(text: string, values: readonly Value[]): Promise<Value[][]> {
    const connection = await this.#connections.take();
    try {
      return await connection.unsafe(text, [...values]).values();
    } finally {
      this.#connections.giveBack(connection);
    }
  }

  #textFor(size: number, valuesOfEach: number): string {
    let text = this.#texts.get(size);
    if (text === undefined) {
      text = Array.from({ length: size }, (_, index) => {
        const own = renumbered(this.#text, index * valuesOfEach);
        return `select ${index}, found.* from (${own}) found`;
      }).join(" union all ");
      this.#texts.set(size, text);
    }
    return text;
  }
}
