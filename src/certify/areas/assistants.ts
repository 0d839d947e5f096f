import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Check, Trial } from "../check.ts";
import {
  askMcp,
  callTool,
  earlierRevision,
  type ListedTool,
  listTools,
  newestRevision,
  type ToolResult,
} from "../mcp-client.ts";
import { CheckFailed, CheckSkipped } from "../verdict.ts";

const area = "Assistants";

const mcp = (place: string) =>
  `MCP, ${place} (https://modelcontextprotocol.io/specification/${newestRevision})`;
const openAiApps = (page: string) => `OpenAI, “Apps SDK”, ${page} (https://developers.openai.com/apps-sdk)`;

/** A list that models read at every conversation. Our own measure, in bytes. */
const LONGEST_LIST = 12_000;
/** What a widget's page may weigh, bytes. */
const HEAVIEST_WIDGET = 60_000;

/** What an assistant's user comes through, from a question to the page where they pay. Nothing here needs a key. */
const wayToPay = ["search_products", "get_product", "create_cart", "checkout"];
const hints = ["readOnlyHint", "destructiveHint", "openWorldHint"];

/** The assistants' door: what anybody's assistant meets who knows nothing but the shop's address. */
export const assistantChecks: readonly Check[] = [
  {
    id: "assistants.revisions",
    area,
    requirement: `The shop answers MCP ${newestRevision} without a handshake, and earlier revisions with one.`,
    source: mcp("Lifecycle"),
    scope: "once",
    async run(trial) {
      const discovered = await askMcp(trial.http, { method: "server/discover" });
      const found = resultOf(discovered.body);
      trial.confirm(discovered.status === 200 && found !== undefined, "server/discover is answered");
      trial.confirm(isText(found?.["instructions"]), "the server says how its tools are used");
      const clientInfo = { name: "checkstand-certify", version: "1" };
      const params = { protocolVersion: earlierRevision, capabilities: {}, clientInfo };
      const begun = await askMcp(trial.http, { method: "initialize", params, revision: earlierRevision });
      const server = resultOf(begun.body)?.["serverInfo"];
      trial.confirm(Value.Check(ServerInfo, server), `initialize is answered at ${earlierRevision}`);
      if (Value.Check(ServerInfo, server))
        trial.note(`it is called “${server.title ?? server.name}”${server.icons ? " and has an icon" : ""}`);
    },
  },
  {
    id: "assistants.accept",
    area,
    requirement: "Plain clients that take JSON or anything are answered with JSON.",
    source: "Our own: many assistants and scripts send one of these",
    scope: "once",
    async run(trial) {
      for (const accept of ["application/json", "*/*"]) {
        const { status, headers } = await askMcp(trial.http, { method: "tools/list", accept });
        const type = headers.get("content-type") ?? "nothing";
        trial.confirm(
          status === 200 && type.startsWith("application/json"),
          `Accept: ${accept} is answered with JSON`,
          `${status}, ${type}`,
        );
      }
    },
  },
  {
    id: "assistants.tools",
    area,
    requirement: "Without a key there are tools from search to checkout, each described and annotated.",
    source: openAiApps("App submission guidelines"),
    scope: "once",
    async run(trial) {
      const tools = await listTools(trial.http);
      const missing = wayToPay.filter((name) => !tools.some((tool) => tool.name === name));
      trial.confirm(
        missing.length === 0,
        `tools: ${tools.map(({ name }) => name).join(", ")}`,
        `no ${missing}`,
      );
      for (const tool of tools) {
        const lacks = lackOf(tool);
        trial.confirm(lacks.length === 0, `${tool.name} is described whole`, `it lacks ${lacks.join(", ")}`);
      }
      const bytes = Buffer.byteLength(JSON.stringify(tools));
      trial.confirm(bytes < LONGEST_LIST, `the list has ${bytes} bytes`, `${bytes} bytes are too many`);
    },
  },
  {
    id: "assistants.way-to-pay",
    area,
    requirement:
      "From a search an assistant comes to a page where its user pays, and nothing is bought before.",
    source: openAiApps("Monetization: external checkout"),
    scope: "once",
    async run(trial) {
      const { http } = trial;
      const found = succeeded(await callTool(http, "search_products", { limit: 10 }), "search_products");
      const variant = variantsOf(found).find(({ available }) => available);
      if (!variant) throw new CheckSkipped("Nothing that search_products finds can be had now.");
      succeeded(await callTool(http, "get_product", { id: variant.id }), "get_product");
      const lines = { line_items: [{ id: variant.id, quantity: 1 }] };
      const cart = succeeded(await callTool(http, "create_cart", lines), "create_cart");
      const id = cart["cart_id"];
      const changed = await callTool(http, "update_cart", { cart_id: id, ...lines });
      trial.confirm(!changed.isError, "the cart can be changed by its id", changed.text);
      const { url } = succeeded(await callTool(http, "checkout", { cart_id: id }), "checkout");
      if (typeof url !== "string") throw new CheckFailed("checkout answers no url");
      const page = await http.send({ target: url, bearer: null, follow: true });
      trial.confirm(page.status === 200, "the page that checkout names opens", String(page.status));
      trial.note("the cart holds no stock, and ends by itself");
    },
  },
  {
    id: "assistants.refusals",
    area,
    requirement: "What cannot be done is said in a result that a model reads, with what to do instead.",
    source: mcp("Tools, Error handling"),
    scope: "once",
    async run(trial) {
      const nothing = `nothing-${crypto.randomUUID()}`;
      const wrong: readonly [string, object][] = [
        ["get_product", { id: nothing }],
        ["create_cart", { line_items: [{ id: nothing, quantity: 1 }] }],
        ["create_cart", { line_items: [] }],
        ["checkout", { cart_id: nothing }],
        ["get_order_status", {}],
      ];
      for (const [tool, input] of wrong) {
        const { isError, text } = await callTool(trial.http, tool, { ...input });
        trial.confirm(isError && text.length > 10, `${tool} says: ${text}`, "the call went through");
      }
    },
  },
  {
    id: "assistants.order-secrecy",
    area,
    requirement: "Nobody learns of an order by guessing its number.",
    source: "OWASP API Security Top 10, API1:2023 Broken Object Level Authorization (https://owasp.org)",
    scope: "once",
    async run(trial) {
      const guess = { number: 1001, email: "nobody@certify.example" };
      const { isError, text } = await callTool(trial.http, "get_order_status", guess);
      trial.confirm(isError, "a number with a wrong e-mail address is no order", text);
    },
  },
  {
    id: "assistants.widgets",
    area,
    requirement: "The pages that tools name can be read, and say from where they load.",
    source: "MCP Apps, 2026-01-26 (https://github.com/modelcontextprotocol/ext-apps)",
    scope: "once",
    async run(trial) {
      const uris = new Set((await listTools(trial.http)).flatMap(widgetOf));
      if (uris.size === 0)
        throw new CheckSkipped("No tool names a widget. Assistants answer in words alone.");
      for (const uri of uris) await examineWidget(trial, uri);
    },
  },
  {
    id: "assistants.challenge",
    area,
    requirement: "Who submits the shop as an app to ChatGPT can show that the address is theirs.",
    source: openAiApps("Submit your app: domain verification"),
    scope: "once",
    async run(trial) {
      const target = "/.well-known/openai-apps-challenge";
      const { status, headers } = await trial.http.send({ target, bearer: null });
      const elsewhere = await trial.http.send({ target: `${target}-none`, bearer: null });
      trial.confirm(elsewhere.status === 404, "there is nothing beside it", String(elsewhere.status));
      if (status === 404) {
        throw new CheckSkipped(
          "No token is set. When OpenAI's form shows one, set OPENAI_APPS_CHALLENGE to it and start the shop anew.",
        );
      }
      const type = headers.get("content-type") ?? "nothing";
      trial.confirm(
        status === 200 && type.startsWith("text/plain"),
        "the token is answered",
        `${status}, ${type}`,
      );
    },
  },
];

