import { insertCommitMark } from "./commit-mark.ts";
import { renumbered } from "./queries.ts";

/**
 * The table to which a statement adds the values it is given; `undefined` where it does anything else, looks at what is in
 * a table, or gives rows.
 */
export function insertedTable(text: string): string | undefined {
  if (/\b(select|on conflict|returning)\b/i.test(text)) return undefined;
  return /^insert into "(\w+)" \(.*?\) values \(/.exec(text)?.[1];
}

/** The inserts of a job without their values: each adds to a table of its own. There is one object for each. */
export class InsertShape {
  static readonly empty = new InsertShape([]);

  readonly #texts: readonly string[];
  readonly #longer = new Map<string, InsertShape | undefined>();
  /** The statement that adds the rows of so many jobs. */
  readonly #statements = new Map<number, string>();

  private constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  /** These inserts and another; `undefined` where that is none, or what it says could depend on one of these. */
  with(text: string): InsertShape | undefined {
    if (!this.#longer.has(text)) this.#longer.set(text, this.#grown(text));
    return this.#longer.get(text);
  }

  #grown(text: string): InsertShape | undefined {
    const table = insertedTable(text);
    if (table === undefined || this.#texts.some((before) => insertedTable(before) === table))
      return undefined;
    return new InsertShape([...this.#texts, text]);
  }

  /** Each insert's text, in the order of the job. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  /**
   * The rows of several jobs and a commit mark as one statement, which needs no transaction to be kept or undone as a whole.
   * Its values are those of the first insert, job by job, then those of the next; the mark is last.
   */
  statementFor(jobs: number): string {
    let statement = this.#statements.get(jobs);
    if (statement === undefined) {
      statement = this.#statement(jobs);
      this.#statements.set(jobs, statement);
    }
    return statement;
  }

  #statement(jobs: number): string {
    let numbered = 0;
    const added = this.#texts.map((text, index) => {
      const start = text.indexOf(" values (") + " values ".length;
      const row = text.slice(start);
      const values = countValues(row);
      const rows = Array.from({ length: jobs }, (_, job) => renumbered(row, numbered + job * values));
      numbered += jobs * values;
      return `added_${index} AS (${text.slice(0, start)}${rows.join(", ")})`;
    });
    return `WITH ${added.join(", ")} ${renumbered(insertCommitMark, numbered)}`;
  }
}

function countValues(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/\$(\d+)/g), ([, number]) => Number(number)));
}
