import { Elysia } from "elysia";
import { explainCatalogRefusal } from "../../../catalog/editing/catalog-refusal.ts";
import { editProduct, type ProductEdit } from "../../../catalog/editing/edit-product.ts";
import { productInShop } from "../../../catalog/editing/owned-product.ts";
import type { Product } from "../../../catalog/product.ts";
import { productViews } from "../../../feed/product-list.ts";
import { html } from "../../../html.ts";
import { asId, type ProductId } from "../../../ids.ts";
import { minor } from "../../../money.ts";
import { pluralize } from "../../../pluralize.ts";
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
  "shop" | "reads" | "write" | "clock" | "productList" | "feedRules" | "lowStock"
>;

/** `/admin/products`: what is for sale, and what can be done with several products at once. */
export function productsRoute(frame: PageFrame, services: Services) {
  const { shop, productList, feedRules, lowStock } = services;
  return new Elysia({ normalize: false })
    .get("/admin/products", ({ request }) =>
      frame.asSignedIn(request, async (who) => {
        const asked = readAsked(request.url);
        const page = await productList.page({
          view: asked.view,
          text: asked.search,
          behind: asked.behind === "" ? undefined : asId<ProductId>(asked.behind),
          limit: PRODUCTS_A_PAGE,
          lowStock,
          ...feedRules(),
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

/** What is done with each of the chosen products, and what is said then. */
interface ManyChange {
  readonly done: string;
  readonly editOf: (product: Product) => Pick<ProductEdit, "product" | "variants">;
}

async function changeMany(frame: PageFrame, services: Services, sent: SentForm): Promise<Response> {
  const { form } = sent;
  const ids = form
    .getAll("id")
    .slice(0, PRODUCTS_A_PAGE)
    .map((id) => asId<ProductId>(id));
  if (ids.length === 0) return frame.done(sent, "/products", { words: "Nothing was chosen." });
  if (form.get("do") === "delete" && form.get("confirmed") !== "yes") {
    return frame.show(sent, askDelete(sent, ids));
  }
  const change = manyChangeOf(form);
  if (typeof change === "string") return frame.done(sent, "/products", { words: change });
  const { write, shop, clock } = services;
  const context = { actor: sent.actor, now: clock.now(), currency: shop.currency };
  const refused: string[] = [];
  for (const id of ids) {
    const done = await write(async (stores) => {
      const found = await productInShop(stores.catalog, id);
      const edit = found ? change.editOf(found.product) : { product: [], variants: [] };
      return editProduct(stores, id, edit, context);
    });
    if (!done.ok) refused.push(`${id}: ${explainCatalogRefusal(done.refusal)}`);
  }
  const words = `${pluralize(ids.length - refused.length, "product")} ${change.done}.`;
  return frame.done(sent, "/products", { words: [words, ...refused].join(" ") });
}

function manyChangeOf(form: URLSearchParams): ManyChange | string {
  switch (form.get("do")) {
    case "hide":
    case "show": {
      const value = form.get("do") === "show";
      const product = [{ field: "published", value } as const];
      return { done: value ? "shown" : "hidden", editOf: () => ({ product, variants: [] }) };
    }
    case "delete":
      return {
        done: "deleted",
        editOf: () => ({ product: [{ field: "listed", value: false }], variants: [] }),
      };
    case "reprice":
      return repricing(form.get("percent") ?? "");
    default:
      return "Nothing was done: choose what is to be done.";
  }
}

function repricing(text: string): ManyChange | string {
  const percent = Number(text.trim().replace("%", "").replace(",", "."));
  if (text.trim() === "" || !Number.isFinite(percent) || percent <= -100 || percent > 1000 || percent === 0)
    return "No price was changed: say by how many percent, like -10 or 5.";
  return {
    done: `priced ${percent > 0 ? "+" : ""}${percent} %`,
    editOf: ({ variants }) => ({
      product: [],
      variants: variants.map(({ id, price }) => ({
        id,
        changes: [{ field: "price", value: minor(Math.round((price * (100 + percent)) / 100)) }],
      })),
    }),
  };
}

function askDelete({ view }: SentForm, ids: readonly ProductId[]): DashboardPage {
  const fields = html`<input type="hidden" name="do" value="delete"><input type="hidden" name="confirmed" value="yes">
${ids.map((id) => html`<input type="hidden" name="id" value="${id}">`)}`;
  return {
    title: "Delete?",
    section: "products",
    isNarrow: true,
    main: html`${pageHead(`Delete ${pluralize(ids.length, "product")}?`)}
${card(html`${remark("They are sold and fed no more, and imports do not bring them back. Orders that have them keep them. Each can be brought back from the list of deleted products.", "warn")}
<ul>${ids.map((id) => html`<li>${id}</li>`)}</ul>
${dashboardForm(view, "/products/many", "Delete", {
  kind: "danger",
  fields,
  beside: html`<a class="button quiet" href="${view.root}/admin/products">Back, with nothing done</a>`,
})}`)}`,
  };
}
