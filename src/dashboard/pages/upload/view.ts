import type { ImportProgress } from "../../../catalog/import/import-catalog.ts";
import { describeRefusal, type Refusal } from "../../../catalog/import/refusal.ts";
import type { ImportReport } from "../../../catalog/import/report.ts";
import type { CatalogUpload, ForeseenChange } from "../../../catalog/import/uploads.ts";
import { type Content, type Html, html } from "../../../html.ts";
import { pluralize } from "../../../pluralize.ts";
import {
  choice,
  type DashboardView,
  dashboardForm,
  formMarks,
  linkButton,
  submit,
  tickBox,
} from "../../parts/forms.ts";
import {
  badge,
  type Column,
  card,
  factList,
  listTable,
  pageHead,
  remark,
  row,
} from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import { pathOfProduct } from "../products/view.ts";

/** More than this is read by nobody; the command lists all. */
const MOST_LISTED = 100;

const formats = new Map([
  ["auto", "Find out"],
  ["shopify", "Shopify"],
  ["woocommerce", "WooCommerce"],
  ["google", "Google Merchant"],
  ["jsonl", "JSON lines"],
]);

/** Where a catalogue is uploaded. @param most bytes a file may have. */
export function uploadPage(view: DashboardView, most: number, reason?: string): DashboardPage {
  const back = { href: `${view.root}/admin/products`, words: "All products" };
  return {
    title: "Upload a catalogue",
    section: "products",
    isNarrow: true,
    main: html`${pageHead("Upload a catalogue", { back })}
${reason === undefined ? undefined : remark(reason, "bad", "alert")}
${card(html`<p>A product export of Shopify or WooCommerce, a Google Merchant feed, or JSON lines. You see what would change before anything does.</p>
<form class="form" method="post" action="${view.root}/admin/products/upload" enctype="multipart/form-data">
${formMarks(view)}
<label>File<input type="file" name="file" required accept=".csv,.tsv,.txt,.xml,.jsonl"><span class="hint">Up to ${Math.floor(most / 1_000_000)} MB. Larger ones: checkstand catalog import, or [catalog] in shop.toml</span></label>
${choice("format", "What wrote it", formats, { value: "auto" })}
${tickBox("sync", "Withdraw products that it no longer lists", false)}
<div class="actions">${submit("Look what would change", "primary")}</div>
</form>`)}`,
  };
}

/** How far an upload is; asks again by itself while something is under way. */
export function uploadStatePage(view: DashboardView, upload: CatalogUpload): DashboardPage {
  const back = { href: `${view.root}/admin/products/upload`, words: "Upload another one" };
  const isUnderWay = upload.state.kind === "checking" || upload.state.kind === "writing";
  const path = `${view.root}/admin/products/upload/${upload.id}`;
  return {
    title: upload.name,
    section: "products",
    isNarrow: true,
    main: html`<div id="upload" class="stack"${isUnderWay ? html` hx-get="${path}" hx-trigger="load delay:700ms" hx-select="#upload" hx-swap="outerHTML"` : undefined}>
${pageHead(upload.name, { back, badges: stateBadge(upload) })}
${stateOf(view, upload)}
</div>`,
  };
}

function stateBadge({ state }: CatalogUpload): Html {
  switch (state.kind) {
    case "checking":
    case "writing":
      return badge("Under way", "info");
    case "checked":
      return badge("Nothing changed yet", "warn");
    case "written":
      return badge("Imported", "good");
    case "refused":
    case "failed":
      return badge("Refused", "bad");
  }
}

function stateOf(view: DashboardView, { id, state, sync }: CatalogUpload): Content {
  switch (state.kind) {
    case "checking":
    case "writing":
      return card(
        html`<p role="status">${state.kind === "checking" ? "Reading and checking. Nothing is changed." : "Importing. The shop goes on selling."}</p>
${progressOf(state.progress)}
<p data-without-script><a class="button" href="${view.root}/admin/products/upload/${id}">Look again</a></p>`,
      );
    case "checked":
      return html`${reportCard(state.report)}${changesCard(view.root, state.changes, state.report)}
${card(
  dashboardForm(view, `/products/upload/${id}/import`, "Import this", {
    kind: "primary",
    fields: html`<p>${promise(state.report, sync)}</p>`,
    beside: linkButton(view.root, "/products", "Leave everything as it is", "quiet"),
  }),
)}`;
    case "written":
      return html`${remark("The catalogue is imported.", "good", "status")}${reportCard(state.report)}<div class="actions">${linkButton(view.root, "/products", "See the products", "primary")}</div>`;
    case "refused":
      return html`${remark(state.reason, "bad", "alert")}${listCard("What is wrong with it", state.refusals)}`;
    case "failed":
      return remark(
        `The import stopped: ${state.reason} What was written by then stays; importing again goes on from there.`,
        "bad",
        "alert",
      );
  }
}

