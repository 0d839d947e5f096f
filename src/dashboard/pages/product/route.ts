import { Elysia } from "elysia";
import { adjustStock } from "../../../catalog/editing/adjust-stock.ts";
import { type CatalogChange, explainCatalogRefusal } from "../../../catalog/editing/catalog-refusal.ts";
import {
  type CatalogEditStores,
  type EditContext,
  editProduct,
  giveBack,
} from "../../../catalog/editing/edit-product.ts";
import { copyProduct } from "../../../catalog/editing/make-product.ts";
import type { OverrideKey } from "../../../catalog/editing/override.ts";
import { type ProductInShop, productInShop } from "../../../catalog/editing/owned-product.ts";
import { judgeProduct } from "../../../feed/product-standing.ts";
import { html } from "../../../html.ts";
import { asId, type ProductId, type VariantId } from "../../../ids.ts";
import { dashboardForm } from "../../parts/forms.ts";
import { card, pageHead, remark } from "../../parts/page-parts.ts";
import type { AdminServices } from "../../services.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import type { Notice } from "../../shell/notice.ts";
import type { PageFrame, SentForm, SignedIn } from "../page-frame.ts";
import { plainDashboardPage } from "../plain-page.ts";
import { pathOfProduct } from "../products/view.ts";
import { readProductForm } from "./read-form.ts";
import { dashboardProductPage, type ProductPageView } from "./view.ts";

type Services = Pick<AdminServices, "shop" | "reads" | "write" | "clock" | "feedRules">;
type Params = { readonly params: { readonly product: string }; readonly request: Request };

const unpublish = { product: [{ field: "published", value: false }], variants: [] } as const;
const publish = { product: [{ field: "published", value: true }], variants: [] } as const;
const unlist = { product: [{ field: "listed", value: false }], variants: [] } as const;
const list = { product: [{ field: "listed", value: true }], variants: [] } as const;

/** `/admin/products/p/<id>`: a product, and a path below it for everything that can be done with it. */
export function productPageRoutes(frame: PageFrame, services: Services) {
  const { reads, shop } = services;
  const idOf = (text: string) => asId<ProductId>(decoded(text));

  async function show(who: SignedIn, id: ProductId, more: Partial<ProductPageView> = {}, status = 200) {
    const found = await productInShop(reads.catalog, id);
    if (!found) return frame.show(who, noSuchProduct, { status: 404 });
    const history = await reads.audit.of(id);
    const standing = standingOf(found, services);
    const people = await reads.people.all();
    const page = { view: who.view, found, standing, history, people, from: 0, ...more };
    return frame.show(who, dashboardProductPage(page, shop), { status });
  }

  /** Does something with the product of the address in one job, and says on its page what was done. */
  const act = (
    path: string,
    work: (
      stores: CatalogEditStores,
      id: ProductId,
      sent: SentForm,
      context: EditContext,
    ) => Promise<CatalogChange<ProductInShop>>,
    noticeOf: (done: ProductInShop) => Notice,
  ) =>
    [
      `/admin/products/p/:product/${path}`,
      ({ request, params }: Params) =>
        frame.receive(request, async (sent) => {
          const id = idOf(params.product);
          const done = await services.write((stores) => work(stores, id, sent, contextOf(services, sent)));
          if (!done.ok) return show(sent, id, { reason: explainCatalogRefusal(done.refusal) }, 409);
          return frame.done(sent, pathOfProduct(done.value.product.id), noticeOf(done.value));
        }),
      { parse: "none" },
    ] as const;

  const undo =
    (path: string) =>
    ({ product }: ProductInShop, words: string): Notice => ({
      words,
      undo: { path: `${pathOfProduct(product.id)}/${path}` },
    });

  return new Elysia({ normalize: false })
    .get("/admin/products/p/:product", ({ request, params }) =>
      frame.asSignedIn(request, (who) => {
        const from = Number(new URL(request.url).searchParams.get("from") ?? 0);
        return show(who, idOf(params.product), { from: Number.isSafeInteger(from) && from > 0 ? from : 0 });
      }),
    )
    .post(
      "/admin/products/p/:product",
      ({ request, params }: Params) =>
        frame.receive(request, (sent) => save(frame, services, show, sent, idOf(params.product))),
      { parse: "none" },
    )
    .get("/admin/products/p/:product/delete", ({ request, params }) =>
      frame.asSignedIn(request, async (who) => {
        const found = await productInShop(reads.catalog, idOf(params.product));
        return found
          ? frame.show(who, askDelete(who, found))
          : frame.show(who, noSuchProduct, { status: 404 });
      }),
    )
    .post(
      ...act(
        "hide",
        (stores, id, _, context) => editProduct(stores, id, unpublish, context),
        (done) => undo("show")(done, `${done.product.title} is hidden.`),
      ),
    )
    .post(
      ...act(
        "show",
        (stores, id, _, context) => editProduct(stores, id, publish, context),
        (done) => undo("hide")(done, `${done.product.title} is shown.`),
      ),
    )
    .post(
      ...act(
        "delete",
        (stores, id, _, context) => editProduct(stores, id, unlist, context),
        (done) => undo("restore")(done, `${done.product.title} is deleted.`),
      ),
    )
    .post(
      ...act(
        "restore",
        (stores, id, _, context) => editProduct(stores, id, list, context),
        ({ product }) => ({ words: `${product.title} is back.` }),
      ),
    )
    .post(
      ...act(
        "copy",
        (stores, id, _, context) => copyProduct(stores, id, context),
        () => ({ words: "This is the copy: hidden, and with nothing in stock, until you change that." }),
      ),
    )
    .post(
      ...act(
        "give-back",
        (stores, id, { form }, context) => giveBack(stores, id, [keyIn(form)], context),
        () => ({ words: "What your source says holds again." }),
      ),
    );
}

