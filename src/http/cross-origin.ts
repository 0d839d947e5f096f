import type { RequestContext } from "./request-context.ts";
import { respond } from "./respond.ts";

/** For how long a browser need not ask again whether it may call, seconds. */
const MAX_AGE = 600;

/** Headers of answers that a page may read; the rest a browser keeps to itself. */
const readable = [
  "Request-Id",
  "Idempotency-Key",
  "Idempotent-Replayed",
  "Retry-After",
  "Checkstand-Unknown-Fields",
].join(", ");

/** Headers a page may send: those of ACP, of signed requests and of MCP. */
const sendable = [
  "Authorization",
  "Content-Type",
  "API-Version",
  "Idempotency-Key",
  "Request-Id",
  "Signature",
  "Timestamp",
  "Mcp-Protocol-Version",
].join(", ");

/** The origin of the page that a browser asks for, where its pages may call; `undefined` for anybody else. */
export function welcomeOrigin(request: Request, origins: readonly string[]): string | undefined {
  const origin = request.headers.get("origin");
  return origin !== null && origins.includes(origin) ? origin : undefined;
}

/** Whether a browser only asks whether a page may call (Fetch standard, CORS-preflight). It sends no key then. */
export function isPreflight(request: Request): boolean {
  return request.method === "OPTIONS" && request.headers.has("access-control-request-method");
}

/** Answers a {@link isPreflight} from a page that may call. */
export function respondPreflight(context: RequestContext): Response {
  return respond(context, {
    status: 204,
    body: null,
    headers: {
      "access-control-allow-methods": "GET, POST, PUT, PATCH",
      "access-control-allow-headers": sendable,
      "access-control-max-age": String(MAX_AGE),
    },
  });
}

/** Lets pages of an origin read an answer. No credentials: the key is the page's to send, never a cookie. */
export function openTo(origin: string, response: Response): Response {
  response.headers.set("access-control-allow-origin", origin);
  response.headers.set("access-control-expose-headers", readable);
  response.headers.append("vary", "origin");
  return response;
}
