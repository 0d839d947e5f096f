import type {
  CallToolRequest,
  CallToolResult,
  EmptyResult,
  JSONRPCErrorResponse,
} from "@modelcontextprotocol/client";
import type {
  McpUiHostContext,
  McpUiHostContextChangedNotification,
  McpUiInitializedNotification,
  McpUiInitializeRequest,
  McpUiInitializeResult,
  McpUiOpenLinkRequest,
  McpUiOpenLinkResult,
  McpUiResourceTeardownRequest,
  McpUiSizeChangedNotification,
  McpUiToolResultNotification,
  McpUiUpdateModelContextRequest,
} from "@modelcontextprotocol/ext-apps";

/*
 * What a widget and its host say to each other, in MCP Apps' own types: `bridge.js` is checked against these. Types only:
 * nothing of them is in the page.
 */

/** What a widget asks its host, by method, with what it is answered. */
interface Questions {
  "ui/initialize": Question<McpUiInitializeRequest, McpUiInitializeResult>;
  "ui/open-link": Question<McpUiOpenLinkRequest, McpUiOpenLinkResult>;
  "ui/update-model-context": Question<McpUiUpdateModelContextRequest, EmptyResult>;
  "tools/call": Question<CallToolRequest, CallToolResult>;
}

interface Question<Request extends { params?: unknown }, Result> {
  params: Request["params"];
  result: Result;
}

/** Asks the host, and waits for its answer. */
export type AskHost = <Method extends keyof Questions>(
  method: Method,
  params: Questions[Method]["params"],
) => Promise<Questions[Method]["result"]>;

/** A question that the host has not answered yet. */
export interface WaitingQuestion {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** What a widget tells its host. */
export type ToldToHost = McpUiInitializedNotification | McpUiSizeChangedNotification;

type InJsonRpc<Message> = Message & { jsonrpc: "2.0" };
/** What of the host's messages a widget understands: what it is told and asked, and answers to what it asked. */
export type HeardOfHost =
  | InJsonRpc<McpUiToolResultNotification>
  | InJsonRpc<McpUiHostContextChangedNotification>
  | InJsonRpc<McpUiResourceTeardownRequest & { id: number }>
  | InJsonRpc<{ method: "ping"; id: number }>
  | InJsonRpc<{ method?: undefined; id: number; result: unknown; error?: undefined }>
  | (JSONRPCErrorResponse & { method?: undefined });

/** How the host wants the widget to look and speak, as far as it says. */
export type HostContext = {
  [Key in "theme" | "styles" | "locale"]?: McpUiHostContext[Key] | undefined;
};

/** What a tool answered, as far as widgets look at it. */
export type WidgetResult = Pick<CallToolResult, "structuredContent" | "isError" | "_meta">;

/** What ChatGPT hands its widgets where there is no other host (OpenAI, Apps SDK reference: `window.openai`). */
interface ChatGpt {
  theme?: "light" | "dark";
  locale?: string;
  toolOutput?: Record<string, unknown> | null;
  toolResponseMetadata?: Record<string, unknown> | null;
  callTool(name: string, input: Record<string, unknown>): Promise<CallToolResult>;
  openExternal(link: { href: string }): unknown;
}

/** What the widget asks of whichever application shows it. */
export interface WidgetHost {
  /** BCP 47, the best first: what the application says, then the browser. */
  locales(): readonly string[];
  /** Tells of each result of a tool, and of the last one again when the language has changed. */
  shown(listener: (result: WidgetResult) => void): void;
  call(tool: string, input: Record<string, unknown>): Promise<CallToolResult>;
  open(url: string): unknown;
  /** Lets the model know what the buyer did here. */
  told(text: string): unknown;
}

declare global {
  interface Window {
    openai?: ChatGpt;
    host: WidgetHost;
  }
}
