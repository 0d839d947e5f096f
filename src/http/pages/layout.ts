import { createHash } from "node:crypto";
import { type Content, type Html, html, link, Html as RawHtml } from "../../html.ts";
import type { Shop } from "../../shop.ts";
import type { Reply } from "../respond.ts";

/** One stylesheet for all pages: system fonts, light and dark by the reader's own setting, nothing to download. */
const style = `
:root { color-scheme: light dark; --text: #1c1c1e; --soft: #5f6368; --line: #d9dbe0; --ground: #fff; --link: #0b57d0; --done: #1e6f42; --alert: #b3261e }
@media (prefers-color-scheme: dark) { :root { --text: #ececf1; --soft: #a3a8b0; --line: #3a3d44; --ground: #17181b; --link: #8ab4f8; --done: #7fd6a4; --alert: #f2b8b5 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word }
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
th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; overflow-wrap: anywhere }
thead th, .soft { color: var(--soft); font-size: .9rem }
.amount { text-align: right; padding-right: 0; white-space: nowrap; font-variant-numeric: tabular-nums }
.part > * { font-weight: 400; font-size: .9em; padding-left: 1rem }
.part > .amount { padding-left: 0 }
.total > * { font-weight: 600; border-bottom: 0 }
h3 { font-size: 1rem; margin: 0 0 .25rem }
.standing { font-size: 1.1rem; margin: .25rem 0 }
.steps { display: flex; list-style: none; padding: 0; margin: 1.25rem 0; gap: .5rem }
.steps li { flex: 1; border-top: 4px solid var(--line); padding-top: .4rem; color: var(--soft) }
.steps li.done { border-color: var(--done); color: var(--text) }
.steps li[aria-current] { font-weight: 600 }
.items { list-style: none; padding: 0; margin: 0 }
.items li { display: grid; grid-template-columns: 4rem minmax(0, 1fr) auto; gap: .1rem 1rem; align-items: start; padding: .75rem 0; border-bottom: 1px solid var(--line) }
.items img, .items .blank { width: 4rem; height: 4rem; border-radius: .4rem; object-fit: cover; grid-row: span 2; border: 1px solid var(--line) }
.items .amount { grid-column: 3; grid-row: 1 }
.items .soft { grid-column: 2 / 4 }
.delivery { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: .75rem 0 }
.delivery p { margin: .25rem 0 }
.delivery ul { margin: .25rem 0; padding-left: 1.25rem }
.events { list-style: none; padding: 0; margin: .75rem 0 0; border-left: 2px solid var(--line) }
.events li { padding: .1rem 0 .4rem .9rem }
.events time { display: block; color: var(--soft); font-size: .9rem }
.key { overflow-wrap: anywhere }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: .75rem 0 }
label { display: flex; flex-direction: column; gap: .2rem; font-size: .9rem }
label.choice { flex-direction: row; align-items: center; gap: .4rem }
input, select, button { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--soft); border-radius: .4rem; padding: .4rem .6rem; max-width: 100% }
input[type=number] { width: 6rem }
button { font-weight: 600; cursor: pointer }
[role=alert] { border: 2px solid var(--alert); border-radius: .4rem; padding: .6rem .8rem; font-weight: 600 }
address { font-style: normal }
.wide { overflow-x: auto }
.wide :is(th, td) { overflow-wrap: normal }
`;

const styleHash = createHash("sha256").update(style).digest("base64");

/** Pages run nothing, and load nothing but the pictures they show; the one stylesheet is named by its hash. */
function contentSecurityPolicy({ pictures = [], hasForms }: Page): string {
  const origins = new Set(pictures.flatMap((picture) => policySourceOf(picture) ?? []));
  return [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    // An empty icon keeps browsers from asking for one.
    `img-src ${["data:", ...origins].join(" ")}`,
    "base-uri 'none'",
    `form-action ${hasForms ? "'self'" : "'none'"}`,
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * The origin of an address as a source of a content security policy; `undefined` where none can be named. A URL's host
 * may hold `;`, `,` and `*`, which in a policy end a directive, end the policy and stand for every host: only letters,
 * digits, dots, dashes and underscores are taken over (CSP3 §2.3.1, host-source).
 */
export function policySourceOf(address: string): string | undefined {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  return /^[\w.-]+(?::\d+)?$/.test(url.host) ? url.origin : undefined;
}

export interface Page {
  readonly title: string;
  readonly main: Content;
  /** The addresses of the pictures in it, absolute. */
  readonly pictures?: readonly string[] | undefined;
  /** Whether there are forms in it, which go to the shop itself. */
  readonly hasForms?: boolean | undefined;
}

/** A whole page of the shop, ready to send. Search engines are asked to leave it alone: buyers' pages are private. */
export function pageReply(shop: Shop, shown: Page, status = 200): Reply {
  const { title, main } = shown;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<link rel="icon" href="data:,">
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
      "content-security-policy": contentSecurityPolicy(shown),
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
