import type { SignatureSettings } from "../agents/agent.ts";
import { signRequest } from "../agents/request-signature.ts";
import { SECOND, systemClock, toRfc3339 } from "../clock.ts";
import type { ExchangeLog, RecordedExchange } from "./exchange.ts";
import { CheckFailed } from "./verdict.ts";

/** How long ChatGPT waits for an answer (OpenAI, "Production notes on GPT Actions", Timeouts). */
export const ANSWER_LIMIT_MS = 45 * SECOND;
/** The longest `Retry-After` that is waited for, and how often for one request. */
const LONGEST_WAIT_SECONDS = 60;
const MOST_WAITS = 5;
/** As much of an answer as is kept and looked at, in characters. */
const KEPT_LENGTH = 256 * 1024;

/** A request to the shop, or to a page it links to. */
export interface HttpRequest {
  readonly method?: "GET" | "POST" | "PUT";
  /** A path of the shop, `/checkout_sessions`; or a whole address, which never hears the key. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, and called JSON. */
  readonly text?: string;
  /** The bearer token; the agent's own unless another is given, none where `null`. */
  readonly bearer?: string | null;
  /** The headers of the signature, in place of those the agent would make. */
  readonly signature?: Readonly<Record<string, string>>;
  /** Whether redirects are followed, as a browser does. */
  readonly follow?: boolean;
  /** Whether a 429 is an answer like any other; else its `Retry-After` is obeyed and the request sent again. */
  readonly limitIsAnAnswer?: boolean;
  /** One of many of its kind: written down only when it is refused. */
  readonly isRoutine?: boolean;
  /** Looks at an answer: `valid`, or where it departs from its schema. */
  readonly judge?: (status: number, body: unknown) => string;
}

/** An answer, whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  /** Parsed JSON; `undefined` when it is none. */
  readonly body: unknown;
  /** What the request's `judge` said. */
  readonly schema: string | undefined;
}

/** Sends requests one after the other, and writes each down with its answer. */
export interface HttpClient {
  /** @throws CheckFailed when no answer comes. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** How long every answer so far took, milliseconds. */
  readonly times: readonly number[];
  /** How often the shop asked to wait. */
  readonly waits: number;
}

export interface HttpClientOptions {
  /** The shop's address, without a slash at its end. */
  readonly url: string;
  readonly key: string;
  /** How requests with a body are signed; absent: they are not. */
  readonly signature?: SignatureSettings | undefined;
  readonly log: ExchangeLog;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Makes the {@link HttpClient} of one agent. */
export function createHttpClient({ url, key, signature, log, wait }: HttpClientOptions): HttpClient {
  const times: number[] = [];
  let waits = 0;

  function headersOf(request: HttpRequest, content: string | undefined): Record<string, string> {
    const isOurs = request.target.startsWith("/");
    const bearer = request.bearer === undefined && isOurs ? key : request.bearer;
    return {
      ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
      ...(content === undefined ? {} : { "Content-Type": "application/json" }),
      ...(content === undefined || !isOurs ? {} : (request.signature ?? signed(content))),
      "User-Agent": "Checkstand-Certify",
      ...request.headers,
    };
  }

  function signed(content: string): Record<string, string> {
    if (!signature) return {};
    const timestamp = toRfc3339(systemClock.now());
    return { Signature: signRequest(signature, Buffer.from(content), timestamp), Timestamp: timestamp };
  }

  async function sendOnce(request: HttpRequest): Promise<HttpAnswer> {
    const { method = "GET", target } = request;
    const address = target.startsWith("/") ? url + target : target;
    const content = request.text ?? (request.json === undefined ? undefined : JSON.stringify(request.json));
    const headers = headersOf(request, content);
    const asked = { at: toRfc3339(systemClock.now()), method, url: address, headers };
    const written = { ...asked, ...(content === undefined ? {} : { body: request.json ?? content }) };
    const began = performance.now();
    let response: Response;
    let text: string;
    try {
      response = await fetch(address, {
        method,
        headers,
        body: content ?? null,
        redirect: request.follow ? "follow" : "manual",
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      text = await response.text();
    } catch (error) {
      const reason = reasonOf(error);
      log.add({ ...written, reason, milliseconds: since(began) });
      throw new CheckFailed(`${method} ${target} has no answer: ${reason}`);
    }
    const milliseconds = since(began);
    times.push(milliseconds);
    const body = parsed(text);
    const schema = request.judge?.(response.status, body);
    if (!request.isRoutine || !response.ok) {
      log.add({ ...written, answer: answerOf(response, text, body, schema), milliseconds });
    }
    return { status: response.status, ok: response.ok, headers: response.headers, body, schema };
  }

  return {
    times,
    get waits() {
      return waits;
    },
    async send(request) {
      for (let waited = 0; ; waited += 1) {
        const answer = await sendOnce(request);
        const seconds = Number(answer.headers.get("retry-after"));
        const mayWait = seconds > 0 && seconds <= LONGEST_WAIT_SECONDS && waited < MOST_WAITS;
        if (answer.status !== 429 || request.limitIsAnAnswer || !mayWait) return answer;
        waits += 1;
        await wait(seconds * SECOND);
      }
    },
  };
}

function answerOf(
  response: Response,
  text: string,
  body: unknown,
  schema: string | undefined,
): RecordedExchange["answer"] {
  const type = response.headers.get("content-type") ?? "no content type";
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: body ?? (text === "" ? undefined : `(${type}, ${text.length} characters)`),
    ...(schema === undefined ? {} : { schema }),
  };
}

function parsed(text: string): unknown {
  if (text.length > KEPT_LENGTH) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function since(began: number): number {
  return Math.round((performance.now() - began) * 10) / 10;
}

/** What happened, in words that hold nothing but the kind of problem. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "the connection failed";
  if (error.name === "TimeoutError") return `nothing came within ${ANSWER_LIMIT_MS / SECOND} seconds`;
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return code === "ConnectionRefused" || code === "ECONNREFUSED"
    ? "nobody listens there"
    : `the connection failed (${code})`;
}
