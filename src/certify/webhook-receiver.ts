import type { WebhookSettings } from "../agents/agent.ts";
import { systemClock, toRfc3339 } from "../clock.ts";
import { isLoopback } from "../loopback.ts";
import type { ExchangeLog } from "./exchange.ts";

/** An order event as it came. */
export interface WebhookReceived {
  readonly sessionId: string;
  /** In ACP's words, `order_create`, whatever was agreed to call it. */
  readonly type: string;
  readonly headers: Headers;
  /** The bytes, as text: what the signature is over. */
  readonly text: string;
  /** Its JSON, with the type in ACP's words. */
  readonly plainBody: unknown;
  /** Writes it into the evidence. */
  record(): void;
}

/** The agent's endpoint for order events, for the time of a run. */
export interface WebhookReceiver {
  /** From now on events of this session are taken. */
  expect(sessionId: string): void;
  /** The event of this type, once it has come; `undefined` when it has not within the time. */
  event(sessionId: string, type: string, withinMs: number): Promise<WebhookReceived | undefined>;
  close(): Promise<void>;
}

/**
 * Listens where the agent's webhook points to, which must be an address of this machine.
 *
 * Takes events of expected sessions only. Others are answered 503, since whoever they are meant for has not seen them:
 * the shop keeps them and tries again.
 *
 * @returns the receiver, or why there is none, in words that say what to do.
 */
export function openWebhookReceiver(
  webhook: Pick<WebhookSettings, "url" | "eventNames"> | undefined,
  log: ExchangeLog,
): WebhookReceiver | string {
  if (!webhook) {
    return "No webhook is agreed with this agent, or its agreement cannot be read from here: see `checkstand keys notify`.";
  }
  const url = new URL(webhook.url);
  if (url.protocol !== "http:" || !isLoopback(url.hostname)) {
    return `Orders are told to ${url.host}, where this program cannot listen. In a sandbox, point AGENT_WEBHOOK_URL to a free port here, http://127.0.0.1:4000/orders, and certify again.`;
  }
  const expected = new Set<string>();
  const received: WebhookReceived[] = [];
  const waiting = new Set<() => void>();

  async function take(request: Request): Promise<Response> {
    const at = toRfc3339(systemClock.now());
    const text = await request.text();
    const named = readEvent(text);
    if (!named || !expected.has(named.sessionId)) {
      return new Response(null, { status: 503, headers: { "retry-after": "30" } });
    }
    const { headers } = request;
    received.push({
      sessionId: named.sessionId,
      type: plainName(named.type),
      plainBody: { ...named.body, type: plainName(named.type) },
      headers,
      text,
      record: () =>
        log.add({
          at,
          method: request.method,
          url: webhook?.url ?? "",
          headers: Object.fromEntries(headers),
          body: named.body,
          answer: { status: 200, headers: {} },
          milliseconds: 0,
        }),
    });
    for (const look of waiting) look();
    return Response.json({ received: true });
  }

  let server: Bun.Server<undefined>;
  try {
    server = Bun.serve({
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port: Number(url.port || 80),
      reusePort: false,
      fetch: take,
    });
  } catch {
    return `Another program listens at ${url.host}, where orders are told. Stop it for the time of the run, and certify again.`;
  }

  const find = (sessionId: string, type: string) =>
    received.find((event) => event.sessionId === sessionId && event.type === type);

  return {
    expect: (sessionId) => void expected.add(sessionId),
    async event(sessionId, type, withinMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => {
        if (find(sessionId, type)) resolve();
      };
      const timer = setTimeout(resolve, withinMs);
      waiting.add(look);
      look();
      await promise;
      waiting.delete(look);
      clearTimeout(timer);
      return find(sessionId, type);
    },
    close: () => server.stop(true),
  };
}

function readEvent(text: string): { sessionId: string; type: string; body: object } | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(body) || !isObject(body["data"])) return undefined;
  const { type } = body;
  const sessionId = body["data"]["checkout_session_id"];
  return typeof type === "string" && typeof sessionId === "string" ? { sessionId, type, body } : undefined;
}

/** ACP's own name for an event that was agreed to be called `order_created` or `order.created`. */
function plainName(type: string): string {
  return type.replace(".", "_").replace(/d$/, "");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
