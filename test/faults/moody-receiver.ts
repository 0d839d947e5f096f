import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** One request that reached the receiver. */
export interface Reception {
  readonly eventId: string;
  readonly signature: string;
  readonly text: string;
  /** Whether it was taken, though the sender may not have heard so. */
  readonly accepted: boolean;
}

/** What a receiver does to a request. `take_and_drop`: takes it, and closes the connection instead of saying so. */
type Mood = "take" | "fail" | "hang" | "close" | "redirect" | "take_and_drop";

export interface Moods {
  /** How many requests of a thousand are left hanging, and for how long, ms. */
  readonly hanging: number;
  readonly hangMs: number;
}

/** An endpoint in its worst week: fails one request in three, hangs, closes, redirects, forgets to answer, and dies. */
export function moodyReceiver({ hanging, hangMs }: Moods) {
  const receptions: Reception[] = [];
  let server = createServer();
  let port = 0;
  let asked = 0;

  function mood(): Mood {
    asked += 1;
    if (asked % 3 === 0) return "fail";
    const lot = Math.random() * 1_000;
    if (lot < hanging) return "hang";
    if (lot < hanging + 30) return "close";
    if (lot < hanging + 60) return "redirect";
    if (lot < hanging + 90) return "take_and_drop";
    return "take";
  }

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // The shop was killed while it spoke: whatever came of the request was never one.
      return;
    }
    const way = mood();
    receptions.push({
      eventId: String(request.headers["request-id"]),
      signature: String(request.headers["merchant-signature"]),
      text: Buffer.concat(chunks).toString("utf8"),
      accepted: way === "take" || way === "take_and_drop",
    });
    switch (way) {
      case "take":
        response.writeHead(200, { "content-type": "application/json" }).end('{"received":true}');
        break;
      case "fail":
        response.writeHead(asked % 2 === 0 ? 500 : 429).end();
        break;
      case "redirect":
        response.writeHead(307, { location: request.url ?? "/" }).end();
        break;
      case "hang":
        setTimeout(() => request.socket.destroy(), hangMs);
        break;
      case "close":
      case "take_and_drop":
        request.socket.destroy();
        break;
    }
  }

  async function start(): Promise<void> {
    server = createServer((request, response) => void receive(request, response));
    await new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
    const address = server.address();
    if (address !== null && typeof address === "object") ({ port } = address);
  }

  async function die(): Promise<void> {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }

  return { receptions, start, die, url: () => `http://127.0.0.1:${port}/orders` };
}

/**
 * What came of an order before all that had happened to it earlier was taken.
 *
 * @param stories the ids of each order's events, in the order in which they happened.
 */
export function tooEarly(
  receptions: readonly Reception[],
  stories: readonly (readonly string[])[],
): readonly Reception[] {
  const places = new Map(
    stories.flatMap((story, order) => story.map((id, index) => [id, { order, index }] as const)),
  );
  const taken = new Map<number, number>();
  return receptions.filter(({ eventId, accepted }) => {
    const { order, index } = places.get(eventId) ?? { order: -1, index: 0 };
    const reached = taken.get(order) ?? 0;
    if (accepted && index === reached) taken.set(order, reached + 1);
    return index > reached;
  });
}
