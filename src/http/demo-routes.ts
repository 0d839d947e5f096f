import { Elysia } from "elysia";
import { demoPicture } from "../demo/catalog.ts";
import { demoPolicies } from "../demo/shop.ts";
import { ProblemError } from "../problem.ts";
import type { Shop } from "../shop.ts";
import { pageReply } from "./pages/layout.ts";
import { plainPage } from "./pages/plain-page.ts";
import { contextOf } from "./request-context.ts";
import { respond } from "./respond.ts";

/** What a merchant's own site has, and the demo shop therefore brings along: policies and pictures. */
export function demoRoutes(shop: Shop) {
  return new Elysia({ normalize: false })
    .get("/policies/:name", ({ request, params }) => {
      const policy = Object.hasOwn(demoPolicies, params.name) ? demoPolicies[params.name] : undefined;
      if (!policy) throw new ProblemError({ kind: "not_found", what: "route" });
      return respond(contextOf(request), pageReply(shop, plainPage(policy.title, policy.text)));
    })
    .get("/demo/:file", ({ request, params }) => {
      const picture = params.file.endsWith(".svg")
        ? demoPicture(params.file.slice(0, -".svg".length))
        : undefined;
      if (picture === undefined) throw new ProblemError({ kind: "not_found", what: "route" });
      return respond(contextOf(request), {
        status: 200,
        body: picture,
        headers: { "content-type": "image/svg+xml", "cache-control": "public, max-age=86400" },
      });
    });
}
