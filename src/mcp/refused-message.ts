import type { RequestContext } from "../http/request-context.ts";
import { respondJson } from "../http/respond.ts";
import type { Problem } from "../problem.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";

/** JSON-RPC 2.0 section 5.1. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;

/** The answer to a message before it is sent. An empty text is the answer to what wants none. */
export interface AnsweredMessage {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** JSON-RPC's code for what never became a message. */
export function errorCodeOfMessage({ kind }: Problem): number {
  return kind === "malformed_json" ? PARSE_ERROR : INVALID_REQUEST;
}

/** What never became a message is refused in JSON-RPC's words, with the version's error object as data. */
export function refusalOf(newest: ProtocolVersion, problem: Problem): AnsweredMessage {
  const { status, body, headers } = newest.encodeProblem(problem);
  const code = errorCodeOfMessage(problem);
  const message = { jsonrpc: "2.0", error: { code, message: body["message"], data: body }, id: null };
  return { status, text: JSON.stringify(message), headers };
}

/** Sends the refusal of a whole request. @param forcedStatus of HTTP, instead of the version's. */
export function respondRefusal(
  context: RequestContext,
  newest: ProtocolVersion,
  problem: Problem,
  forcedStatus?: number,
): Response {
  context.problem = problem.kind;
  const { status, text, headers } = refusalOf(newest, problem);
  return respondJson(context, forcedStatus ?? status, text, headers);
}
