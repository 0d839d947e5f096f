import { Elysia } from "elysia";
import htmx from "htmx.org/dist/htmx.min.js" with { type: "text" };
import { contextOf } from "../../http/request-context.ts";
import { type Reply, respond } from "../../http/respond.ts";
import { ProblemError } from "../../problem.ts";
import script from "./dashboard.js" with { type: "text" };
import badge from "./styles/badge.css" with { type: "text" };
import button from "./styles/button.css" with { type: "text" };
import card from "./styles/card.css" with { type: "text" };
import chart from "./styles/chart.css" with { type: "text" };
import effects from "./styles/effects.css" with { type: "text" };
import elements from "./styles/elements.css" with { type: "text" };
import form from "./styles/form.css" with { type: "text" };
import frame from "./styles/frame.css" with { type: "text" };
import list from "./styles/list.css" with { type: "text" };
import needs from "./styles/needs.css" with { type: "text" };
import notice from "./styles/notice.css" with { type: "text" };
import page from "./styles/page.css" with { type: "text" };
import phone from "./styles/phone.css" with { type: "text" };
import print from "./styles/print.css" with { type: "text" };
import table from "./styles/table.css" with { type: "text" };
import theme from "./styles/theme.css" with { type: "text" };
import timeline from "./styles/timeline.css" with { type: "text" };

/** A file that pages load, under a name that changes with its content: a browser keeps it for as long as it likes. */
interface Asset {
  readonly name: string;
  readonly reply: Reply;
}

/** Each file is of one subject; a later one goes before an earlier one, and what paper and phones want goes before all. */
const styles = [
  theme,
  elements,
  frame,
  page,
  card,
  table,
  badge,
  notice,
  form,
  button,
  list,
  chart,
  needs,
  effects,
  timeline,
  phone,
  print,
].join("");

/** The stylesheet, htmx and our own script, from the program itself. */
export const dashboardAssets = {
  styles: assetOf("dashboard", "css", styles),
  htmx: assetOf("htmx", "js", htmx),
  script: assetOf("dashboard", "js", script),
} as const satisfies Readonly<Record<string, Asset>>;

function assetOf(name: string, extension: "css" | "js", body: string): Asset {
  const hash = new Bun.CryptoHasher("sha256").update(body).digest("hex").slice(0, 16);
  return {
    name: `${name}.${hash}.${extension}`,
    reply: {
      status: 200,
      body,
      headers: {
        "content-type": extension === "css" ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8",
        "cache-control": "public, max-age=31536000, immutable",
      },
    },
  };
}

/** `/admin/assets/<name>`: nothing of the shop's is in them, so that they need no sign-in. */
export function assetRoutes() {
  const byName = new Map(Object.values(dashboardAssets).map(({ name, reply }) => [name, reply]));
  return new Elysia({ normalize: false }).get("/admin/assets/:file", ({ request, params }) => {
    const reply = byName.get(params.file);
    if (!reply) throw new ProblemError({ kind: "not_found", what: "route" });
    return respond(contextOf(request), reply);
  });
}
