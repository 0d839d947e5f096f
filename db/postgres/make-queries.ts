import { PgDialect } from "drizzle-orm/pg-core";
import { PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import { StatementSession } from "./made-statement.ts";
import type { JobStatements, Queries, RunStatement, Value } from "./queries.ts";

/** Queries that run their statements by `run`. @param ofJobs for those of a write job. */
export function makeQueries(run: RunStatement, isLocking: boolean, ofJobs = onlyInJobs): Queries {
  const dialect = new PgDialect();
  const builder = new PgRemoteDatabase(dialect, new StatementSession(dialect, run), undefined);
  return Object.assign(builder, {
    isLocking,
    async send(text: string, values: readonly Value[] = []) {
      await run(text, values, false);
    },
    rows: (text: string, values: readonly Value[] = []) => run(text, values, true),
    count: (text: string, key: string, amount: number) => ofJobs.count(text, key, amount),
    changeFound: (text: string, values: readonly Value[]) => ofJobs.changeFound(text, values),
    nextOrderNumber: () => ofJobs.nextOrderNumber(),
  });
}

const onlyInJobs: JobStatements = {
  count: () => Promise.reject(new Error("Only a write job counts.")),
  changeFound: () => Promise.reject(new Error("Only a write job changes what it has found.")),
  nextOrderNumber: () => Promise.reject(new Error("Only a write job numbers orders.")),
};
