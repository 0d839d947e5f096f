import { Elysia } from "elysia";
import type { PictureOrigins } from "../catalog/picture-origins.ts";
import { contextOf } from "../http/request-context.ts";
import { respondJson } from "../http/respond.ts";
import { ProblemError } from "../problem.ts";
import type { Shop } from "../shop.ts";
import { foreignPage, isForeignPage } from "./foreign-page.ts";
import type { McpEndpoint } from "./mcp-server.ts";
import { createMessageAnswers, type MessageServices } from "./posted-messages.ts";
import { respondRefusal } from "./refused-message.ts";
import { functionDefinitions } from "./shop-tools.ts";
import type { Tool } from "./tool.ts";
import { widgetResources } from "./widgets/widget-resources.ts";

export interface McpServices extends MessageServices {
  /** Makes the tools: for the first who asks, since bundling their schemas takes longer than most answers. */
  readonly makeTools: () => readonly Tool[];
  /** The names of the tools that /tools.json describes. */
  readonly described: readonly string[];
  readonly shop: Shop;
  readonly pictures: PictureOrigins;
  /** Origins whose pages may call from a browser. */
  readonly browserOrigins: readonly string[];
}

/**
 * `/mcp`, and the same tools as function-calling definitions at `/tools.json`. The request pipeline has named the agent where a
 * bearer was sent; without one, tools that need an agent refuse for themselves. There is no GET: nothing is ever
 * streamed, which MCP lets a server say by 405.
 */
export function mcpRoutes(services: McpServices) {
  const { makeTools, described, shop, pictures, newest, browserOrigins, clock } = services;
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
  const answer = createMessageAnswers(endpoint, services);
  const welcome = new Set([new URL(shop.publicBaseUrl).origin, ...browserOrigins]);

  return new Elysia({ normalize: false })
    .post(
      "/mcp",
      async ({ request }) => {
        const context = contextOf(request);
        if (isForeignPage(request, welcome)) return respondRefusal(context, newest, foreignPage, 403);
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
