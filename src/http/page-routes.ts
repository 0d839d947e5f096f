import { Elysia } from "elysia";
import type { Clock } from "../clock.ts";
import type { DownloadAnswer } from "../orders/digital-goods.ts";
import type { Order } from "../orders/order.ts";
import { wordsFor } from "../orders/order-language.ts";
import { acceptedLanguages } from "../preferred-language.ts";
import type { DiscoveryDocument } from "../protocols/protocol.ts";
import type { Shop } from "../shop.ts";
import { languageOf } from "./pages/checkout/language.ts";
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

/** What there may be nothing to see of. */
type ApologyKind = "unknownOrder" | "unknownDownload" | "expiredDownload" | "goneDownload";

/** What the shop shows without being asked who calls: discovery for agents, pages for people. */
export function pageRoutes({ shop, findOrder, openDownload, discovery, clock }: PageServices) {
  const home = pageReply(shop, homePage(shop));
  /** Says why there is nothing to see, in the reader's language. */
  function apology(request: Request, status: number, why: ApologyKind): Reply {
    const { words, locale } = wordsFor(undefined, acceptedLanguages(request.headers.get("accept-language")));
    const { frame } = languageOf(locale, null).words;
    const { title, text } = words[why];
    return pageReply(shop, { ...plainPage(title, text), language: locale, frame }, status);
  }
  function answerDownload(request: Request, download: DownloadAnswer): Reply {
    switch (download.kind) {
      case "goods":
        return sentTo(download.downloadUrl);
      case "unknown":
        return apology(request, 404, "unknownDownload");
      case "expired":
        return apology(request, 410, "expiredDownload");
      case "gone":
        return apology(request, 410, "goneDownload");
    }
  }
  function showOrder(request: Request, order: Order | undefined): Reply {
    if (!order) return apology(request, 404, "unknownOrder");
    return pageReply(shop, orderPage(order, shop, clock.now(), request.headers.get("accept-language")));
  }
  const app = new Elysia({ normalize: false });
  for (const { path, body, cacheSeconds } of discovery) {
    app.get(path, async ({ request }) =>
      respondJson(contextOf(request), 200, JSON.stringify(await body()), {
        "cache-control": `public, max-age=${cacheSeconds}`,
        "access-control-allow-origin": "*",
      }),
    );
  }
  return app
    .get("/", ({ request }) => respond(contextOf(request), home))
    .get("/orders/:token", async ({ request, params }) => {
      const order = await findOrder(params.token);
      return respond(contextOf(request), showOrder(request, order));
    })
    .get("/downloads/:token", async ({ request, params }) => {
      const download = await openDownload(params.token);
      return respond(contextOf(request), answerDownload(request, download));
    });
}

/** Sends a browser on to the merchant's file. */
function sentTo(url: string): Reply {
  return { status: 302, body: null, headers: { location: url } };
}
