import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { CallToolRequestSchema, ListToolsRequestSchema, McpError } from "@modelcontextprotocol/sdk/types.js";
import { version } from "../../package.json";
import type { Caller, Tool } from "./tool.ts";

/** JSON-RPC code of an ACP error (examples of the MCP binding). */
const ACP_ERROR = -32_000;

/** Answers one request to the MCP endpoint (streamable HTTP). Never throws for what a client sends. */
export type McpEndpoint = (request: Request, caller: Caller) => Promise<Response>;

/**
 * The tools over MCP's streamable HTTP. Stateless: every request brings its bearer and stands for itself, so a restart
 * loses nobody's connection. Answers are plain JSON; nothing here needs a stream.
 */
export function createMcpEndpoint(tools: readonly Tool[], shopName: string): McpEndpoint {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const listing = tools.map(({ name, title, description, inputSchema, annotations }) => ({
    name,
    title,
    description,
    inputSchema: { ...inputSchema, type: "object" as const },
    annotations,
  }));

  function serverFor(caller: Caller): Server {
    const server = new Server(
      { name: "checkstand", title: shopName, version },
      {
        capabilities: { tools: {} },
        instructions: `The shop “${shopName}”. Find products with search_products, start with create_checkout_session, show the buyer the total, then complete_checkout_session.`,
      },
    );
    server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listing }));
    server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
      const tool = byName.get(params.name);
      if (!tool) throw new McpError(-32_602, `there is no tool ${params.name}`);
      const answer = await tool.call(params.arguments, caller);
      if (!answer.ok) throw new AcpError(answer.error);
      // Text beside the structure: clients of older revisions read only that.
      const text = JSON.stringify(answer.value);
      return { structuredContent: JSON.parse(text), content: [{ type: "text", text }] };
    });
    return server;
  }

  return async (request, caller) => {
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await serverFor(caller).connect(transport);
    return transport.handleRequest(request);
  };
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