async function save(
  frame: PageFrame,
  services: Services,
  show: (who: SignedIn, id: ProductId, more: Partial<ProductPageView>, status: number) => Promise<Response>,
  sent: SentForm,
  id: ProductId,
): Promise<Response> {
  const { form } = sent;
  const from = Number(form.get("from") ?? 0) || 0;
  const found = await productInShop(services.reads.catalog, id);
  if (!found) return frame.show(sent, noSuchProduct, { status: 404 });
  if (form.get("version") !== found.version) {
    const reason = explainCatalogRefusal({ kind: "changed_meanwhile" });
    return show(sent, id, { from, reason }, 409);
  }
  const { edit, stock, mistakes } = readProductForm(form, found, services.shop);
  if (mistakes.length > 0) return show(sent, id, { from, reason: mistakes.join(" "), typed: form }, 422);
  const context = contextOf(services, sent);
  const done = await services.write(async (stores) => {
    const changed = await editProduct(stores, id, edit, context);
    if (!changed.ok) return changed;
    for (const each of stock) {
      const adjusted = await adjustStock(stores, each.id, each.edit, context);
      if (!adjusted.ok) return adjusted;
    }
    return changed;
  });
  if (!done.ok)
    return show(sent, id, { from, reason: explainCatalogRefusal(done.refusal), typed: form }, 409);
  const words = `${done.value.product.title} is saved.`;
  return frame.done(sent, `${pathOfProduct(id)}${from > 0 ? `?from=${from}` : ""}`, { words });
}

function contextOf({ clock, shop }: Services, { actor }: Pick<SignedIn, "actor">): EditContext {
  return { actor, now: clock.now(), currency: shop.currency };
}

function keyIn(form: URLSearchParams): OverrideKey {
  const [id, field] = [form.get("id") ?? "", form.get("field") ?? ""];
  return form.get("of") === "variant"
    ? { of: "variant", id: asId<VariantId>(id), field }
    : { of: "product", id: asId<ProductId>(id), field };
}

function standingOf({ product, stored }: ProductInShop, { feedRules }: Services) {
  const { terms, generation } = feedRules();
  const reserved = new Map([...stored].map(([id, variant]) => [id, variant.reserved]));
  return judgeProduct({ product, reserved, idIsTaken: false }, terms, generation);
}

function askDelete({ view }: SignedIn, { product, madeHere }: ProductInShop): DashboardPage {
  const path = pathOfProduct(product.id);
  const kept = madeHere ? "" : " Your source may go on listing it: imports do not bring it back.";
  return {
    title: "Delete?",
    section: "products",
    isNarrow: true,
    main: html`${pageHead(`Delete ${product.title}?`)}
${card(html`${remark(`It is sold and fed no more.${kept} Orders that have it keep it, and you can bring it back.`, "warn")}
${dashboardForm(view, `${path}/delete`, "Delete", {
  kind: "danger",
  fields: html`<span></span>`,
  beside: html`<a class="button quiet" href="${view.root}/admin${path}">Back, with nothing done</a>`,
})}`)}`,
  };
}

const noSuchProduct = plainDashboardPage("No such product", "There is no product of this id.");

/** An id as it is: paths spell some letters otherwise. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