const ServerInfo = Type.Object({
  name: Type.String(),
  title: Type.Optional(Type.String()),
  icons: Type.Optional(Type.Array(Type.Object({ src: Type.String() }), { minItems: 1 })),
});
const Result = Type.Object({ result: Type.Record(Type.String(), Type.Unknown()) });
const Found = Type.Object({
  products: Type.Array(
    Type.Object({ variants: Type.Array(Type.Object({ id: Type.String(), available: Type.Boolean() })) }),
  ),
});
const Widget = Type.Object({
  contents: Type.Tuple([
    Type.Object({
      mimeType: Type.String(),
      text: Type.String(),
      _meta: Type.Object({ ui: Type.Object({ csp: Type.Object({}) }) }),
    }),
  ]),
});
const NamesWidget = Type.Object({ ui: Type.Object({ resourceUri: Type.String() }) });

function resultOf(body: unknown): Readonly<Record<string, unknown>> | undefined {
  return Value.Check(Result, body) ? body.result : undefined;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.length > 0;
}

function lackOf({ title, description, outputSchema, annotations = {} }: ListedTool): readonly string[] {
  return [
    ...(isText(title) ? [] : ["title"]),
    ...(isText(description) ? [] : ["description"]),
    ...(outputSchema ? [] : ["outputSchema"]),
    ...hints.filter((hint) => typeof annotations[hint] !== "boolean"),
  ];
}

function succeeded({ isError, structure, text }: ToolResult, tool: string): ToolResult["structure"] {
  if (isError) throw new CheckFailed(`${tool} refuses: ${text}`);
  return structure;
}

function variantsOf(found: unknown) {
  return Value.Check(Found, found) ? found.products.flatMap(({ variants }) => variants) : [];
}

function widgetOf({ _meta }: ListedTool): readonly string[] {
  return Value.Check(NamesWidget, _meta) ? [_meta.ui.resourceUri] : [];
}

async function examineWidget(trial: Trial, uri: string): Promise<void> {
  const { body } = await askMcp(trial.http, { method: "resources/read", params: { uri } });
  const result = resultOf(body);
  if (!Value.Check(Widget, result))
    throw new CheckFailed(`${uri} is not read, or says not from where it loads`);
  const [{ mimeType, text }] = result.contents;
  const bytes = Buffer.byteLength(text);
  trial.confirm(mimeType === "text/html;profile=mcp-app", `${uri} is a page of MCP Apps`, mimeType);
  trial.confirm(bytes < HEAVIEST_WIDGET, `it has ${bytes} bytes`);
}
