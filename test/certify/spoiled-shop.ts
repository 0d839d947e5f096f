/** Spoils an answer on its way. Gives nothing for one that may pass. */
export type Spoil = (request: Request, answer: Answer) => Partial<Answer> | undefined;

/** An answer of the real shop, as it can be spoiled. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Sessions and errors of five versions: each spoil knows its own part of them.
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly body: any;
}

/** How many questions of strangers are answered in a row. */
const FEW = 5;

/**
 * A server over a real socket that sells as the shop behind it does, but for what is spoiled. Strangers soon ask too
 * much, so that a run against it is short.
 */
export function serveSpoiled(shopUrl: string, spoil: Spoil) {
  let strangers = 0;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === "/.well-known/acp.json") strangers += 1;
      if (strangers > FEW) {
        strangers = 0;
        return Response.json(
          { type: "invalid_request", code: "rate_limited" },
          { status: 429, headers: { "retry-after": "1" } },
        );
      }
      const response = await fetch(shopUrl + pathname, {
        method: request.method,
        headers: request.headers,
        body: request.method === "GET" ? null : await request.clone().text(),
      });
      const text = await response.text();
      if (!response.headers.get("content-type")?.startsWith("application/json"))
        return new Response(text, response);
      const answer = { status: response.status, headers: response.headers, body: JSON.parse(text) };
      const { status, headers, body } = { ...answer, ...spoil(request, answer) };
      headers.delete("content-length");
      return Response.json(body, { status, headers });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.dispose]: () => void server.stop(true),
  };
}
