/** What a statement is filled with, by the names of its placeholders. */
type Filling = Record<string, unknown>;

/** A query of Drizzle's builder: what it gives is a row for each found, or written and asked for by `returning`. */
interface Preparable<Row> {
  prepare(name: string): { execute(filling?: Filling): Promise<Row[]> };
}

/** A statement that is made already. */
export interface Statement<Row> {
  all(filling?: Filling): Promise<Row[]>;
  /** The first row. */
  get(filling?: Filling): Promise<Row | undefined>;
  /** For a statement that gives no rows. Settles when it is sent: see {@link Queries.send}. */
  run(filling?: Filling): Promise<unknown>;
}

/**
 * A statement that its first use makes, as for SQLite. The server prepares it when a connection first runs it: the text
 * is its name.
 */
export function prepared<Row>(query: () => Preparable<Row>): () => Statement<Row> {
  let statement: Statement<Row> | undefined;
  return () => {
    statement ??= statementOf(query());
    return statement;
  };
}

function statementOf<Row>(query: Preparable<Row>): Statement<Row> {
  const made = query.prepare("");
  return {
    all: (filling) => made.execute(filling),
    get: (filling) => made.execute(filling).then(([first]) => first),
    run: (filling) => made.execute(filling),
  };
}
