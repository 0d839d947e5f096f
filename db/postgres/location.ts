/** A server's address for people: without the password. */
export function addressOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${pathname.slice(1) || "the default database"} at ${hostname}${port && `:${port}`}`;
  } catch {
    return "the PostgreSQL server";
  }
}
