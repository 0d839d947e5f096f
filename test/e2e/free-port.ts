/** A port that nobody listens on at the moment, for a shop whose own address is in the links it makes. */
export async function freePort(): Promise<number> {
  const probe = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const { port = 0 } = probe;
  await probe.stop();
  return port;
}
