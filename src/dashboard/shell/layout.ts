import { type Content, type Html, html } from "../../html.ts";
import { policySourceOf } from "../../http/pages/layout.ts";
import type { Reply } from "../../http/respond.ts";
import { type Role, roleMay } from "../../people/roles.ts";
import type { Shop } from "../../shop.ts";
import { permissionOfPage } from "../page-permissions.ts";
import { type DashboardView, dashboardForm } from "../parts/forms.ts";
import { dashboardAssets } from "./assets.ts";
import { icon } from "./icons.ts";
import { type Section, type SectionName, sections } from "./navigation.ts";
import type { Notice } from "./notice.ts";

/** A page of the dashboard: what stands in the frame that all of them share. */
export interface DashboardPage {
  /** What the browser's tab says. */
  readonly title: string;
  /** Which part of the dashboard it is of; absent on pages that are none. */
  readonly section?: SectionName | undefined;
  readonly main: Content;
  /** The addresses of the pictures in it, absolute. */
  readonly pictures?: readonly string[] | undefined;
  /** Whether it is one column of text or form, which is hard to read when it is wide. */
  readonly isNarrow?: boolean | undefined;
}

/** For whom a page is shown. */
export interface ShownTo {
  readonly view: DashboardView;
  /** What is to be said to them first. */
  readonly notice?: Notice | undefined;
  /** What stands in the search box. */
  readonly search?: string | undefined;
}

/** A whole page for somebody who is signed in, ready to send. */
export function dashboardReply(shop: Shop, page: DashboardPage, shown: ShownTo, status = 200): Reply {
  const { root } = shown.view;
  return wholePage(
    shop,
    root,
    page,
    status,
    html`<a class="skip" href="#main">Skip to the page</a>
<div class="frame">
<header class="top">
<a class="shop-name" href="${root}/admin" title="Home">${receipt}<span>${shop.name}</span></a>
${searchBox(root, shown.search)}
<div class="account"><a href="${root}/admin/account">Account</a>${dashboardForm(shown.view, "/sign-out", "Sign out", { kind: "quiet" })}</div>
</header>
<nav class="side" aria-label="Parts of the dashboard"><ul class="plain">
${Object.entries(sections)
  .filter(([, section]) => isOpenTo(shown.view.role, section))
  .map(([name, section]) => entry(root, section, name === page.section))}</ul></nav>
<main id="main" tabindex="-1"${page.isNarrow ? html` class="narrow"` : undefined}>
${shown.notice === undefined ? undefined : noticeOf(shown.view, shown.notice)}
${page.main}
</main>
</div>`,
  );
}

/** A whole page for somebody who is not signed in: nothing but itself. */
export function bareReply(shop: Shop, root: string, page: DashboardPage, status: number): Reply {
  return wholePage(
    shop,
    root,
    page,
    status,
    html`<div class="bare"><main${page.isNarrow ? undefined : html` class="wide"`}>
${page.main}
</main></div>`,
  );
}

function wholePage(shop: Shop, root: string, page: DashboardPage, status: number, body: Html): Reply {
  const asset = (name: keyof typeof dashboardAssets) => `${root}/admin/assets/${dashboardAssets[name].name}`;
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="htmx-config" content='{"history": "reload", "includeIndicatorCSS": false, "mode": "same-origin"}'>
<link rel="icon" href="${root}/favicon.ico">
<title>${page.title} · ${shop.name}</title>
<link rel="stylesheet" href="${asset("styles")}">
<script src="${asset("htmx")}" defer></script>
<script src="${asset("script")}" defer></script>
</head>
<body>
${body}
</body>
</html>
`.text;
  return {
    status,
    body: text,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": contentSecurityPolicy(page.pictures ?? []),
      "x-robots-tag": "noindex, nofollow",
      // For browsers that know no `frame-ancestors`.
      "x-frame-options": "DENY",
    },
  };
}

/** Nothing but our own files, and the pictures that are shown. No script or style in the page itself is run. */
function contentSecurityPolicy(pictures: readonly string[]): string {
  const origins = new Set(pictures.flatMap((picture) => policySourceOf(picture) ?? []));
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    `img-src 'self' data: ${[...origins].join(" ")}`.trim(),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function searchBox(root: string, search = ""): Html {
  return html`<form class="find" role="search" method="get" action="${root}/admin/search">
${icon("search")}
<input type="search" id="find" name="search" value="${search}" aria-label="Search the shop" placeholder="Search orders, products, anything" autocomplete="off" hx-get="${root}/admin/search" hx-trigger="input changed delay:250ms" hx-target="#find-found" hx-select="#found" hx-swap="innerHTML">
<kbd aria-hidden="true">/</kbd>
<div id="find-found" class="find-found" aria-live="polite"></div>
</form>`;
}

/** Whether somebody's role lets them see a part at all. */
function isOpenTo(role: Role, { path }: Section): boolean {
  const needed = permissionOfPage("GET", `/admin${path}`);
  return needed === "self" || roleMay(role, needed);
}

function entry(root: string, { name, path, icon: drawn }: Section, isCurrent: boolean): Html {
  return html`<li><a href="${root}/admin${path}"${isCurrent ? html` aria-current="page"` : undefined}>${icon(drawn)}${name}</a></li>
`;
}

function noticeOf(view: DashboardView, { words, undo, isWrong }: Notice): Html {
  return html`<div class="notice ${isWrong ? "warn" : "good"}" role="status"><span>${words}</span>${
    undo === undefined
      ? undefined
      : dashboardForm(view, undo.path, "Undo", {
          kind: "link",
          fields:
            undo.fields &&
            Object.entries(undo.fields).map(
              ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
            ),
        })
  }</div>`;
}

const receipt = html`<svg viewBox="0 0 32 32" aria-hidden="true"><path fill="#1e6f42" d="M6 2h20v28l-4-3-3 3-3-3-3 3-3-3-4 3z"/><path stroke="#fff" stroke-width="2.5" d="M10 10h12M10 16h12M10 22h7"/></svg>`;
