import { renumbered, type Value } from "./queries.ts";

/** A statement of a job, to be sent when the job ends. */
export interface Change {
  readonly statement: ChangeStatement;
  readonly values: readonly Value[];
}

/** Raised where a statement did not find the row that it was to change: another job came first (SQLSTATE 40001). */
export const OVERTAKEN = "job_overtaken()";

/**
 * Which rows a statement changes, as far as its text tells.
 * - `new`: it adds a row, and looks at none.
 * - `keyed`: those whose `column` is the value at place `key`. With another value there it changes other rows.
 * - `any`: not known.
 */
type ChangedRows =
  | { readonly kind: "new"; readonly table: string }
  | { readonly kind: "keyed"; readonly table: string; readonly column: string; readonly key: number }
  | { readonly kind: "any" };

/** Where a text's values are those of a row to be added: `insert into "t" (...) values (` and after it. */
const inserting = /^insert into "(\w+)" \(.*?\) values (?=\()/;
/** A condition that begins with a key, and has nothing else to choose from but `and`. */
const keyed = /^update "(\w+)" set .* where \(?"\1"\."(\w+)" = \$(\d+)(?: and .*)?\)?$/s;

/**
 * A statement of a job that gives no rows, and so may be sent later, together with the same one of other jobs. There is one
 * object for each text.
 */
export class ChangeStatement {
  static readonly #known = new Map<string, ChangeStatement>();
  static #made = 0;

  /** Tells it from every other, shorter than its text does. */
  readonly number: number;
  readonly rows: ChangedRows;
  readonly #text: string;
  /** Whether it must find its row. */
  readonly #isChecked: boolean;
  readonly #texts = new Map<number, string>();
  #checked: ChangeStatement | undefined;
  #unlessOvertaken: ChangeStatement | undefined;

  private constructor(text: string, isChecked: boolean) {
    ChangeStatement.#made += 1;
    this.number = ChangeStatement.#made;
    this.#text = text;
    this.#isChecked = isChecked;
    this.rows = rowsChangedBy(text);
  }

  /** The one of a text. */
  static of(text: string): ChangeStatement {
    let known = ChangeStatement.#known.get(text);
    if (!known) {
      known = new ChangeStatement(text, false);
      ChangeStatement.#known.set(text, known);
    }
    return known;
  }

  /** The table that it changes; absent where that is not known. */
  get table(): string | undefined {
    return this.rows.kind === "any" ? undefined : this.rows.table;
  }

  /** The same, of an update by key that must find its row, or the job is run again. */
  get checked(): ChangeStatement {
    if (this.rows.kind !== "keyed") throw new Error(`It names no row that it must find: ${this.#text}`);
    this.#checked ??= new ChangeStatement(this.#text, true);
    return this.#checked;
  }

  /** Whether it writes over the row that one column of a table names, on no other condition. */
  writesOver(table: string, column: string, values: readonly Value[], key: Value): boolean {
    return (
      this.rows.kind === "keyed" &&
      this.rows.table === table &&
      this.rows.column === column &&
      values[this.rows.key] === key &&
      this.#text.endsWith(` = $${this.rows.key + 1}`)
    );
  }

  /** The same, for a row that must still be as it was read: its revision (see `SeenRow`) is one value more. */
  get unlessOvertaken(): ChangeStatement {
    this.#unlessOvertaken ??= new ChangeStatement(
      `${this.#text} and "${this.table}".xmin::text = $${countValues(this.#text) + 1}`,
      true,
    );
    return this.#unlessOvertaken;
  }

  /** The same for so many jobs, the values of each after those of the one before. They must be of different rows. */
  textFor(count: number): string {
    let text = this.#texts.get(count);
    if (text === undefined) {
      text = this.rows.kind === "new" ? this.#rowsText(count) : this.#updatesText(count);
      this.#texts.set(count, text);
    }
    return text;
  }

  #rowsText(count: number): string {
    const start = inserting.exec(this.#text)?.[0].length ?? 0;
    const row = this.#text.slice(start);
    const values = countValues(row);
    const rows = Array.from({ length: count }, (_, index) => renumbered(row, index * values));
    return `${this.#text.slice(0, start)}${rows.join(", ")}`;
  }

  #updatesText(count: number): string {
    if (count === 1 && !this.#isChecked) return this.#text;
    const values = countValues(this.#text);
    const updates = Array.from(
      { length: count },
      (_, index) =>
        `changed_${index} as (${renumbered(this.#text, index * values)}${this.#isChecked ? " returning 1" : ""})`,
    );
    const checks = updates.map((_, index) => `not exists (select from changed_${index})`).join(" or ");
    return `with ${updates.join(", ")} select ${this.#isChecked ? `${OVERTAKEN} where ${checks}` : "where false"}`;
  }
}

function rowsChangedBy(text: string): ChangedRows {
  if (looksAtRows(text)) return { kind: "any" };
  const [, updated, column, key] = keyed.exec(text) ?? [];
  if (updated !== undefined && column !== undefined)
    return { kind: "keyed", table: updated, column, key: Number(key) - 1 };
  const [, table] = inserting.exec(text) ?? [];
  return table === undefined ? { kind: "any" } : { kind: "new", table };
}

/** Whether a statement looks at rows that it does not change, or gives any. */
function looksAtRows(text: string): boolean {
  return /\b(select|on conflict|returning)\b/i.test(text);
}

function countValues(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/\$(\d+)/g), ([, number]) => Number(number)));
}
