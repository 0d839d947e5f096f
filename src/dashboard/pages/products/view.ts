import type { ProductListPage, ProductSummary, ProductView } from "../../../feed/product-list.ts";
import { productViews } from "../../../feed/product-list.ts";
import { type Content, type Html, html } from "../../../html.ts";
import { formatForPeople } from "../../../money.ts";
import { pluralize } from "../../../pluralize.ts";
import type { Shop } from "../../../shop.ts";
import { type DashboardView, formMarks, linkButton } from "../../parts/forms.ts";
import { badge, type Column, card, emptyState, listTable, pageHead, row } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";

/** What the list shows, and what was asked for. */
export interface ProductsView {
  readonly view: DashboardView;
  readonly asked: ProductsAsked;
  readonly page: ProductListPage;
}

/** What a list of products was asked for, as its address says it. */
export interface ProductsAsked {
  readonly view: ProductView;
  readonly search: string;
  readonly behind: string;
}

const viewWords: Readonly<Record<ProductView, string>> = {
  all: "All",
  shown: "Shown",
  hidden: "Hidden",
  low_stock: "Low stock",
  sold_out: "Sold out",
  refused: "Not in feed",
  changed: "Changed here",
  made_here: "Made here",
  deleted: "Deleted",
};

/** All products, or those asked for. */
export function productsPage({ view, asked, page }: ProductsView, shop: Shop): DashboardPage {
  const { root } = view;
  return {
    title: "Products",
    section: "products",
    pictures: page.products.flatMap(({ picture }) => picture ?? []),
    main: html`${pageHead("Products", {
      actions: html`${linkButton(root, "/products/upload", "Upload a catalogue")}${linkButton(root, "/products/new", "New product", "primary")}`,
    })}
<div id="products">
${card(undefined, {
  table: html`${tabs(root, asked)}
${filters(root, asked)}
${page.products.length === 0 ? nothing(root, asked) : tableOf(view, asked, page, shop)}`,
})}
${paging(root, asked, page)}
</div>`,
  };
}

/** The part of an address that asks for a list; only what is not as it is without being asked for. */
function addressOfProducts({ view, search, behind }: ProductsAsked): string {
  const query = new URLSearchParams({
    ...(view !== "all" && { view }),
    ...(search !== "" && { search }),
    ...(behind !== "" && { behind }),
  }).toString();
  return query === "" ? "" : `?${query}`;
}

/** Where a product's page is, after `/admin`. */
export function pathOfProduct(id: string): string {
  return `/products/p/${encodeURIComponent(id)}`;
}

function tabs(root: string, asked: ProductsAsked): Html {
  const tab = (view: ProductView) =>
    html`<a href="${root}/admin/products${addressOfProducts({ ...asked, view, behind: "" })}"${view === asked.view ? html` aria-current="true"` : undefined}>${viewWords[view]}</a>`;
  return html`<nav class="tabs" aria-label="Products by how they stand">${productViews.map(tab)}</nav>`;
}

/** With scripts, the list follows what is typed; without, the button does. */
function filters(root: string, asked: ProductsAsked): Html {
  return html`<form class="filters" method="get" action="${root}/admin/products" hx-get="${root}/admin/products" hx-trigger="input delay:250ms, submit" hx-target="#products" hx-select="#products" hx-swap="outerMorph" hx-push-url="true">
${asked.view === "all" ? undefined : html`<input type="hidden" name="view" value="${asked.view}">`}
<label class="grow">Search<input type="search" name="search" id="product-search" value="${asked.search}" placeholder="Title, brand, category, SKU, id" autocomplete="off"></label>
<button data-without-script>Find</button>
</form>`;
}

function nothing(root: string, { search, view }: ProductsAsked): Html {
  if (view === "refused" && search === "")
    return emptyState(
      "products",
      "The feed leaves nothing out.",
      "What you mend is in the feed the next time that it is made.",
      linkButton(root, "/products", "Show all products"),
    );
  if (search !== "" || view !== "all") {
    return emptyState(
      "search",
      "There are no such products.",
      "Look for less, or in all products.",
      linkButton(root, "/products", "Show all products"),
    );
  }
  return emptyState(
    "products",
    "No products yet",
    "Upload an export of your shop (Shopify, WooCommerce, Google Merchant or JSON lines), or make your first product here.",
    html`${linkButton(root, "/products/upload", "Upload a catalogue", "primary")}${linkButton(root, "/products/new", "Make a product")}`,
  );
}

