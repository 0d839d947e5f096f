/**
 * A statement that its first use prepares: no process uses all that its stores hold, and starting one should not wait
 * for what it may never need. Gives the function that gives the statement.
 */
export function prepared<Statement>(query: () => { prepare(): Statement }): () => Statement {
  let statement: Statement | undefined;
  return () => {
    statement ??= query().prepare();
    return statement;
  };
}
