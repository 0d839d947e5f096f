import { createHash } from "node:crypto";
import { type Content, type Html, html, link, Html as RawHtml } from "../../html.ts";
import type { Shop } from "../../shop.ts";
import type { Reply } from "../respond.ts";

/** One stylesheet for all pages: system fonts, light and dark by the reader's own setting, nothing to download. */
const style = `
:root { color-scheme: light dark; --text: #1c1c1e; --soft: #5f6368; --line: #d9dbe0; --ground: #fff; --link: #0b57d0; --done: #1e6f42; --alert: #b3261e; --card: #f5f6f8; --focus: #0b57d0 }
@media (prefers-color-scheme: dark) { :root { --text: #ececf1; --soft: #a3a8b0; --line: #3a3d44; --ground: #17181b; --link: #8ab4f8; --done: #7fd6a4; --alert: #f2b8b5; --card: #212329; --focus: #8ab4f8 } }
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

/** Hashes of stylesheets and scripts, of which there are a handful. */
const hashes = new Map<string, string>();

function hashOf(text: string): string {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  const hash = `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  hashes.set(text, hash);
  return hash;
}

/** Pages load nothing but the pictures they show; stylesheet and script are named by their hashes. */
function contentSecurityPolicy(
  { pictures = [], hasForms, formTargets = [], script }: Page,
  wholeStyle: string,
): string {
  const origins = new Set(pictures.flatMap((picture) => policySourceOf(picture) ?? []));
  return [
    "default-src 'none'",
    `style-src ${hashOf(wholeStyle)}`,
    // An empty icon keeps browsers from asking for one.
    `img-src ${["data:", ...origins].join(" ")}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`, "connect-src 'self'"]),
    "base-uri 'none'",
    `form-action ${hasForms ? ["'self'", ...formTargets].join(" ") : "'none'"}`,
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
  /** Where its forms may lead beside, as sources of a content security policy: browsers count what they are redirected to. */
  readonly formTargets?: readonly string[] | undefined;
  /** BCP 47; English unless told. */
  readonly language?: string | undefined;
  /** The words around the page, where it is not in English. */
  readonly frame?: FrameWords | undefined;
  /** Added to the stylesheet of all pages. */
  readonly style?: string | undefined;
  /** Runs in it; nothing does unless told. */
  readonly script?: string | undefined;
  /** What else stands in its head. */
  readonly head?: Content;
  /** Whether search engines may list it: no page of a buyer's is for them. */
  readonly isPublic?: boolean | undefined;
}

/** What stands around every page, in its language. */
export interface FrameWords {
  readonly questions: string;
  readonly helpCenter: string;
  readonly links: Readonly<Record<Shop["links"][number]["type"], string>>;
}

/** A whole page of the shop, ready to send. Search engines are asked to leave buyers' pages alone: they are private. */
export function pageReply(shop: Shop, shown: Page, status = 200): Reply {
  const { title, main, language = "en", script, head, isPublic = false, frame = english } = shown;
  const { logoUrl } = shop.brand;
  const wholeStyle = `${style}${brandStyle(shop)}${shown.style ?? ""}`;
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${isPublic ? undefined : html`<meta name="robots" content="noindex, nofollow">\n`}<link rel="icon" href="data:,">
<title>${title} · ${shop.name}</title>
${head}<style>${new RawHtml(wholeStyle)}</style>
</head>
<body>
<header>${logoUrl === undefined ? shop.name : html`<img src="${logoUrl}" alt="${shop.name}">`}</header>
<main>
${main}
</main>
<footer>${footerOf(shop, frame)}</footer>
${script === undefined ? undefined : html`<script>${new RawHtml(script)}</script>\n`}</body>
</html>
`;
  const pictures = logoUrl === undefined ? shown.pictures : [...(shown.pictures ?? []), logoUrl];
  return {
    status,
    body: page.text,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": contentSecurityPolicy({ ...shown, pictures }, wholeStyle),
      ...(!isPublic && { "x-robots-tag": "noindex, nofollow" }),
    },
  };
}

/** The shop's colour, and what can be read upon it (WCAG 2.2, 1.4.3). */
function brandStyle({ brand: { color } }: Shop): string {
  return `:root { --brand: ${color}; --on-brand: ${letteringOn(color)} }\n`;
}

/** Black or white, whichever stands out more from a colour, `#rrggbb`: one of them always has a contrast of 4.5. */
function letteringOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? "#000" : "#fff";
}

function footerOf({ support, links }: Shop, words: FrameWords): Html {
  const contacts = [
    support.email === undefined ? undefined : link(`mailto:${support.email}`, support.email),
    support.phone,
    support.hours,
    support.helpCenterUrl === undefined ? undefined : link(support.helpCenterUrl, words.helpCenter),
  ].filter((contact) => contact !== undefined);
  return html`${contacts.length > 0 ? html`<p>${words.questions} ${contacts.map((contact, index) => [index > 0 ? " · " : "", contact])}</p>` : undefined}
<ul>${links.map(({ type, url, title }) => html`<li>${link(url, title ?? words.links[type])}</li>`)}</ul>`;
}

/** The words around a page in English. */
export const english: FrameWords = {
  questions: "Questions?",
  helpCenter: "Help center",
  links: {
    terms_of_use: "Terms of use",
    privacy_policy: "Privacy policy",
    return_policy: "Return policy",
    shipping_policy: "Shipping policy",
    contact_us: "Contact us",
    about_us: "About us",
    faq: "Questions and answers",
    support: "Support",
  },
};
