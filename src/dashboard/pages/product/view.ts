import type { AuditEntry } from "../../../audit/audit.ts";
import { digitalGoodsFields } from "../../../catalog/digital-goods.ts";
import { spelledField } from "../../../catalog/editing/override-fields.ts";
import type { ProductInShop } from "../../../catalog/editing/owned-product.ts";
import { showDescription, showOverride, showSourceOf } from "../../../catalog/editing/show-override.ts";
import { unitsAvailable, type Variant } from "../../../catalog/product.ts";
import { productPageOf } from "../../../catalog/product-page-link.ts";
import type { ProductStanding } from "../../../feed/product-standing.ts";
import { type Content, type Html, html } from "../../../html.ts";
import { formatMajor } from "../../../money.ts";
import type { StaffMember } from "../../../people/person.ts";
import type { Shop } from "../../../shop.ts";
import { actorWords } from "../../parts/actor-words.ts";
import {
  type DashboardView,
  dashboardForm,
  field,
  formMarks,
  linkButton,
  submit,
  textArea,
  tickBox,
} from "../../parts/forms.ts";
import { moment } from "../../parts/moments.ts";
import { type Column, card, factList, listTable, pageHead, remark, row } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import { pathOfProduct, standsAs } from "../products/view.ts";

/** What a product's page shows. */
export interface ProductPageView {
  readonly view: DashboardView;
  readonly found: ProductInShop;
  readonly standing: ProductStanding | undefined;
  readonly history: readonly AuditEntry[];
  /** Those who work in the shop, for their names. */
  readonly people: readonly StaffMember[];
  /** From which of its variants on; a page has {@link VARIANTS_A_PAGE} of them. */
  readonly from: number;
  /** Why nothing was changed. */
  readonly reason?: string | undefined;
  /** What was typed, where nothing was changed. */
  readonly typed?: URLSearchParams | undefined;
  /** What was typed of a variant to be added, where it was not. */
  readonly variantTyped?: URLSearchParams | undefined;
  /** Below the form: what is a form of its own. */
  readonly below?: Content;
}

/** A page stays under 100 kB, however many variants a product has. */
export const VARIANTS_A_PAGE = 20;

/** One product, all of which can be changed in place. */
export function dashboardProductPage(shown: ProductPageView, shop: Shop): DashboardPage {
  const { view, found, reason } = shown;
  const { product } = found;
  return {
    title: product.title,
    section: "products",
    pictures: product.media.map(({ url }) => url),
    main: html`${pageHead(product.title, {
      back: { href: `${view.root}/admin/products`, words: "All products" },
      badges: standsAs({ published: product.published, isDeleted: product.variants.length === 0 }),
      actions: actionsOf(shown, shop),
      under: html`<span class="code">${product.id}</span>${found.madeHere ? " · made here" : undefined}`,
    })}
${reason === undefined ? undefined : remark(reason, "bad", "alert")}
<div class="columns"><div class="stack">${
      product.variants.length === 0
        ? card(
            html`<p>This product was deleted here: it is neither sold nor fed, and imports do not bring it back.</p>`,
          )
        : html`${editForm(shown, shop)}${shown.below}`
    }</div>
<div class="stack">${changedCard(shown, shop)}${feedCard(shown)}${historyCard(shown, shop)}</div></div>`,
  };
}

function actionsOf({ view, found: { product } }: ProductPageView, shop: Shop): Content {
  const path = pathOfProduct(product.id);
  if (product.variants.length === 0)
    return dashboardForm(view, `${path}/restore`, "Bring it back", { kind: "primary" });
  return html`${dashboardForm(view, `${path}/${product.published ? "hide" : "show"}`, product.published ? "Hide" : "Show")}${dashboardForm(view, `${path}/copy`, "Copy")}${linkButton(view.root, `${path}/delete`, "Delete…", "danger")}${product.published ? html`<a class="button quiet" href="${productPageOf(product, shop)}">See it in the shop</a>` : undefined}`;
}

