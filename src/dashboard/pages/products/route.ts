import { Elysia } from "elysia";
import { productViews } from "../../../feed/product-list.ts";
import { html } from "../../../html.ts";
import { asId, type ProductId } from "../../../ids.ts";
import { pluralize } from "../../../pluralize.ts";
import {
  changeProducts,
  isPercentOfPrices,
  type ProductsChange,
  productChanges,
  type SeenProduct,
} from "../../change-products.ts";
import { listProducts } from "../../list-products.ts";
import { dashboardForm } from "../../parts/forms.ts";
import { card, pageHead, remark } from "../../parts/page-parts.ts";
import { readQuery } from "../../query.ts";
import type { AdminServices } from "../../services.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import type { PageFrame, SentForm } from "../page-frame.ts";
import { type ProductsAsked, productsPage } from "./view.ts";

/** How many products a page lists. */
const PRODUCTS_A_PAGE = 50;

type Services = Pick<
  AdminServices,
  "shop" | "reads" | "write" | "clock" | "productList" | "feedRules" | "feedStanding" | "lowStock"
>;

/** `/admin/products`: what is for sale, and what can be done with several products at once. */
export function productsRoute(frame: PageFrame, services: Services) {
  const { shop } = services;
  return new Elysia({ normalize: false })
    .get("/admin/products", ({ request }) =>
      frame.asSignedIn(request, async (who) => {
        const asked = readAsked(request.url);
        const page = await listProducts(services, {
          view: asked.view,
          text: asked.search,
          behind: asked.behind === "" ? undefined : asId<ProductId>(asked.behind),
          limit: PRODUCTS_A_PAGE,
        });
        return frame.show(who, productsPage({ view: who.view, asked, page }, shop));
      }),
    )
    .post(
      "/admin/products/many",
      ({ request }) => frame.receive(request, (sent) => changeMany(frame, services, sent)),
      { parse: "none" },
    );
}

function readAsked(url: string): ProductsAsked {
  const query = readQuery(url);
  return {
    view: query.oneOf("view", productViews) ?? "all",
    search: query.text("search") ?? "",
    behind: query.text("behind") ?? "",
  };
}

async function changeMany(frame: PageFrame, services: Services, sent: SentForm): Promise<Response> {
  const { form } = sent;
  const products = form
    .getAll("id")
    .slice(0, PRODUCTS_A_PAGE)
    .map((id) => ({ id: asId<ProductId>(id), version: form.get(`version:${id}`) ?? undefined }));
  if (products.length === 0) return frame.done(sent, "/products", { words: "Nothing was chosen." });
  if (form.get("do") === "delete" && form.get("confirmed") !== "yes")
    return frame.show(sent, askDelete(sent, products));
  const change = changeIn(form);
  if (typeof change === "string") return frame.done(sent, "/products", { words: change });
  const { shop, clock } = services;
  const context = { actor: sent.actor, now: clock.now(), currency: shop.currency };
  const changed = await changeProducts(services, products, change, context);
  const refused = changed.flatMap((each) =>
    each.refused === undefined ? [] : [`${each.id}: ${each.refused}`],
  );
  const words = `${pluralize(changed.length - refused.length, "product")} ${doneInWords(change)}.`;
  return frame.done(sent, "/products", { words: [words, ...refused].join(" "), isWrong: refused.length > 0 });
}

function changeIn(form: URLSearchParams): ProductsChange | string {
  const wanted = productChanges.find((name) => name === form.get("do"));
  if (wanted === undefined) return "Nothing was done: choose what is to be done.";
  if (wanted !== "reprice") return { do: wanted };
  const text = (form.get("percent") ?? "").trim().replace("%", "").replace(",", ".");
  const percent = Number(text);
  return text !== "" && isPercentOfPrices(percent)
    ? { do: wanted, percent }
    : "No price was changed: say by how many percent, like -10 or 5.";
}

function doneInWords(change: ProductsChange): string {
  switch (change.do) {
    case "hide":
      return "hidden";
    case "show":
      return "shown";
    case "delete":
      return "deleted";
    case "reprice":
      return `priced ${change.percent > 0 ? "+" : ""}${change.percent} %`;
  }
}

function askDelete({ view }: SentForm, products: readonly SeenProduct[]): DashboardPage {
  const fields = html`<input type="hidden" name="do" value="delete"><input type="hidden" name="confirmed" value="yes">
${products.map(({ id, version }) => html`<input type="hidden" name="id" value="${id}"><input type="hidden" name="version:${id}" value="${version}">`)}`;
  return {
    title: "Delete?",
    section: "products",
    isNarrow: true,
    main: html`${pageHead(`Delete ${pluralize(products.length, "product")}?`)}
${card(html`${remark("They are sold and fed no more, and imports do not bring them back. Orders that have them keep them. Each can be brought back from the list of deleted products.", "warn")}
<ul>${products.map(({ id }) => html`<li>${id}</li>`)}</ul>
${dashboardForm(view, "/products/many", "Delete", {
  kind: "danger",
  fields,
  beside: html`<a class="button quiet" href="${view.root}/admin/products">Back, with nothing done</a>`,
})}`)}`,
  };
}
