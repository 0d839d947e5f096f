import { Elysia } from "elysia";
import type { Clock } from "../clock.ts";
import type { DownloadAnswer } from "../orders/digital-goods.ts";
import type { Order } from "../orders/order.ts";
import type { DiscoveryDocument } from "../protocols/protocol.ts";
import type { Shop } from "../shop.ts";
import { homePage } from "./pages/home-page.ts";
import { pageReply } from "./pages/layout.ts";
import { orderPage } from "./pages/order-page.ts";
import { plainPage } from "./pages/plain-page.ts";
import { contextOf } from "./request-context.ts";
import { type Reply, respond, respondJson } from "./respond.ts";

export interface PageServices {
  readonly shop: Shop;
  /** The order whose permalink ends in this token. */
  readonly findOrder: (permalinkToken: string) => Promise<Order | undefined>;
  /** Where the download link that ends in this token leads. */
  readonly openDownload: (token: string) => Promise<DownloadAnswer>;
  /** What protocols let anybody read of the shop. */
  readonly discovery: readonly DiscoveryDocument[];
  readonly clock: Clock;
}

/** What the shop shows without being asked who calls: discovery for agents, pages for people. */
export function pageRoutes({ shop, findOrder, openDownload, discovery, clock }: PageServices) {
  const home = pageReply(shop, homePage(shop));
  const apology = (status: number, title: string, text: string) =>
    pageReply(shop, plainPage(title, text), status);
  function unknownOrder(): Reply {
    return apology(
      404,
      "No such order",
      "This link leads to no order. Check that it was copied whole, or ask the shop.",
    );
  }
  function answerDownload(download: DownloadAnswer): Reply {
    switch (download.kind) {
      case "goods":
        return sentTo(download.downloadUrl);
      case "unknown":
        return apology(
          404,
          "No such download",
          "Check that the link was copied whole, or open it from your order's page.",
        );
      case "expired":
        return apology(
          410,
          "This link has expired",
          "Ask the shop for a new one, with the number of your order.",
        );
      case "gone":
        return apology(
          410,
          "Nothing to download",
          "It was canceled or refunded, or the shop has taken it back. Ask the shop.",
        );
    }
  }
  const app = new Elysia({ normalize: false });
  for (const { path, body, cacheSeconds } of discovery) {
    const text = JSON.stringify(body);
    app.get(path, ({ request }) =>
      respondJson(contextOf(request), 200, text, {
        "cache-control": `public, max-age=${cacheSeconds}`,
        "access-control-allow-origin": "*",
      }),
    );
  }
  return app
    .get("/", ({ request }) => respond(contextOf(request), home))
    .get("/orders/:token", async ({ request, params }) => {
      const order = await findOrder(params.token);
      return respond(
        contextOf(request),
        order ? pageReply(shop, orderPage(order, shop, clock.now())) : unknownOrder(),
      );
    })
    .get("/downloads/:token", async ({ request, params }) => {
      const download = await openDownload(params.token);
      return respond(contextOf(request), answerDownload(download));
    });
}

/** Sends a browser on to the merchant's file. */
function sentTo(url: string): Reply {
  return { status: 302, body: null, headers: { location: url } };
}
