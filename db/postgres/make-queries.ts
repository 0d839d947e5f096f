import { PgDialect } from "drizzle-orm/pg-core";
import { PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import { StatementSession } from "./made-statement.ts";
import type { Queries, RunStatement, Value } from "./queries.ts";

/** Queries that run their statements by `run`. */
export function makeQueries(run: RunStatement, isLocking: boolean): Queries {
  const dialect = new PgDialect();
  const builder = new PgRemoteDatabase(dialect, new StatementSession(dialect, run), undefined);
  return Object.assign(builder, {
    isLocking,
    async send(text: string, values: readonly Value[] = []) {
      await run(text, values, false);
    },
    rows: (text: string, values: readonly Value[] = []) => run(text, values, true),
  });
}
