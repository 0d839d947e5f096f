import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { McpError } from "@modelcontextprotocol/sdk/types.js";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { ErrorBody } from "../../src/protocols/acp/words/errors.ts";

/** What a tool answered: its structure, or the ACP error in the JSON-RPC error's data. */
export type ToolResult =
  // Answers are read by many tests, each of which knows its own part of them.
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  | { readonly ok: true; readonly value: any }
  | { readonly ok: false; readonly code: number; readonly error: ErrorBody };

const CallResult = Type.Object({
  structuredContent: Type.Record(Type.String(), Type.Unknown()),
  content: Type.Tuple([Type.Object({ type: Type.Literal("text"), text: Type.String() })]),
});

/** Connects to a shop's MCP endpoint as an ordinary client does: with the SDK's own transport over a real socket. */
export async function connect(url: string, key?: string, headers: Record<string, string> = {}) {
  const client = new Client({ name: "test", version: "1" });
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
      requestInit: { headers: { ...authorization, ...headers } },
    }),
  );
  return {
    client,
    /** Calls a tool. @throws Error when the answer is JSON as text, and says another thing in its structure. */
    async call(name: string, input: Record<string, unknown> = {}): Promise<ToolResult> {
      try {
        const result = await client.callTool({ name, arguments: input });
        // What is told to models is told to programs beside it: the ACP error object.
        if (result.isError) return { ok: false, code: 0, error: result._meta?.["error"] as ErrorBody };
        const { structuredContent, content } = Value.Parse(CallResult, result);
        const { text } = content[0];
        if (text.startsWith("{") && !Bun.deepEquals(JSON.parse(text), structuredContent))
          throw new Error(`${name} says one thing in text and another in structure`);
        return { ok: true, value: structuredContent };
      } catch (error) {
        if (!(error instanceof McpError)) throw error;
        // The binding's own examples say what the data is: the ACP error object.
        return { ok: false, code: error.code, error: error.data as ErrorBody };
      }
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** What a tool answered, when it must have. @throws Error with the ACP error object. */
export function answerOf(result: ToolResult) {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The ACP error object a tool answered, when it must have refused. @throws Error with what it answered instead. */
export function errorOf(result: ToolResult): ErrorBody {
  if (result.ok) throw new Error(JSON.stringify(result.value));
  return result.error;
}
