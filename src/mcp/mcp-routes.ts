import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { Elysia } from "elysia";
import type { Clock } from "../clock.ts";
import { readJson } from "../http/read-json.ts";
import { signatureCheck } from "../http/read-request.ts";
import { contextOf, type RequestContext } from "../http/request-context.ts";
import { respond, respondJson } from "../http/respond.ts";
import { type Problem, ProblemError } from "../problem.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import type { Shop } from "../shop.ts";
import type { AnonymousMessage, AssistantLimits } from "./assistant-limits.ts";
import type { McpEndpoint } from "./mcp-server.ts";
import { functionDefinitions } from "./shop-tools.ts";
import type { Tool } from "./tool.ts";

export interface McpServices {
  /** Makes the tools: for the first who asks, since bundling their schemas takes longer than most answers. */
  readonly makeTools: () => readonly Tool[];
  /** The names of the tools that /tools.json describes. */
  readonly described: readonly string[];
  readonly shop: Shop;
  readonly newest: ProtocolVersion;
  /** How often those may call who send no key. */
  readonly limits: AssistantLimits;
  /** Origins whose pages may call from a browser. */
  readonly browserOrigins: readonly string[];
  /** Against which request signatures are judged. */
  readonly clock: Clock;
}

/** JSON-RPC 2.0 section 5.1. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;

const batch: Problem = {
  kind: "unsupported",
  place: { at: "body" },
  detail: "send one message at a time, not a batch",
};
const foreignPage: Problem = {
  kind: "unauthorized",
  detail: "pages of other sites may not call this endpoint",
};

/**
 * `/mcp`, and the same tools as function-calling definitions at `/tools.json`. The request pipeline has named the agent where a
 * bearer was sent; without one, tools that need an agent refuse for themselves. There is no GET: nothing is ever
 * streamed, which MCP lets a server say by 405.
 */
export function mcpRoutes({
  makeTools,
  described,
  shop,
  newest,
  limits,
  browserOrigins,
  clock,
}: McpServices) {
  let made: readonly Tool[] | undefined;
  function tools(): readonly Tool[] {
    made ??= makeTools();
    return made;
  }
  /** Made for the first client: the protocol's library is larger than the rest of the shop. */
  let connecting: Promise<McpEndpoint> | undefined;
  function endpoint(): Promise<McpEndpoint> {
    connecting ??= import("./mcp-server.ts").then(({ createMcpEndpoint }) =>
      createMcpEndpoint({ tools: tools(), shopName: shop.name, newest }),
    );
    return connecting;
  }
  const ownOrigin = new URL(shop.publicBaseUrl).origin;

  async function answer(context: RequestContext, request: Request): Promise<Response> {
    const body = await readMessage(context, request);
    if (!context.agent) slowDown(context, body);
    const call = await endpoint();
    const response = await call(request, body, {
      agent: context.agent,
      called(tool, errorCode) {
        context.tool = tool;
        context.problem = errorCode;
      },
      failed(error) {
        context.failure = error;
      },
    });
    const text = await response.text();
    return text === ""
      ? respond(context, { status: response.status, body: null, headers: {} })
      : respondJson(context, response.status, text);
  }

  /** The same limits and, for an agent that signs, the same signature over the bytes sent as on every ACP route. */
  async function readMessage(context: RequestContext, request: Request): Promise<unknown> {
    const verify = signatureCheck(context.agent, request, clock);
    const body = await readJson(request, { optional: false, verify });
    // A batch (taken out of MCP in 2025-06-18) would count as one request, however many calls it held.
    if (Array.isArray(body)) throw new ProblemError(batch);
    return body;
  }

  /** @throws ProblemError when whoever calls has called often enough. */
  function slowDown(context: RequestContext, body: unknown): void {
    const message = anonymousMessage(body, context.clientAddress());
    const retryAfterSeconds = limits.take(message);
    if (retryAfterSeconds === undefined) return;
    throw new ProblemError({ kind: "rate_limited", retryAfterSeconds });
  }

  /** A page of another site may have been given our address by a forged name (MCP, transports: "DNS rebinding"). */
  function isForeignPage(request: Request): boolean {
    const origin = request.headers.get("origin");
    return origin !== null && origin !== ownOrigin && !browserOrigins.includes(origin);
  }

  return new Elysia({ normalize: false })
    .post(
      "/mcp",
      async ({ request }) => {
        const context = contextOf(request);
        if (isForeignPage(request)) return respondRefusal(context, newest, foreignPage, 403);
        try {
          return await answer(context, request);
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          return respondRefusal(context, newest, error.problem);
        }
      },
      { parse: "none" },
    )
    .get("/tools.json", ({ request }) =>
      respondJson(contextOf(request), 200, JSON.stringify(functionDefinitions(tools(), described)), {
        "cache-control": "public, max-age=3600",
        "access-control-allow-origin": "*",
      }),
    );
}

const ToolCall = Type.Object({
  method: Type.Literal("tools/call"),
  params: Type.Object({ name: Type.String() }),
});
const WithArguments = Type.Object({
  params: Type.Object({ arguments: Type.Record(Type.String(), Type.Unknown()) }),
});
const WithSubject = Type.Object({
  params: Type.Object({
    _meta: Type.Object({ "openai/subject": Type.String({ minLength: 1, maxLength: 256 }) }),
  }),
});

/** What limits count by, of a message that nobody has checked yet. */
function anonymousMessage(body: unknown, address: string): AnonymousMessage {
  return {
    tool: Value.Check(ToolCall, body) ? body.params.name : undefined,
    input: Value.Check(WithArguments, body) ? body.params.arguments : {},
    subject: Value.Check(WithSubject, body) ? body.params._meta["openai/subject"] : undefined,
    address,
  };
}

/** What never became a message is refused in JSON-RPC's words, with the ACP error object as data. */
function respondRefusal(
  context: RequestContext,
  newest: ProtocolVersion,
  problem: Problem,
  forcedStatus?: number,
): Response {
  context.problem = problem.kind;
  const { status, body, headers } = newest.encodeProblem(problem);
  const code = problem.kind === "malformed_json" ? PARSE_ERROR : INVALID_REQUEST;
  const message = { jsonrpc: "2.0", error: { code, message: body["message"], data: body }, id: null };
  return respondJson(context, forcedStatus ?? status, JSON.stringify(message), headers);
}
