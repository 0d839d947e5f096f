import { Database as Connection } from "bun:sqlite";

const executions: ReadonlySet<PropertyKey> = new Set(["run", "get", "all", "values", "iterate"]);

/** What {@link watchStatements} gives. */
export type WatchedStatements = ReturnType<typeof watchStatements>;

/**
 * Hears which prepared statements are run on connections opened from now on, until it is disposed of. Stores prepare
 * more than one call uses: only what is run counts.
 */
export function watchStatements() {
  const { prepare } = Connection.prototype;
  const waitFor = new Set<string>();

  Connection.prototype.prepare = new Proxy(prepare, {
    apply(target, connection: Connection, given: Parameters<typeof prepare>) {
      const [sql] = given;
      return new Proxy(Reflect.apply(target, connection, given), {
        get(statement, name) {
          const value = Reflect.get(statement, name, statement);
          if (typeof value !== "function") return value;
          return (...bound: unknown[]) => {
            if (executions.has(name)) waitFor.add(sql);
            return Reflect.apply(value, statement, bound);
          };
        },
      });
    },
  });

  return {
    /** What `work` gives, and the statements that were run meanwhile. */
    async during<Result>(work: () => Promise<Result>): Promise<[Result, readonly string[]]> {
      waitFor.clear();
      return [await work(), [...waitFor]];
    },
    [Symbol.dispose]() {
      Connection.prototype.prepare = prepare;
    },
  };
}
