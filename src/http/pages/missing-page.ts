import { html, link } from "../../html.ts";
import type { Shop } from "../../shop.ts";
import type { Reply } from "../respond.ts";
import { firstSegment } from "../route-table.ts";
import { languageOf } from "./checkout/language.ts";
import { pageReply } from "./layout.ts";

/** Whether somebody looks for a page: browsers name HTML among what they take, agents and programs do not. */
export function looksForPage({ method, headers }: Request): boolean {
  return method === "GET" && headers.get("accept")?.includes("text/html") === true;
}

/** What a person sees at an address where nothing is, in their language; in the dashboard's room with the way back to it. */
export function missingPage(shop: Shop, path: string, acceptLanguage: string | null): Reply {
  const { locale, words } = languageOf(undefined, acceptLanguage);
  const dashboard =
    firstSegment(path) === "/admin"
      ? html`\n<p lang="en">${link(`${shop.publicBaseUrl}/admin`, "To the dashboard")}</p>`
      : undefined;
  const { noPageTitle: title, noPage: text, frame } = words;
  const main = html`<h1>${title}</h1>\n<p>${text}</p>${dashboard}`;
  return pageReply(shop, { title, main, language: locale, frame }, 404);
}
