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
import type { PageFrame, SentForm, SignedIn } from "../page-frame.ts";
import { plainDashboardPage } from "../plain-page.ts";
import { pathOfProduct } from "../products/view.ts";
import { addVariantCard, addVariantFrom } from "./add-variant.ts";
import { readProductForm } from "./read-form.ts";
import { dashboardProductPage, type ProductPageView } from "./view.ts";

type Services = Pick<AdminServices, "shop" | "reads" | "write" | "clock" | "feedRules">;
type Params = { readonly params: { readonly product: string }; readonly request: Request };
type Show = (
  who: SignedIn,
  id: ProductId,
  more?: Partial<ProductPageView>,
  status?: number,
) => Promise<Response>;

/** `/admin/products/p/<id>`: a product, and a path below it for everything that can be done with it. */
export function productPageRoutes(frame: PageFrame, services: Services) {
  const { reads, shop } = services;

  const show: Show = async (who, id, more = {}, status = 200) => {
    const found = await productInShop(reads.catalog, id);
    if (!found) return frame.show(who, noSuchProduct, { status: 404 });
    const history = await reads.audit.of(id);
    const standing = standingOf(found, services);
    const people = await reads.people.all();
    const page = { view: who.view, found, standing, history, people, from: 0, ...more };
    const below = addVariantCard(page, shop);
    return frame.show(who, dashboardProductPage({ ...page, below }, shop), { status });
  };

  const routes = new Elysia({ normalize: false })
    .get("/admin/products/p/:product", ({ request, params }) =>
      frame.asSignedIn(request, (who) => {
        const from = Number(new URL(request.url).searchParams.get("from") ?? 0);
        return show(who, idOf(params.product), { from: Number.isSafeInteger(from) && from > 0 ? from : 0 });
      }),
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
      "/admin/products/p/:product",
      ({ request, params }: Params) =>
        frame.receive(request, (sent) => save(frame, services, show, sent, idOf(params.product))),
      { parse: "none" },
    )
    .post(
      "/admin/products/p/:product/variants",
      ({ request, params }: Params) =>
        frame.receive(request, (sent) => receiveVariant(frame, services, show, sent, idOf(params.product))),
      { parse: "none" },
    );
  for (const act of acts) {
    routes.post(
      `/admin/products/p/:product/${act.path}`,
      ({ request, params }: Params) =>
        frame.receive(request, (sent) => receiveAct(frame, services, show, sent, idOf(params.product), act)),
      { parse: "none" },
    );
  }
  return routes;
}

/** Something done with a product by one press, in one job. */
interface ProductAct {
  readonly path: string;
  readonly work: (
    stores: CatalogEditStores,
    id: ProductId,
    form: URLSearchParams,
    context: EditContext,
  ) => Promise<CatalogChange<ProductInShop>>;
  /** What was done, in the past tense. */
  readonly done: (product: ProductInShop["product"]) => string;
  /** The path of what takes it back, where that is honest. */
  readonly undo?: string;
}

const edit =
  (field: "published" | "listed", value: boolean): ProductAct["work"] =>
  (stores, id, form, context) =>
    editProduct(stores, id, { product: [{ field, value }], variants: [], version: versionIn(form) }, context);

const acts: readonly ProductAct[] = [
  { path: "hide", work: edit("published", false), done: ({ title }) => `${title} is hidden.`, undo: "show" },
  { path: "show", work: edit("published", true), done: ({ title }) => `${title} is shown.`, undo: "hide" },
  {
    path: "delete",
    work: edit("listed", false),
    done: ({ title }) => `${title} is deleted.`,
    undo: "restore",
  },
  { path: "restore", work: edit("listed", true), done: ({ title }) => `${title} is back.` },
  {
    path: "copy",
    work: (stores, id, _, context) => copyProduct(stores, id, context),
    done: () => "This is the copy: hidden, and with nothing in stock, until you change that.",
  },
  {
    path: "give-back",
    work: (stores, id, form, context) =>
      giveBack(stores, id, [keyIn(form)], { ...context, version: versionIn(form) }),
    done: () => "What your source says holds again.",
  },
];

/** Under which the product was seen; absent in a form that takes something back. */
function versionIn(form: URLSearchParams): string | undefined {
  return form.get("version") ?? undefined;
}

async function receiveAct(
  frame: PageFrame,
  services: Services,
  show: Show,
  sent: SentForm,
  id: ProductId,
  { work, done, undo }: ProductAct,
): Promise<Response> {
  const context = contextOf(services, sent);
  const changed = await services.write((stores) => work(stores, id, sent.form, context));
  if (!changed.ok) return show(sent, id, { reason: explainCatalogRefusal(changed.refusal) }, 409);
  const { product } = changed.value;
  const path = pathOfProduct(product.id);
  const words = done(product);
  return frame.done(sent, path, {
    words,
    undo: undo === undefined ? undefined : { path: `${path}/${undo}` },
  });
}

async function receiveVariant(
  frame: PageFrame,
  services: Services,
  show: Show,
  sent: SentForm,
  id: ProductId,
): Promise<Response> {
  const found = await productInShop(services.reads.catalog, id);
  if (!found) return frame.show(sent, noSuchProduct, { status: 404 });
  const refused = await addVariantFrom(services, found, sent);
  return refused
    ? show(sent, id, { reason: refused.reason, variantTyped: sent.form }, refused.status)
    : frame.done(sent, pathOfProduct(id), { words: "The variant is added." });
}

async function save(
  frame: PageFrame,
  services: Services,
  show: Show,
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

function askDelete({ view }: SignedIn, { product, madeHere, version }: ProductInShop): DashboardPage {
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
  fields: html`<input type="hidden" name="version" value="${version}">`,
  beside: html`<a class="button quiet" href="${view.root}/admin${path}">Back, with nothing done</a>`,
})}`)}`,
  };
}

const noSuchProduct = plainDashboardPage("No such product", "There is no product of this id.");

/** An id as it is: paths spell some letters otherwise. */
function idOf(text: string): ProductId {
  try {
    return asId(decodeURIComponent(text));
  } catch {
    return asId(text);
  }
}
