import { Elysia } from "elysia";
import { explainCatalogRefusal } from "../../../catalog/editing/catalog-refusal.ts";
import { makeProduct, type NewProduct } from "../../../catalog/editing/make-product.ts";
import { readOptionLines } from "../../../catalog/editing/option-lines.ts";
import { html } from "../../../html.ts";
import { parseMajor } from "../../../money.ts";
import type { Shop } from "../../../shop.ts";
import { webAddressOf } from "../../../web-address.ts";
import { type DashboardView, dashboardForm, field, textArea, tickBox } from "../../parts/forms.ts";
import { card, pageHead, remark } from "../../parts/page-parts.ts";
import type { AdminServices } from "../../services.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import type { PageFrame } from "../page-frame.ts";
import { pathOfProduct } from "../products/view.ts";

/** What is wrong with what was typed, by the field. */
type Mistakes = Readonly<Record<string, string>>;

/** `/admin/products/new`: a product that no source lists. */
export function productNewRoute(
  frame: PageFrame,
  { shop, write, clock }: Pick<AdminServices, "shop" | "write" | "clock">,
) {
  return new Elysia({ normalize: false })
    .get("/admin/products/new", ({ request }) =>
      frame.asSignedIn(request, async (who) => frame.show(who, newPage(who.view, shop))),
    )
    .post(
      "/admin/products/new",
      ({ request }) =>
        frame.receive(request, async (sent) => {
          const { wanted, mistakes } = readNewProduct(sent.form, shop);
          if (wanted === undefined)
            return frame.show(sent, newPage(sent.view, shop, sent.form, mistakes), { status: 422 });
          const context = { actor: sent.actor, now: clock.now(), currency: shop.currency };
          const made = await write((stores) => makeProduct(stores, wanted, context));
          if (!made.ok) {
            const reason = explainCatalogRefusal(made.refusal);
            return frame.show(sent, newPage(sent.view, shop, sent.form, {}, reason), { status: 409 });
          }
          const { id, title } = made.value.product;
          return frame.done(sent, pathOfProduct(id), { words: `${title} is made.` });
        }),
      { parse: "none" },
    );
}

function newPage(
  view: DashboardView,
  { currency }: Shop,
  typed = new URLSearchParams({ published: "yes", requires_shipping: "yes" }),
  mistakes: Mistakes = {},
  reason?: string,
): DashboardPage {
  const options = (name: string) => ({ value: typed.get(name) ?? "", mistake: mistakes[name] });
  return {
    title: "New product",
    section: "products",
    isNarrow: true,
    main: html`${pageHead("New product", { back: { href: `${view.root}/admin/products`, words: "All products" } })}
${reason === undefined ? undefined : remark(reason, "bad", "alert")}
${card(
  dashboardForm(view, "/products/new", "Make it", {
    kind: "primary",
    fields: html`${field("title", "Title", { ...options("title"), isRequired: true })}
${textArea("description", "Description", options("description"))}
<div class="pair">${field("price", `Price in ${currency.toUpperCase()}`, { ...options("price"), example: "12.50", isRequired: true })}
${field("stock", "How many there are", { ...options("stock"), hint: "Empty: nobody counts them" })}
${field("sku", "SKU", { ...options("sku"), hint: "Of several variants, what each begins with" })}</div>
${textArea("options", "What it comes in", { ...options("options"), hint: "Empty for one thing. Else an option a line, like Size: Small, Medium, Large: each combination becomes a variant with this price and stock, and can be changed then" })}
${textArea("media", "Pictures", { ...options("media"), hint: "Their https:// addresses, one a line, the first one first" })}
${field("id", "Id", { ...options("id"), hint: "What agents order it by; made from the title where it is empty" })}
${tickBox("requires_shipping", "It is shipped", typed.has("requires_shipping"))}
${tickBox("published", "Show and sell it at once", typed.has("published"))}`,
  }),
)}`,
  };
}

function readNewProduct(
  form: URLSearchParams,
  { currency }: Shop,
): { readonly wanted?: NewProduct; readonly mistakes: Mistakes } {
  const text = (name: string) => form.get(name)?.trim() ?? "";
  const price = parseMajor(text("price"), currency);
  const images = text("media")
    .split(/\s+/)
    .filter((line) => line !== "");
  const urls = images.map((image) => webAddressOf(image));
  const comesIn = readOptionLines(text("options").replaceAll("\r\n", "\n"));
  const mistakes: Mistakes = {
    ...(!comesIn.ok && { options: comesIn.reason }),
    ...(text("title") === "" && { title: "Every product has a title." }),
    ...((price === undefined || price < 0) && { price: `This must be an amount like 12.50.` }),
    ...(!/^\d{0,9}$/.test(text("stock")) && { stock: "This must be a whole number, or empty." }),
    ...(urls.includes(undefined) && { media: "These must be whole https:// addresses, one a line." }),
  };
  if (price === undefined || !comesIn.ok || Object.keys(mistakes).length > 0) return { mistakes };
  const { combinations } = comesIn;
  const variants = (combinations.length === 0 ? [[]] : combinations).map((options) => ({
    price,
    stock: text("stock") === "" ? null : Number(text("stock")),
    sku: text("sku") === "" ? "" : [text("sku"), ...options.map(({ value }) => value)].join("-"),
    options,
    requiresShipping: form.has("requires_shipping"),
  }));
  const wanted = {
    id: text("id") === "" ? undefined : text("id"),
    title: text("title"),
    description: text("description"),
    published: form.has("published"),
    imageUrls: urls.flatMap((url) => url ?? []),
    variants,
  };
  return { wanted, mistakes };
}
