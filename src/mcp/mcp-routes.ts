import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { Elysia } from "elysia";
import type { PictureOrigins } from "../catalog/picture-origins.ts";
import type { Clock } from "../clock.ts";
import { readJson } from "../http/read-json.ts";
import { bodyCheckOf } from "../http/read-request.ts";
import { contextOf, type RequestContext } from "../http/request-context.ts";
import { respond, respondJson } from "../http/respond.ts";
import { type Problem, ProblemError } from "../problem.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import type { Shop } from "../shop.ts";
import type { AnonymousMessage, AssistantLimits } from "./assistant-limits.ts";
import type { McpEndpoint } from "./mcp-server.ts";
import { refusedCall } from "./refused-call.ts";
import { functionDefinitions } from "./shop-tools.ts";
import type { Tool } from "./tool.ts";
import { widgetResources } from "./widgets/widget-resources.ts";

export interface McpServices {
  /** Makes the tools: for the first who asks, since bundling their schemas takes longer than most answers. */
  readonly makeTools: () => readonly Tool[];
  /** The names of the tools that /tools.json describes. */
  readonly described: readonly string[];
  readonly shop: Shop;
  readonly pictures: PictureOrigins;
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

/** Batches were a part of MCP in this revision alone; clients that name none are taken to speak it. */
const REVISION_WITH_BATCHES = "2025-03-26";
/** More messages than this are sent one by one. */
const MOST_IN_BATCH = 20;

const batch: Problem = {
  kind: "unsupported",
  place: { at: "body" },
  detail: `send one message at a time; a batch is for callers without a key, in revision ${REVISION_WITH_BATCHES}, of at most ${MOST_IN_BATCH} messages`,
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
  pictures,
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
      createMcpEndpoint({
        tools: tools(),
        widgets: widgetResources(shop, pictures, clock),
        shop,
        newest,
      }),
    );
    return connecting;
  }
  const ownOrigin = new URL(shop.publicBaseUrl).origin;

  async function answer(context: RequestContext, request: Request): Promise<Response> {
    const body = await readMessage(context, request);
    if (!Array.isArray(body)) {
      const { status, text, headers } = await answerOne(context, request, body);
      return text === ""
        ? respond(context, { status, body: null, headers: {} })
        : respondJson(context, status, text, headers);
    }
    if (!mayBatch(context, request, body)) throw new ProblemError(batch);
    const texts: string[] = [];
    // One after another: a batch is no way to have more done at once.
    for (const message of body) texts.push(await answerInBatch(context, request, message));
    const answers = texts.filter((text) => text !== "");
    return answers.length === 0
      ? respond(context, { status: 202, body: null, headers: {} })
      : respondJson(context, 200, `[${answers.join(",")}]`);
  }

  /** A message that is refused does not keep the others of its batch from being answered. */
  async function answerInBatch(context: RequestContext, request: Request, message: unknown): Promise<string> {
    try {
      return (await answerOne(context, request, message)).text;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      context.problem = error.problem.kind;
      return refusalOf(newest, error.problem).text;
    }
  }

  /** Answers one message, alone or of a batch: each counts. An empty text is the answer to what wants none. */
  async function answerOne(context: RequestContext, request: Request, body: unknown): Promise<Answered> {
    const refused = context.agent ? undefined : slowDown(context, body);
    if (refused) return refused;
    const call = await endpoint();
    const response = await call(request, body, {
      agent: context.agent,
      address: context.clientAddress(),
      called(tool, errorCode) {
        context.tool = tool;
        context.problem = errorCode;
      },
      failed(error) {
        context.failure = error;
      },
    });
    return { status: response.status, text: await response.text() };
  }

  /** The same limits and, for an agent that signs, the same signature over the bytes sent as on every ACP route. */
  async function readMessage(context: RequestContext, request: Request): Promise<unknown> {
    const verify = bodyCheckOf(context, clock);
    return readJson(request, { optional: false, verify });
  }

  /**
   * Counts a message of somebody without a key. Gives what to answer a call that comes too often.
   *
   * @throws ProblemError when another message does.
   */
  function slowDown(context: RequestContext, body: unknown): Answered | undefined {
    const message = anonymousMessage(body, context.clientAddress());
    const refused = limits.take(message);
    if (!refused) return undefined;
    const { retryAfterSeconds } = refused;
    if (message.tool === undefined || !Value.Check(WithId, body))
      throw new ProblemError({ kind: "rate_limited", retryAfterSeconds });
    context.tool = message.tool;
    context.problem = "rate_limited";
    return {
      status: 200,
      text: JSON.stringify(refusedCall(body.id, message.tool, refused, newest)),
      headers: { "retry-after": String(retryAfterSeconds) },
    };
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

/** An answer before it is sent. */
interface Answered {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Whether these messages may come together. An agent's limit and signature are of a request, so it sends each alone. */
function mayBatch({ agent }: RequestContext, request: Request, messages: readonly unknown[]): boolean {
  const revision = request.headers.get("mcp-protocol-version") ?? REVISION_WITH_BATCHES;
  return (
    !agent && revision === REVISION_WITH_BATCHES && messages.length > 0 && messages.length <= MOST_IN_BATCH
  );
}

const WithId = Type.Object({ id: Type.Union([Type.String(), Type.Number()]) });
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
  const { status, text, headers } = refusalOf(newest, problem);
  return respondJson(context, forcedStatus ?? status, text, headers);
}

function refusalOf(newest: ProtocolVersion, problem: Problem): Answered {
  const { status, body, headers } = newest.encodeProblem(problem);
  const code = problem.kind === "malformed_json" ? PARSE_ERROR : INVALID_REQUEST;
  const message = { jsonrpc: "2.0", error: { code, message: body["message"], data: body }, id: null };
  return { status, text: JSON.stringify(message), headers };
}
