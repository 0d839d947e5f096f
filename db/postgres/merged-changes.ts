import type { Change, ChangeStatement } from "./change-statement.ts";
import { spelled, type Value } from "./queries.ts";

/** An amount by which one row's count is to change: what several jobs ask of the same row is asked at once. */
export interface Counting {
  /** Of two values: the row's key, and the amount. */
  readonly statement: ChangeStatement;
  readonly key: string;
  readonly amount: number;
}

/** What a job leaves when it ends. */
export interface JobChanges {
  readonly changes: readonly Change[];
  /** After all other changes: whoever wants the same rows waits from then on. */
  readonly counts: readonly Counting[];
}

/** A statement with its values, as it is sent. */
export interface Sent {
  readonly text: string;
  readonly values: Value[];
}

/** So many rows are changed by one statement at most. */
const MOST_AT_ONCE = 16;

/**
 * The fewest statements that do what several jobs ask, each job's in its order. Jobs that ask alike are served by the same
 * statements; of those that do not, one comes after the other.
 */
export function mergeChanges(jobs: readonly JobChanges[]): readonly Sent[] {
  const alike = Map.groupBy(
    jobs.map(({ changes }) => stepsOf(changes)),
    (steps) => steps.map(({ statement }) => statement.number).join(" "),
  );
  return [
    ...[...alike.values()].flatMap((group) =>
      (group[0] ?? []).flatMap(({ statement }, place) =>
        sendAll(
          statement,
          group.flatMap((steps) => steps[place]?.rows ?? []),
        ),
      ),
    ),
    ...countsOf(jobs.flatMap(({ counts }) => counts)),
  ];
}

/** What a job does by one statement, without another one between. */
interface Step {
  readonly statement: ChangeStatement;
  readonly rows: (readonly Value[])[];
}

function stepsOf(changes: readonly Change[]): readonly Step[] {
  const steps: Step[] = [];
  for (const { statement, values } of changes) {
    const last = steps.at(-1);
    if (last?.statement === statement) last.rows.push(values);
    else steps.push({ statement, rows: [values] });
  }
  return steps;
}

function sendAll(statement: ChangeStatement, rows: readonly (readonly Value[])[]): Sent[] {
  const { kind } = statement.rows;
  switch (kind) {
    case "new":
      return inSizes(statement, rows.toSorted(by(0)));
    case "keyed": {
      const { key } = statement.rows;
      return inTurns(rows, key).flatMap((turn) => inSizes(statement, turn.toSorted(by(key))));
    }
    case "any":
      return rows.flatMap((row) => inSizes(statement, [row]));
  }
}

/** Rows under different keys at a time: a statement changes each row once. */
function inTurns(rows: readonly (readonly Value[])[], key: number): (readonly Value[])[][] {
  const turns: (readonly Value[])[][] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const name = spelled(row[key] ?? null);
    const turn = seen.get(name) ?? 0;
    seen.set(name, turn + 1);
    turns[turn] ??= [];
    turns[turn].push(row);
  }
  return turns;
}

function inSizes(statement: ChangeStatement, rows: readonly (readonly Value[])[]): Sent[] {
  const sent: Sent[] = [];
  for (let at = 0; at < rows.length; ) {
    const left = rows.length - at;
    // To plan updates takes the server long, each number of them anew: there are as few as there are powers of two.
    const size = Math.min(
      MOST_AT_ONCE,
      statement.rows.kind === "new" ? left : 2 ** Math.floor(Math.log2(left)),
    );
    sent.push({ text: statement.textFor(size), values: rows.slice(at, at + size).flat() });
    at += size;
  }
  return sent;
}

function countsOf(counts: readonly Counting[]): Sent[] {
  const byStatement = Map.groupBy(counts, ({ statement }) => statement);
  return [...byStatement].flatMap(([statement, ofOne]) => {
    const sums = new Map<string, number>();
    for (const { key, amount } of ofOne) sums.set(key, (sums.get(key) ?? 0) + amount);
    return inSizes(statement, [...sums].toSorted(by(0)));
  });
}

/**
 * In the order of one column, a key: where two processes change the same rows, they wait for each other in one order
 * alone. Rows that are alike in it stay in the order in which they were asked for, by which the server numbers them.
 */
function by(column: number): (one: readonly Value[], other: readonly Value[]) => number {
  return ({ [column]: one = null }, { [column]: other = null }) => {
    if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other);
    if (one === other) return 0;
    return one !== null && other !== null && one < other ? -1 : 1;
  };
}