function progressOf(progress: ImportProgress | undefined): Content {
  switch (progress?.step) {
    case undefined:
      return undefined;
    case "reading":
      return html`<p class="soft">${Math.round(progress.bytes / 1000).toLocaleString("en-US")} kB read</p>`;
    case "checking":
      return html`<p class="soft">${pluralize(progress.products, "product")} checked</p>`;
    case "writing":
      return html`<progress max="${progress.of}" value="${progress.products}"></progress><p class="soft">${progress.products} of ${pluralize(progress.of, "product")} written</p>`;
  }
}

function promise({ products, gone }: ImportReport, sync: boolean): string {
  const parts = [
    `${pluralize(products.added, "product")} will be added`,
    `${products.changed} changed`,
    ...(sync && gone.length > 0 ? [`${gone.length} withdrawn`] : []),
  ];
  return `${parts.join(", ")}. What you changed or made here stays as it is.`;
}

function reportCard(report: ImportReport): Html {
  const { added, changed, unchanged, unpublished, refused, leftOut, withdrawn } = report.products;
  const would = report.dryRun ? "Would be " : "";
  return html`${card(
    factList([
      ["Format", report.format],
      ["Rows", report.rows.toLocaleString("en-US")],
      [`${would}added`, added],
      [`${would}changed`, changed],
      ["Unchanged", unchanged],
      ["Hidden", unpublished || undefined],
      ["Refused", refused || undefined],
      ["Left out", leftOut || undefined],
      ["Withdrawn", withdrawn || undefined],
      ["Columns not used", (report.unusedColumns ?? []).join(", ")],
    ]),
    { heading: "Report" },
  )}
${listCard("Refused; what is stored of these stays as it is", report.refused)}
${listCard("Left out", report.leftOut)}
${listCard("Taken all the same, but look at these", report.warnings ?? [])}
${
  report.dryRun && report.gone.length > 0
    ? card(
        html`<ul>${report.gone.slice(0, MOST_LISTED).map(({ id, title }) => html`<li>${title} <span class="soft code">${id}</span></li>`)}</ul>`,
        { heading: `No longer in the file: ${pluralize(report.gone.length, "product")}` },
      )
    : undefined
}`;
}

function listCard(heading: string, refusals: readonly Refusal[]): Content {
  if (refusals.length === 0) return undefined;
  const rest = refusals.length - MOST_LISTED;
  return card(
    html`<ul>${refusals.slice(0, MOST_LISTED).map((each) => html`<li>${describeRefusal(each)}</li>`)}</ul>${rest > 0 ? html`<p class="soft">… and ${rest} more</p>` : undefined}`,
    { heading },
  );
}

const columns: readonly Column[] = [{ heading: "Product" }, { heading: "Changes" }];

function changesCard(root: string, changes: readonly ForeseenChange[], { products }: ImportReport): Content {
  if (changes.length === 0) return undefined;
  const rest = products.added + products.changed - changes.length;
  const rows = changes.map(({ id, title, changed, isNew }) =>
    row(columns, [
      isNew ? title : html`<a href="${root}/admin${pathOfProduct(id)}">${title}</a>`,
      isNew ? badge("New", "good") : html`<ul class="plain">${changed.slice(0, 8).map(changeLine)}</ul>`,
    ]),
  );
  return card(undefined, {
    heading: "What would change",
    table: listTable("What would change", columns, rows),
    footer: rest > 0 ? html`<p class="soft">… and ${pluralize(rest, "product")} more</p>` : undefined,
  });
}

function changeLine({ field, before, after }: ForeseenChange["changed"][number]): Html {
  const short = (text: string) => (text === "" ? "nothing" : text.slice(0, 80));
  return html`<li><span class="soft">${field.replaceAll("_", " ")}:</span> ${short(before)} → ${short(after)}</li>`;
}
