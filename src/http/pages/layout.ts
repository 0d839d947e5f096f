import { createHash } from "node:crypto";
import { type Content, type Html, html, link, Html as RawHtml } from "../../html.ts";
import type { Shop } from "../../shop.ts";
import type { Reply } from "../respond.ts";

/** One stylesheet for all pages: system fonts, light and dark by the reader's own setting, nothing to download. */
const style = `
:root { color-scheme: light dark; --text: #1c1c1e; --soft: #5f6368; --line: #d9dbe0; --ground: #fff; --link: #0b57d0 }
@media (prefers-color-scheme: dark) { :root { --text: #ececf1; --soft: #a3a8b0; --line: #3a3d44; --ground: #17181b; --link: #8ab4f8 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.55 system-ui, sans-serif }
header, main, footer { max-width: 42rem; margin: 0 auto; padding: 1.25rem }
header { font-weight: 600 }
main { padding-top: 0 }
footer { border-top: 1px solid var(--line); margin-top: 2rem; color: var(--soft); font-size: .9rem }
footer ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; margin: .5rem 0 }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0 }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
a { color: var(--link) }
code { font-size: .95em }
table { width: 100%; border-collapse: collapse }
th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400 }
thead th, .soft { color: var(--soft); font-size: .9rem }
.amount { text-align: right; padding-right: 0; white-space: nowrap; font-variant-numeric: tabular-nums }
.total > * { font-weight: 600; border-bottom: 0 }
`;

/** Pages run nothing and load nothing; the one stylesheet is named by its hash. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export interface Page {
  readonly title: string;
  readonly main: Content;
}

/** A whole page of the shop, ready to send. Search engines are asked to leave it alone: buyers' pages are private. */
export function pageReply(shop: Shop, { title, main }: Page, status = 200): Reply {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title} · ${shop.name}</title>
<style>${new RawHtml(style)}</style>
</head>
<body>
<header>${shop.name}</header>
<main>
${main}
</main>
<footer>${footerOf(shop)}</footer>
</body>
</html>
`;
  return {
    status,
    body: page.text,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": contentSecurityPolicy,
      "x-robots-tag": "noindex, nofollow",
    },
  };
}

function footerOf({ support, links }: Shop): Html {
  const contacts = [
    support.email === undefined ? undefined : link(`mailto:${support.email}`, support.email),
    support.phone,
    support.hours,
    support.helpCenterUrl === undefined ? undefined : link(support.helpCenterUrl, "Help center"),
  ].filter((contact) => contact !== undefined);
  return html`${contacts.length > 0 ? html`<p>Questions? ${contacts.map((contact, index) => [index > 0 ? " · " : "", contact])}</p>` : undefined}
<ul>${links.map(({ type, url, title }) => html`<li>${link(url, title ?? linkTitles[type])}</li>`)}</ul>`;
}

const linkTitles: Record<Shop["links"][number]["type"], string> = {
  terms_of_use: "Terms of use",
  privacy_policy: "Privacy policy",
  return_policy: "Return policy",
  shipping_policy: "Shipping policy",
  contact_us: "Contact us",
  about_us: "About us",
  faq: "Questions and answers",
  support: "Support",
};
