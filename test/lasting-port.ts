/**
 * A free port, for a server that must come back on the same one: of those below what the system gives to connections,
 * or a connection that is tried while the server is dead may take it.
 */
export function lastingPort(): number {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    try {
      Bun.serve({ port, hostname: "127.0.0.1", fetch: () => new Response() }).stop(true);
      return port;
    } catch {
      // Somebody has it.
    }
  }
}
