import type { Value } from "./queries.ts";

/** A statement that adds rows, with its values. */
export interface Insert {
  readonly text: string;
  readonly values: readonly Value[];
}

/** Whether a statement reads and locks nothing: it sees the same outside a transaction as within one. */
export function takesNoLock(text: string): boolean {
  return text.startsWith("select ") && !/\bfor (no key )?update\b|\bfor (key )?share\b|\bpg_\w+\(/.test(text);
}

/**
 * The table to which a statement adds the values it is given; `undefined` where it does anything else, looks at what is in
 * a table, or gives rows.
 */
export function insertedTable(text: string): string | undefined {
  if (/\b(select|on conflict|returning)\b/i.test(text)) return undefined;
  return /^insert into "(\w+)"/.exec(text)?.[1];
}

/** Inserts into different tables as one statement, which needs no transaction to be kept or undone as a whole. */
export function insertsAsOne(inserts: readonly Insert[]): Insert {
  let numbered = 0;
  const texts = inserts.map(({ text, values }) => {
    const before = numbered;
    numbered += values.length;
    return before === 0 ? text : text.replace(/\$(\d+)/g, (_, number) => `$${before + Number(number)}`);
  });
  const last = texts.pop() ?? "";
  const named = texts.map((text, index) => `added_${index} AS (${text})`);
  return {
    text: named.length === 0 ? last : `WITH ${named.join(", ")} ${last}`,
    values: inserts.flatMap(({ values }) => values),
  };
}