function editForm({ view, found, from, typed }: ProductPageView, shop: Shop): Html {
  const { product, version } = found;
  const value = (name: string, shownNow: string) => typed?.get(name) ?? shownNow;
  const fields = product.merchantFields ?? {};
  const { downloadUrl, licenseKey } = digitalGoodsFields;
  const others = Object.entries(fields).filter(([name]) => name !== downloadUrl && name !== licenseKey);
  return html`<form class="stack" method="post" action="${view.root}/admin${pathOfProduct(product.id)}">
${formMarks(view)}<input type="hidden" name="version" value="${typed?.get("version") ?? version}"><input type="hidden" name="from" value="${from}">
${card(html`<div class="form">
${field("title", "Title", { value: value("title", product.title), isRequired: true })}
${textArea("description", "Description", { value: value("description", showDescription(product.description)) })}
<div class="pair">${field("brand", "Brand", { value: value("brand", product.brand ?? "") })}
${textArea("categories", "Categories", { value: value("categories", product.categories.map((each) => each.value).join("\n")), hint: "One a line, like Clothing > Shirts" })}</div>
${pictures(product.media.map(({ url }) => url))}
${textArea("media", "Pictures", { value: value("media", product.media.map(({ url }) => url).join("\n")), hint: "Their https:// addresses, one a line, the first one first" })}
</div>`)}
${card(undefined, {
  heading: "Variants",
  table: variantsTable({ view, found, from, typed }, shop),
  footer: html`<div class="form"><div class="pair">${field("reason", "Why the stock is another one", { value: value("reason", "Counted"), hint: "Kept with the change, where you change a stock" })}</div></div>`,
})}
${card(
  html`<div class="form">
<div class="pair">${field(`field:${downloadUrl}`, "Download", { value: value(`field:${downloadUrl}`, fields[downloadUrl] ?? ""), example: "https://files.example/guide.pdf", hint: "What buyers of a digital product get" })}
${field(`field:${licenseKey}`, "Licence key", { value: value(`field:${licenseKey}`, fields[licenseKey] ?? "") })}</div>
${textArea("fields", "Fields of the feed", { value: value("fields", others.map(([name, text]) => `${name}=${text}`).join("\n")), hint: "What no export says, one a line, like return_window=30 or age_group=adult" })}
</div>`,
  { heading: "Feed and downloads" },
)}
<div class="actions">${submit("Save", "primary")}</div>
</form>`;
}

function pictures(urls: readonly string[]): Content {
  if (urls.length === 0) return undefined;
  return html`<div class="actions">${urls.slice(0, 12).map((url) => html`<img class="picture" src="${url}" alt="" width="42" height="42" loading="lazy">`)}</div>`;
}

const columns: readonly Column[] = [
  { heading: "Variant" },
  { heading: "Price" },
  { heading: "Can be sold" },
  { heading: "SKU", kind: "phone-less" },
];

function variantsTable(
  { view, found, from, typed }: Pick<ProductPageView, "view" | "found" | "from" | "typed">,
  shop: Shop,
): Html {
  const { product, stored } = found;
  const page = product.variants.slice(from, from + VARIANTS_A_PAGE);
  const rows = page.map((variant) => {
    const left = unitsAvailable({ ...variant, backorder: false }, stored.get(variant.id)?.reserved ?? 0);
    return html`${row(columns, variantCells(variant, left, typed, shop))}<tr class="more"><td colspan="${columns.length}">${moreOf(variant, typed, shop)}</td></tr>`;
  });
  const path = `${view.root}/admin${pathOfProduct(product.id)}`;
  const more = product.variants.length > from + VARIANTS_A_PAGE;
  return html`${listTable("Variants", columns, rows)}
${
  from === 0 && !more
    ? undefined
    : html`<nav class="paging body" aria-label="Variants">${from > 0 ? html`<a class="button" href="${path}?from=${Math.max(0, from - VARIANTS_A_PAGE)}">Earlier variants</a>` : html`<span></span>`}${more ? html`<a class="button" href="${path}?from=${from + VARIANTS_A_PAGE}">Next variants</a>` : undefined}</nav>`
}`;
}

function variantCells(
  variant: Variant,
  left: number | null,
  typed: URLSearchParams | undefined,
  { currency }: Shop,
): readonly Content[] {
  const { id } = variant;
  const input = (name: string, label: string, shownNow: string, size: number) =>
    html`<input type="text" name="${name}:${id}" aria-label="${label} of ${variant.title}" value="${typed?.get(`${name}:${id}`) ?? shownNow}" size="${size}">`;
  const units = left === null ? "" : String(left);
  return [
    html`<div>${variant.options.length === 0 ? variant.title : variant.options.map((option) => option.value).join(" / ")}</div><div class="soft small code">${id}</div>`,
    input("price", "Price", formatMajor(variant.price, currency), 8),
    html`<input type="hidden" name="seen:${id}" value="${units}"><input type="hidden" name="counted:${id}" value="${variant.stock ?? ""}">${input("stock", "Units that can be sold", units, 6)}`,
    input("sku", "SKU", variant.sku ?? "", 10),
  ];
}

