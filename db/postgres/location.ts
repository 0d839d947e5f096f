/** Whether a DATABASE_URL names a PostgreSQL server. */
export function isPostgres(location: string): boolean {
  return /^postgres(ql)?:\/\//.test(location);
}

/** A server's address for people: without the password. */
export function addressOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${pathname.slice(1) || "the default database"} at ${hostname}${port && `:${port}`}`;
  } catch {
    return "the PostgreSQL server";
  }
}
