import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { accountEndpoints } from "./account.ts";
import { Books } from "./books.ts";
import { checkoutSessionEndpoints } from "./checkout-sessions.ts";
import type { Account, Endpoint } from "./endpoint.ts";
import { EventLog } from "./events.ts";
import { type Fault, FaultPlan } from "./faults.ts";
import { type FormParameters, readForm } from "./form-body.ts";
import { grantedTokenEndpoints } from "./granted-tokens.ts";
import { IdempotencyKeys, type Reply } from "./idempotency.ts";
import { checkParameters } from "./parameters.ts";
import { paymentIntentEndpoints } from "./payment-intents.ts";
import { paymentMethodEndpoints } from "./payment-methods.ts";
import { StripeProblem } from "./problem.ts";
import { refundEndpoints } from "./refunds.ts";
import { taxEndpoints } from "./tax.ts";
import { taxTransactionEndpoints } from "./tax-transactions.ts";

const endpoints: readonly Endpoint[] = [
  ...checkoutSessionEndpoints,
  ...paymentIntentEndpoints,
  ...paymentMethodEndpoints,
  ...grantedTokenEndpoints,
  ...refundEndpoints,
  ...accountEndpoints,
  ...taxEndpoints,
  ...taxTransactionEndpoints,
];

/** The key the stand-in takes. A restricted one knows it, too, but may not create payments. */
export const SECRET_KEY = "sk_test_standin";
export const RESTRICTED_KEY = "rk_test_standin";

/** A request as the log of the stand-in keeps it. */
export interface SeenRequest {
  /** `POST /v1/payment_intents/:id/cancel` */
  readonly route: string;
  readonly idempotencyKey: string | undefined;
  readonly version: string | undefined;
  readonly parameters: FormParameters;
}

/**
 * Stripe's wire on loopback, for tests: form bodies, `{error}` on every failure, unknown parameters refused, keys that
 * replay, and the faults of {@link FaultPlan}. What it knows is in `books`, what it was asked in `seen`.
 */
export class StripeStandIn implements Account {
  readonly books: Books;
  readonly events: EventLog;
  pagesAt = "https://checkout.stripe.example";
  refundsTakeTime = false;
  taxesHaveFractions = false;
  /** What a test does when a request has come, before anything is done, and when everything is, before the answer. */
  before: (route: string) => Promise<void> | void = () => {};
  after: (route: string) => Promise<void> | void = () => {};
  /** What a test does when a request is left without an answer: from then on its caller waits in vain. */
  unanswered: () => void = () => {};
  readonly faults = new FaultPlan();
  readonly seen: SeenRequest[] = [];
  #keys = new IdempotencyKeys();
  #server: Server | undefined;
  #port = 0;

  /** @param time where its clock stands, milliseconds since the epoch. */
  constructor(time?: () => number) {
    this.books = new Books(time);
    this.events = new EventLog(this.books);
  }

  /** Starts to listen; on the same port as before, when it has listened already. */
  async listen(port = this.#port): Promise<void> {
    const server = createServer((request, response) => this.#serve(request, response));
    // A connection that is quiet for a while would else be closed just when its caller uses it again.
    server.keepAliveTimeout = 0;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
    await promise;
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the stand-in has no port");
    this.#port = address.port;
    this.#server = server;
  }

  /** Stops listening: whoever connects is refused. What is known stays known. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    server.close(() => resolve());
    server.closeAllConnections();
    await promise;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** As Stripe does after a day. */
  forgetKeys(): void {
    this.#keys = new IdempotencyKeys();
  }

  /** Intents that hold or took money. */
  paid() {
    return [...this.books.intents.values()].filter(
      ({ status }) => status === "succeeded" || status === "requires_capture",
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.events.settled();
    await this.refuse();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? "/", this.url);
    const found = findEndpoint(request.method ?? "GET", url.pathname);
    const route = found
      ? `${found.endpoint.method} ${found.endpoint.path}`
      : `${request.method} ${url.pathname}`;
    await this.before(route);
    const fault = this.faults.take(route, header(request, "idempotency-key"));
    if (fault && !fault.reaches) {
      this.#spoil(response, fault, undefined);
      return;
    }
    const reply = this.#reply(request, route, found, request.method === "GET" ? url.search.slice(1) : body);
    if (fault) {
      this.#spoil(response, fault, reply);
      return;
    }
    await this.after(route);
    response.writeHead(reply.status, {
      "content-type": "application/json",
      "request-id": this.books.id("req"),
      ...(reply.replayed && { "idempotent-replayed": "true" }),
      ...(reply.status === 409 && { "stripe-should-retry": "true" }),
    });
    response.end(reply.body);
  }

  #spoil(response: ServerResponse, fault: Fault, reply: Reply | undefined): void {
    if (fault.answer === "hang") this.unanswered();
    spoil(response, fault, reply);
  }

