/** A request as an agent's endpoint saw it. */
export interface Received {
  readonly eventId: string;
  readonly headers: Headers;
  readonly text: string;
  readonly json: {
    readonly type: string;
    readonly data: { readonly id?: string; readonly [field: string]: unknown };
  };
}

/** How an endpoint treats a request; 200 when it gives nothing. */
export type Treatment = (
  received: Received,
  earlier: readonly Received[],
) => Response | undefined | Promise<Response>;

/** An agent's endpoint on loopback that keeps what it receives. */
export function startReceiver(treat: Treatment = () => undefined) {
  const received: Received[] = [];
  const receiver = { treat };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const text = await request.text();
      const { headers } = request;
      const one = { eventId: headers.get("request-id") ?? "", headers, text, json: JSON.parse(text) };
      const earlier = [...received];
      received.push(one);
      return (await receiver.treat(one, earlier)) ?? Response.json({ received: true });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/orders`,
    received,
    /** The events received, in order, each as often as it came. */
    eventIds: () => received.map(({ eventId }) => eventId),
    /** From now on requests are treated so. */
    become(treatment: Treatment) {
      receiver.treat = treatment;
    },
    [Symbol.dispose]: () => void server.stop(true),
  };
}

export const answer = (status: number, headers: Record<string, string> = {}, body = "") =>
  new Response(body, { status, headers });
