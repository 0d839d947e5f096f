import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { HttpAnswer, HttpClient } from "./http-client.ts";
import { CheckFailed } from "./verdict.ts";

/** The revision of MCP that assistants are to be answered in, and one that many still speak. */
export const newestRevision = "2026-07-28";
export const earlierRevision = "2025-06-18";

/** A question to `/mcp` by somebody without a key. */
export interface McpQuestion {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** {@link newestRevision} unless told. */
  readonly revision?: typeof newestRevision | typeof earlierRevision;
  /** What the client accepts, as a header; both kinds of answer unless told. */
  readonly accept?: string;
}

/** Asks `/mcp` without a key. @throws CheckFailed when no answer comes. */
export function askMcp(http: HttpClient, question: McpQuestion): Promise<HttpAnswer> {
  const { method, params = {}, revision = newestRevision } = question;
  const isNewest = revision === newestRevision;
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": revision,
    "io.modelcontextprotocol/clientInfo": { name: "checkstand-certify", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const named = params["name"] ?? params["uri"];
  return http.send({
    method: "POST",
    target: "/mcp",
    bearer: null,
    headers: {
      Accept: question.accept ?? "application/json, text/event-stream",
      "MCP-Protocol-Version": revision,
      ...(isNewest ? { "Mcp-Method": method } : {}),
      ...(isNewest && typeof named === "string" ? { "Mcp-Name": named } : {}),
    },
    json: { jsonrpc: "2.0", id: 1, method, params: isNewest ? { ...params, _meta } : params },
  });
}

const CallResult = Type.Object({
  result: Type.Object({
    isError: Type.Optional(Type.Boolean()),
    structuredContent: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    content: Type.Array(Type.Object({ type: Type.String(), text: Type.Optional(Type.String()) })),
  }),
});

/** What a tool answered: its structure, and what it says to a model. */
export interface ToolResult {
  readonly isError: boolean;
  readonly structure: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Calls a tool without a key. @throws CheckFailed where the answer is no result of a tool. */
export async function callTool(
  http: HttpClient,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Promise<ToolResult> {
  const { status, body } = await askMcp(http, { method: "tools/call", params: { name, arguments: input } });
  if (!Value.Check(CallResult, body)) throw new CheckFailed(`${name} answers no result (HTTP ${status})`);
  const { isError = false, structuredContent = {}, content } = body.result;
  return { isError, structure: structuredContent, text: content.map(({ text = "" }) => text).join("\n") };
}

/** A tool as `tools/list` describes it. */
export const ListedTool = Type.Object({
  name: Type.String(),
  title: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  outputSchema: Type.Optional(Type.Object({})),
  annotations: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  _meta: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type ListedTool = Static<typeof ListedTool>;

const ToolList = Type.Object({ result: Type.Object({ tools: Type.Array(ListedTool) }) });

/** The tools anybody may call. @throws CheckFailed where they are not listed. */
export async function listTools(http: HttpClient): Promise<readonly ListedTool[]> {
  const { status, body } = await askMcp(http, { method: "tools/list" });
  if (!Value.Check(ToolList, body)) throw new CheckFailed(`tools/list answers no list (HTTP ${status})`);
  return body.result.tools;
}
