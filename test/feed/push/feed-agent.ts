import type { ApiDestination } from "../../../src/feed/push/destination.ts";

/** A product as the agent holds it. */
export interface HeldProduct {
  readonly id: string;
  readonly title?: string;
  readonly variants: readonly {
    readonly id: string;
    readonly title: string;
    readonly price?: { readonly amount: number; readonly currency: string };
    readonly availability?: { readonly available?: boolean; readonly status?: string };
  }[];
}

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** An agent that takes products by the Feed API, as its specification says, and can be made to misbehave. */
export function startFeedAgent(kind: ApiDestination["kind"] = "acp") {
  const collection = kind === "acp" ? "/feeds" : "/product_feeds";
  const received: Received[] = [];
  const feeds = new Map<string, Map<string, HeldProduct>>();
  let misbehave: (request: Received) => Response | Promise<Response> | undefined = () => undefined;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const path = new URL(request.url).pathname;
      const text = await request.text();
      const noted = {
        method: request.method,
        path,
        headers: request.headers,
        body: text === "" ? undefined : JSON.parse(text),
      };
      received.push(noted);
      return (await misbehave(noted)) ?? answer(noted);
    },
  });

  function answer({ method, path, body }: Received): Response {
    if (method === "POST" && path === collection) {
      const id = `feed_${feeds.size + 1}`;
      feeds.set(id, new Map());
      return Response.json({ id, ...(body as object), updated_at: "2026-06-01T00:00:00Z" }, { status: 201 });
    }
    const [, id = ""] = new RegExp(`^${collection}/([^/]+)/products$`).exec(path) ?? [];
    const feed = feeds.get(id);
    if (feed === undefined) {
      return Response.json(
        { type: "invalid_request", code: "feed_not_found", message: "Feed not found" },
        { status: 404 },
      );
    }
    if (method === "GET") return Response.json({ products: [...feed.values()] });
    for (const product of (body as { products: HeldProduct[] }).products) feed.set(product.id, product);
    return Response.json({ id, accepted: true });
  }

  const destination: ApiDestination = {
    name: "agent",
    kind,
    url: `http://127.0.0.1:${server.port}`,
    token: { variable: "AGENT_TOKEN", value: "secret" },
    generation: "openai-2026",
    countries: ["US"],
    language: "en",
    schedule: { kind: "every", milliseconds: 30_000 },
  };
  return {
    destination,
    received,
    feeds,
    /** The products of the only feed, by id. */
    products(): ReadonlyMap<string, HeldProduct> {
      return [...feeds.values()][0] ?? new Map();
    },
    /** The products of every PATCH so far, batch by batch. */
    batches(): string[][] {
      return received
        .filter(({ method }) => method === "PATCH")
        .map(({ body }) => (body as { products: HeldProduct[] }).products.map(({ id }) => id));
    },
    forgetRequests(): void {
      received.length = 0;
    },
    /** Answers in place of the agent, where it gives an answer. */
    answerWith(answer: typeof misbehave): void {
      misbehave = answer;
    },
    async [Symbol.asyncDispose]() {
      await server.stop(true);
    },
  };
}