  #reply(
    request: IncomingMessage,
    route: string,
    found: { endpoint: Endpoint; id: string } | undefined,
    form: string,
  ): Reply {
    try {
      this.#admit(request, found);
      if (!found) {
        throw new StripeProblem(404, {
          type: "invalid_request_error",
          message: `Unrecognized request URL (${request.method}: ${request.url}).`,
        });
      }
      const parameters = readForm(form);
      const key = request.method === "POST" ? header(request, "idempotency-key") : undefined;
      this.seen.push({ route, idempotencyKey: key, version: header(request, "stripe-version"), parameters });
      return key === undefined
        ? this.#answer(request, found, parameters)
        : this.#once(key, `${request.url} ${form}`, () => this.#answer(request, found, parameters));
    } catch (problem) {
      return replyTo(problem);
    }
  }

  #admit(request: IncomingMessage, found: { endpoint: Endpoint } | undefined): void {
    const key = /^Bearer (\S+)$/.exec(header(request, "authorization") ?? "")?.[1] ?? "";
    if (key !== SECRET_KEY && key !== RESTRICTED_KEY) {
      throw new StripeProblem(401, {
        type: "invalid_request_error",
        message: `Invalid API Key provided: ${key.slice(0, 8)}***${key.slice(-4)}`,
      });
    }
    if (key === RESTRICTED_KEY && found?.endpoint.path.startsWith("/v1/payment_intents")) {
      throw new StripeProblem(403, {
        type: "invalid_request_error",
        message: `The provided key '${key.slice(0, 8)}***' does not have the required permissions for this endpoint.`,
      });
    }
    if (found?.endpoint.previewOnly && !isPreview(request)) {
      throw new StripeProblem(404, {
        type: "invalid_request_error",
        message: `Unrecognized request URL (${request.method}: ${request.url}).`,
      });
    }
    if (found?.endpoint.method === "POST" && !isForm(request))
      throw new StripeProblem(400, {
        type: "invalid_request_error",
        message: "Invalid request: not a form.",
      });
  }

  #once(key: string, fingerprint: string, answer: () => Reply): Reply {
    const earlier = this.#keys.find(key, fingerprint);
    if (earlier) return earlier;
    this.#keys.hold(key, fingerprint);
    const { stored = true, ...reply }: Reply & { stored?: boolean } = answer();
    if (stored) this.#keys.store(key, reply);
    else this.#keys.forget(key);
    return reply;
  }

  #answer(
    request: IncomingMessage,
    { endpoint, id }: { endpoint: Endpoint; id: string },
    parameters: FormParameters,
  ): Reply {
    try {
      const stable = isPreview(request) ? undefined : endpoint.stableParameters;
      checkParameters(parameters, { ...endpoint.parameters, ...stable });
      return { status: 200, body: JSON.stringify(endpoint.answer(this, id, parameters)) };
    } catch (problem) {
      return replyTo(problem);
    }
  }
}

/** Starts a stand-in on a port of its own. */
export async function startStripeStandIn(port = 0, time?: () => number): Promise<StripeStandIn> {
  const standIn = new StripeStandIn(time);
  await standIn.listen(port);
  return standIn;
}

function replyTo(problem: unknown): Reply & { stored: boolean } {
  if (!(problem instanceof StripeProblem)) throw problem;
  return { status: problem.status, body: JSON.stringify({ error: problem.error }), stored: problem.stored };
}

function findEndpoint(method: string, path: string): { endpoint: Endpoint; id: string } | undefined {
  for (const endpoint of endpoints) {
    if (endpoint.method !== method) continue;
    const matched = new RegExp(`^${endpoint.path.replace(":id", "([^/]+)")}$`).exec(path);
    if (matched) return { endpoint, id: matched[1] ?? "" };
  }
  return undefined;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

function isPreview(request: IncomingMessage): boolean {
  return header(request, "stripe-version")?.endsWith(".preview") ?? false;
}

function isForm(request: IncomingMessage): boolean {
  return header(request, "content-type")?.startsWith("application/x-www-form-urlencoded") ?? false;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Sends what the fault makes of the answer; `reply` is what should have been sent. */
function spoil(response: ServerResponse, { answer }: Fault, reply: Reply | undefined): void {
  if (typeof answer === "object") {
    const message = "The stand-in was told to fail here.";
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { ...answer.error, message } }));
    return;
  }
  switch (answer) {
    case "cut":
      response.socket?.destroy();
      return;
    case "cut_within":
      response.writeHead(200, { "content-type": "application/json", "content-length": "4096" });
      response.write('{"id":"pi_');
      setTimeout(() => response.socket?.destroy(), 5);
      return;
    case "hang":
      return;
    case "html":
      response.writeHead(502, { "content-type": "text/html" });
      response.end("<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>");
      return;
    case "empty":
      response.writeHead(200, { "content-type": "application/json" });
      response.end("{}");
      return;
    case "json_404":
      response.writeHead(404, { "content-type": "application/json" });
      response.end('{"message":"no Route matched with those values"}');
      return;
    case "wrong_amount":
      sendChanged(response, reply, ({ amount, amount_total, ...rest }) => ({
        ...rest,
        amount: Number(amount) + 100,
        amount_total: Number(amount_total) + 100,
      }));
      return;
    case "wrong_currency":
      sendChanged(response, reply, (object) => ({ ...object, currency: "eur" }));
  }
}

function sendChanged(
  response: ServerResponse,
  reply: Reply | undefined,
  change: (object: Record<string, unknown>) => Record<string, unknown>,
): void {
  response.writeHead(reply?.status ?? 200, { "content-type": "application/json" });
  response.end(JSON.stringify(change(JSON.parse(reply?.body ?? "{}"))));
}
