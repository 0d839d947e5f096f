/** How a database stands, whichever engine keeps it. */
export interface DatabaseStatus {
  readonly engine: "SQLite" | "PostgreSQL";
  /** The engine's version. */
  readonly version: string;
  /** The file, or the database and its server without the password. */
  readonly place: string;
  /** How many migrations it has had, and how many this program knows. */
  readonly migrations: { readonly applied: number; readonly known: number };
  readonly bytes: number;
  /** What is written and not in the file yet; absent on a server. */
  readonly logBytes?: number | undefined;
  /** Only on a server. */
  readonly server?: ServerStatus | undefined;
  /** Rows of each table that there is. */
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

/** What only a server has. */
export interface ServerStatus {
  /** When each process that serves began to, ms, and what program it is. */
  readonly nodes: readonly {
    readonly program: string;
    readonly startedAt: number;
    readonly settingsHash: string;
  }[];
  /** What the server says of `synchronous_commit`, and of `synchronous_standby_names`; empty: no standby is waited for. */
  readonly synchronousCommit: string;
  readonly synchronousStandbys: string;
  /** The standbys that are connected, as far as this role may see them. */
  readonly standbys: readonly {
    readonly name: string;
    /** `streaming`, and `sync`, `async`, `quorum` or `potential`; absent where this role may not see it. */
    readonly state?: string | undefined;
    readonly synchrony?: string | undefined;
  }[];
}
