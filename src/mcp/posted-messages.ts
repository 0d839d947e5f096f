import type { Clock } from "../clock.ts";
import { readJson } from "../http/read-json.ts";
import { bodyCheckOf } from "../http/read-request.ts";
import type { RequestContext } from "../http/request-context.ts";
import { respond, respondJson } from "../http/respond.ts";
import { type Problem, ProblemError } from "../problem.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import { slowDown } from "./anonymous-messages.ts";
import type { AssistantLimits } from "./assistant-limits.ts";
import type { McpEndpoint } from "./mcp-server.ts";
import { type AnsweredMessage, refusalOf } from "./refused-message.ts";

/** What answering messages takes. */
export interface MessageServices {
  readonly newest: ProtocolVersion;
  /** How often those may call who send no key. */
  readonly limits: AssistantLimits;
  /** Against which request signatures are judged. */
  readonly clock: Clock;
}

/** Batches were a part of MCP in this revision alone; clients that name none are taken to speak it. */
const REVISION_WITH_BATCHES = "2025-03-26";
/** More messages than this are sent one by one. */
const MOST_IN_BATCH = 20;

const batch: Problem = {
  kind: "unsupported",
  place: { at: "body" },
  detail: `send one message at a time; a batch is for callers without a key, in revision ${REVISION_WITH_BATCHES}, of at most ${MOST_IN_BATCH} messages`,
};

/**
 * Answers what is posted to `/mcp`: one message, or a batch of them.
 *
 * @param endpoint what answers a message; asked for when the first one comes.
 * @returns rejects with a ProblemError for what never became a message.
 */
export function createMessageAnswers(
  endpoint: () => Promise<McpEndpoint>,
  { newest, limits, clock }: MessageServices,
): (context: RequestContext, request: Request) => Promise<Response> {
  /** Answers one message, alone or of a batch: each counts. */
  async function answerOne(
    context: RequestContext,
    request: Request,
    body: unknown,
  ): Promise<AnsweredMessage> {
    const refused = context.agent ? undefined : slowDown(context, body, limits, newest);
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

  return async (context, request) => {
    // The same limits and, for an agent that signs, the same signature over the bytes sent as on every ACP route.
    const body = await readJson(request, { optional: false, verify: bodyCheckOf(context, clock) });
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
  };
}

/** Whether these messages may come together. An agent's limit and signature are of a request, so it sends each alone. */
function mayBatch({ agent }: RequestContext, request: Request, messages: readonly unknown[]): boolean {
  const revision = request.headers.get("mcp-protocol-version") ?? REVISION_WITH_BATCHES;
  return (
    !agent && revision === REVISION_WITH_BATCHES && messages.length > 0 && messages.length <= MOST_IN_BATCH
  );
}
