import type { TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import type { Agent } from "../agents/agent.ts";
import type { RequestContext } from "../http/request-context.ts";
import type { Problem } from "../problem.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import { validationProblem } from "../validation-problem.ts";
import type { Widget } from "./widgets/widgets.ts";

/**
 * A finished tool call: the object a client reads, or the ACP error object of the binding. `text` is the same in words;
 * without it, it is the object as JSON.
 */
export type ToolAnswer =
  | {
      readonly ok: true;
      readonly value: object;
      readonly text?: string | undefined;
      /** What its widget is told besides, and no model (`_meta` of the result). */
      readonly forWidget?: Readonly<Record<string, unknown>> | undefined;
    }
  | { readonly ok: false; readonly error: Readonly<Record<string, unknown>> };

/** A call that is refused as JSON-RPC and HTTP both say it. */
export interface ToolRefusal {
  /** Of JSON-RPC. */
  readonly code: number;
  /** Of HTTP. */
  readonly status: number;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What a client is told of a tool. */
export interface ToolDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** JSON Schema of the arguments, bundled: nothing in it refers elsewhere. */
  readonly inputSchema: TSchema;
  /** JSON Schema of what a call answers; absent where it is a protocol's own object. */
  readonly outputSchema?: TSchema | undefined;
  /** The page that applications show of an answer. */
  readonly widget?: Widget | undefined;
  /** What a client may assume of a call (MCP tool annotations). */
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
}

/** Who calls a tool that anybody may call. */
export interface ToolCaller {
  readonly agent: Agent | undefined;
  /** From where. */
  readonly address: string;
}

/** A tool that anybody may call, agents with a key too. `input` has not been checked. */
export interface OpenTool extends ToolDescription {
  readonly access: "anybody";
  /** What to do after a refusal, by its code: a sentence that names the tool to call. */
  readonly afterRefusal?: Readonly<Record<string, string>> | undefined;
  call(input: unknown, caller: ToolCaller): Promise<ToolAnswer>;
}

/** A tool for agents whose bearer is known. `input` has not been checked. */
export interface AgentTool extends ToolDescription {
  readonly access: "agents";
  call(input: unknown, agent: Agent): Promise<ToolAnswer>;
}

/** The request that a negotiated call came in. */
export interface NegotiatedRequest {
  readonly context: RequestContext;
  /** Of its body, as they came: who signs signs these. */
  readonly bytes: Uint8Array;
}

/** A tool whose callers say who they are in each call. `input` has not been checked. */
export interface NegotiatedTool extends ToolDescription {
  readonly access: "negotiated";
  call(
    input: unknown,
    request: NegotiatedRequest,
  ): Promise<{ readonly ok: true; readonly value: object } | Refused>;
}

/** A negotiated tool's call that was refused. */
export interface Refused {
  readonly ok: false;
  readonly refusal: ToolRefusal;
}

/** One MCP tool. */
export type Tool = OpenTool | AgentTool | NegotiatedTool;

/** Annotations of tools that only look. None of our tools goes beyond this shop. */
export const looksOnly = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;
/** Annotations of tools that change something. */
export const changes = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: false,
  openWorldHint: false,
} as const;
/** Annotations of tools that end or charge something. */
export const commits = { ...changes, destructiveHint: true } as const;

/** A problem as a tool answers it, in the words of a version. */
export function problemOf(version: ProtocolVersion, problem: Problem): ToolAnswer {
  return { ok: false, error: version.encodeProblem(problem).body };
}

/** Checks values against a schema, compiled when the first one comes; gives the first problem, or `undefined`. */
export function checker(schema: TSchema): (value: unknown) => Problem | undefined {
  let compiled: TypeCheck<TSchema> | undefined;
  return (value) => {
    compiled ??= TypeCompiler.Compile(schema);
    if (compiled.Check(value)) return undefined;
    const first = compiled.Errors(value).First();
    return first && validationProblem(first, value);
  };
}