const tick: Column = {
  heading: html`<input type="checkbox" data-tick-all aria-label="Choose all on this page">`,
  kind: "tick",
};
const columns: readonly Column[] = [
  tick,
  { heading: "Product" },
  { heading: "Shown", kind: "phone-less" },
  { heading: "Stock" },
  { heading: "Feed", kind: "phone-less" },
  { heading: "Price", kind: "amount" },
];
/** Why they are left out is what one came for. */
const refusedColumns: readonly Column[] = [tick, { heading: "Product" }, { heading: "Why it is left out" }];

function tableOf(view: DashboardView, asked: ProductsAsked, page: ProductListPage, shop: Shop): Html {
  const isOfRefused = asked.view === "refused";
  const rows = page.products.map((product) => {
    const tickOf = html`<input type="checkbox" name="id" value="${product.id}" data-tick aria-label="Choose ${product.title}"><input type="hidden" name="version:${product.id}" value="${product.version}">`;
    const name = nameOf(view.root, product);
    return isOfRefused
      ? row(refusedColumns, [tickOf, name, reasonsOf(product)], 1)
      : row(
          columns,
          [tickOf, name, standsAs(product), stockOf(product), feedOf(product), priceOf(product, shop)],
          1,
        );
  });
  return html`<form method="post" action="${view.root}/admin/products/many">
${formMarks(view)}${listTable("Products", isOfRefused ? refusedColumns : columns, rows)}
<div class="bulk"><span class="soft" data-ticked="With those chosen:">With those chosen:</span>
<button name="do" value="hide">Hide</button>
<button name="do" value="show">Show</button>
<label>Prices by %<input type="text" name="percent" inputmode="decimal" placeholder="-10" size="5"></label>
<button name="do" value="reprice">Change prices</button>
<button name="do" value="delete" class="danger">Delete…</button></div>
</form>`;
}

function nameOf(root: string, product: ProductSummary): Html {
  const { id, title, picture, variants, isChanged, madeHere, published, isDeleted } = product;
  const under = [
    ...(variants > 1 ? [pluralize(variants, "variant")] : []),
    ...(madeHere ? ["made here"] : isChanged ? ["changed here"] : []),
  ].join(" · ");
  return html`<div class="with-picture">${
    picture === undefined
      ? html`<span class="picture"></span>`
      : html`<img class="picture" src="${picture}" alt="" loading="lazy" width="42" height="42">`
  }<div><a href="${root}/admin${pathOfProduct(id)}">${title}</a>${published ? undefined : html` <span class="phone-only">${standsAs({ published, isDeleted })}</span>`}${under === "" ? undefined : html`<div class="soft small">${under}</div>`}</div></div>`;
}

/** Whether it is shown, as a badge. */
export function standsAs({ published, isDeleted }: Pick<ProductSummary, "published" | "isDeleted">): Html {
  if (isDeleted) return badge("Deleted", "bad");
  return published ? badge("Shown", "good") : badge("Hidden");
}

function stockOf({ available, soldOut, variants, isDeleted }: ProductSummary): Content {
  if (isDeleted) return "";
  if (available === undefined) return html`<span class="soft">Not counted</span>`;
  if (available === 0) return badge("Sold out", "warn");
  const some =
    soldOut > 0 ? html` <span class="soft small">${soldOut} of ${variants} sold out</span>` : undefined;
  return html`${available}${some}`;
}

function feedOf({ standing, published }: ProductSummary): Content {
  if (!standing || !published) return html`<span class="soft">Not fed</span>`;
  const [first] = standing.refused;
  if (first !== undefined)
    return html`${badge("Refused", "bad")}<div class="soft small clip" title="${first}">${first}</div>`;
  return html`<span class="number">${standing.completeness} %</span>`;
}

function reasonsOf({ standing }: ProductSummary): Html {
  return html`<ul class="plain small">${(standing?.refused ?? []).map((reason) => html`<li>${reason}</li>`)}</ul>`;
}

function priceOf({ lowestPrice, highestPrice }: ProductSummary, { currency }: Shop): Content {
  const low = formatForPeople(lowestPrice, currency);
  return lowestPrice === highestPrice
    ? low
    : html`${low} – <span class="rest">${formatForPeople(highestPrice, currency)}</span>`;
}

function paging(root: string, asked: ProductsAsked, { next, isMore }: ProductListPage): Html {
  const words =
    isMore && next === undefined ? "The best matches are shown. Say more words to find others." : "";
  return html`<nav class="paging" aria-label="Pages"><span class="soft">${words}</span><span class="actions">${
    asked.behind === ""
      ? undefined
      : html`<a class="button" href="${root}/admin/products${addressOfProducts({ ...asked, behind: "" })}">First page</a>`
  }${
    next === undefined
      ? undefined
      : html`<a class="button" rel="next" href="${root}/admin/products${addressOfProducts({ ...asked, behind: next })}">Next page</a>`
  }</span></nav>`;
}
