import type { TSchema } from "@sinclair/typebox";
import type { Agent } from "../agents/agent.ts";
import { type Problem, ProblemError } from "../problem.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import {
  type AgentTool,
  type NegotiatedRequest,
  type NegotiatedTool,
  type OpenTool,
  problemOf,
  type Tool,
  type ToolAnswer,
  type ToolRefusal,
} from "./tool.ts";

/** JSON-RPC code of an ACP error (examples of the MCP binding). */
const ACP_ERROR = -32_000;
const noKey: Problem = { kind: "unauthorized", detail: "connect with a bearer key of this shop" };

/** Who calls, and who hears how it went. */
export interface McpCaller {
  /** Without one only the tools that are open to anybody answer. */
  readonly agent: Agent | undefined;
  /** From where. */
  readonly address: string;
  /**
   * Told of each call of a tool there is, and of parameters that no method could read: which tool, and the code of the
   * error it answered, if it did.
   */
  readonly called: (tool: string | undefined, errorCode: string | undefined) => void;
  /** Told of a negotiated call that was refused, whose answer then has its status and headers. */
  readonly refused?: ((refusal: ToolRefusal) => void) | undefined;
  /** The request of a negotiated call. */
  readonly negotiated?: NegotiatedRequest | undefined;
  /** Told what was thrown and not expected; the caller hears only of an internal error. */
  readonly failed: (error: unknown) => void;
}

/**
 * Calls a tool, and gives its result as `tools/call` answers it, in the words of `newest`.
 *
 * @throws what the server answers as an error of JSON-RPC.
 */
export async function resultOfCall(tool: Tool, input: unknown, caller: McpCaller, newest: ProtocolVersion) {
  if (tool.access === "negotiated") return await callNegotiated(tool, input, caller);
  const answer = await answerOf(tool, input, caller, newest);
  caller.called(tool.name, answer.ok ? undefined : String(answer.error["code"]));
  if (!answer.ok && tool.access === "anybody") return toldToModel(answer.error, tool);
  if (!answer.ok) throw new AcpError(answer.error);
  return resultOf(answer.value, answer.text, answer.forWidget);
}

/** What nobody expected leaves as an internal error: the SDK would send its message to the caller. */
async function answerOf(
  tool: OpenTool | AgentTool,
  input: unknown,
  caller: McpCaller,
  newest: ProtocolVersion,
): Promise<ToolAnswer> {
  const { agent } = caller;
  try {
    if (tool.access === "anybody") return await tool.call(input, caller);
    return agent ? await tool.call(input, agent) : problemOf(newest, noKey);
  } catch (error) {
    if (error instanceof ProblemError) return problemOf(newest, error.problem);
    caller.failed(error);
    return problemOf(newest, { kind: "internal" });
  }
}

async function callNegotiated(tool: NegotiatedTool, input: unknown, caller: McpCaller) {
  const { negotiated } = caller;
  if (!negotiated) throw new Error("negotiated tools are called with the request they came in");
  const answer = await tool.call(input, negotiated);
  if (answer.ok) {
    caller.called(tool.name, undefined);
    return resultOf(answer.value);
  }
  const { refusal } = answer;
  caller.called(tool.name, String(refusal.data["code"]));
  caller.refused?.(refusal);
  throw new RefusedCall(refusal);
}

/** Text beside the structure: clients of older revisions read only that. */
function resultOf(value: object, text?: string, forWidget?: Readonly<Record<string, unknown>>) {
  const json = JSON.stringify(value);
  return {
    structuredContent: JSON.parse(json),
    content: [{ type: "text" as const, text: text ?? json }],
    ...(forWidget && { _meta: forWidget }),
  };
}

/**
 * A refusal as a result of the tool: applications show models those, and errors of the protocol to nobody. It says what
 * the argument is for, and what to do next. The error object goes beside it for programs.
 */
function toldToModel(
  error: Readonly<Record<string, unknown>>,
  { name, inputSchema, afterRefusal = {} }: OpenTool,
) {
  const { message, param, code } = error;
  const after = afterRefusal[String(code)];
  const place = typeof param === "string" ? param : undefined;
  const meaning =
    after === undefined && place !== undefined ? argumentAt(inputSchema, place)?.description : undefined;
  const about = [place, meaning].filter((part) => part !== undefined).join(": ");
  const next = after ?? (meaning === undefined ? undefined : `Mend it and call ${name} again.`);
  const said = [message, about === "" ? undefined : `(${about})`, next].filter((part) => part !== undefined);
  return { isError: true, content: [{ type: "text" as const, text: said.join(" ") }], _meta: { error } };
}

/** The part of a tool's schema that a JSON path such as `$.line_items[0].id` leads to. */
function argumentAt(schema: TSchema, path: string): TSchema | undefined {
  let part: TSchema | undefined = schema;
  for (const [, name, index] of path.matchAll(/\.(\w+)|\[(\d+)\]/g))
    part =
      name === undefined ? (index === undefined ? undefined : part?.["items"]) : part?.["properties"]?.[name];
  return part;
}

/** A refused call as JSON-RPC has it. */
class RefusedCall extends Error {
  readonly code: number;
  readonly data: Readonly<Record<string, unknown>>;
  constructor({ code, message, data }: ToolRefusal) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** The ACP error object as the error's data, its message as the error's (binding `error_invalid_request`). */
class AcpError extends Error {
  readonly code = ACP_ERROR;
  readonly data: Readonly<Record<string, unknown>>;
  constructor(data: Readonly<Record<string, unknown>>) {
    super(String(data["message"]));
    this.data = data;
  }
}