/** What is changed less often than price and stock, folded away. */
function moreOf(variant: Variant, typed: URLSearchParams | undefined, { currency, timezone }: Shop): Html {
  const { id, sale } = variant;
  const labelled = (name: string, label: string, shownNow: string, example?: string) =>
    field(`${name}:${id}`, label, { value: typed?.get(`${name}:${id}`) ?? shownNow, example });
  return html`<details><summary>Sale, weight, tax and more</summary><div class="form">
<div class="pair">${labelled("sale_price", "Sale price", sale ? formatMajor(sale.price, currency) : "")}
${labelled("sale_from", "From", sale?.startsAt === undefined ? "" : localMoment(sale.startsAt, timezone), "2026-11-27")}
${labelled("sale_until", "Until", sale?.endsAt === undefined ? "" : localMoment(sale.endsAt, timezone), "2026-11-30")}</div>
<div class="pair">${labelled("list_price", "Struck-through price", variant.listPrice === undefined ? "" : formatMajor(variant.listPrice, currency))}
${labelled("weight", "Weight", variant.weight ? `${variant.weight.value} ${variant.weight.unit}` : "", "240 g")}
${labelled("tax_class", "Tax class", variant.taxClass)}
${labelled("max_quantity", "Most in one order", variant.maxQuantity === undefined ? "" : String(variant.maxQuantity))}</div>
<input type="hidden" name="boxes:${id}" value="yes">
${tickBox(`requires_shipping:${id}`, "It is shipped", ticked(typed, `requires_shipping:${id}`, id, variant.requiresShipping))}
${tickBox(`backorder:${id}`, "It may be sold beyond its stock", ticked(typed, `backorder:${id}`, id, variant.backorder))}
${tickBox(`count_here:${id}`, "Count its stock here: imports' counts no longer count", ticked(typed, `count_here:${id}`, id, false))}
${tickBox(`unlist:${id}`, "Do not sell this variant", ticked(typed, `unlist:${id}`, id, false))}
</div></details>`;
}

function ticked(typed: URLSearchParams | undefined, name: string, id: string, now: boolean): boolean {
  return typed?.has(`boxes:${id}`) ? typed.has(name) : now;
}

/** A moment as one types it, by the shop's clock: `2026-11-27 08:00`. */
export function localMoment(at: number, timezone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
  return zoned.toPlainDateTime().toString({ smallestUnit: "second" }).replace("T", " ");
}

const changedColumns: readonly Column[] = [
  { heading: "Field" },
  { heading: "In its source" },
  { heading: html`<span class="for-readers">Give back</span>` },
];

function changedCard({ view, found }: ProductPageView, { currency }: Shop): Content {
  const { product, source, overrides } = found;
  if (overrides.length === 0) return undefined;
  const path = `${pathOfProduct(product.id)}/give-back`;
  const rows = overrides.map((override) => {
    const { of, id, change } = override;
    const fields = html`<input type="hidden" name="of" value="${of}"><input type="hidden" name="id" value="${id}"><input type="hidden" name="field" value="${change.field}">`;
    const here = showOverride(override, currency);
    const says = showSourceOf(source, override, currency);
    return row(changedColumns, [
      html`${spelledField(change.field).replaceAll("_", " ").replace("merchant fields.", "")}${of === "variant" && source.variants.length > 1 ? html`<div class="soft small code">${id}</div>` : undefined}<div class="soft small clip">${change.field === "stock" ? here : undefined}</div>`,
      html`<div class="clip" title="${says}">${says === "" ? html`<span class="soft">nothing</span>` : says}</div>`,
      html`<form method="post" action="${view.root}/admin${path}">${formMarks(view)}${fields}<input type="hidden" name="version" value="${found.version}"><button class="link">Give back</button></form>`,
    ]);
  });
  return card(undefined, {
    heading: "Changed here",
    table: listTable("Changed here", changedColumns, rows),
    footer: html`<p class="soft small">Imports keep these until you give them back to your source.</p>`,
  });
}

function feedCard({ standing, found: { product } }: ProductPageView): Content {
  if (!standing || product.variants.length === 0) return undefined;
  const list = (sentences: readonly string[]) =>
    html`<ul>${sentences.map((each) => html`<li>${each}</li>`)}</ul>`;
  return card(
    html`${product.published ? undefined : html`<p class="soft">Hidden products are not fed.</p>`}
${factList([["Completeness", html`<meter min="0" max="100" value="${standing.completeness}">${standing.completeness} %</meter> ${standing.completeness} %`]])}
${standing.refused.length > 0 ? html`${remark("Agents do not see it: the feed refuses it.", "bad")}${list(standing.refused)}` : undefined}
${standing.advice.length > 0 ? html`<details><summary>What would help it be found</summary>${list(standing.advice)}</details>` : undefined}`,
    { heading: "In the feed" },
  );
}

const did: Readonly<Record<string, string>> = {
  "catalog.edit": "Changed",
  "catalog.give_back": "Given back",
  "catalog.stock": "Stock changed",
  "catalog.make": "Made",
  "catalog.copy": "Copied",
  "catalog.add_variant": "Variant added",
};

function historyCard({ history, people }: ProductPageView, shop: Shop): Content {
  if (history.length === 0) return undefined;
  const entries = history.toReversed().slice(0, 30);
  return card(
    html`<ol class="timeline">${entries.map(
      ({ at, action, details, actor }) =>
        html`<li>${did[action] ?? action} <span class="soft">${inWords(details)}</span><div class="soft small">${actorWords(actor, people)}</div>${moment(at, shop)}</li>`,
    )}</ol>`,
    { heading: "History" },
  );
}

function inWords(details: AuditEntry["details"]): string {
  const { fields, reason, from, to, variant } = details;
  if (Array.isArray(fields)) return fields.map((each) => String(each.field).replaceAll("_", " ")).join(", ");
  if (reason !== undefined) return `${variant}: ${from ?? "not counted"} → ${to}, ${reason}`;
  return variant === undefined ? "" : String(variant);
}
