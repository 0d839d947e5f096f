/**
 * A free port, for a server whose address must be known before it listens, or that must come back on the same one: of
 * those below what the system gives to servers and connections, or one of these may take it meanwhile.
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
