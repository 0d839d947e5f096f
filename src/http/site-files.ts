import { Elysia } from "elysia";
import { type Clock, DAY } from "../clock.ts";
import type { Shop } from "../shop.ts";
import { contextOf } from "./request-context.ts";
import { type Reply, respond } from "./respond.ts";

/** How long security.txt may be believed: RFC 9116 §2.5.5 asks for less than a year. */
const SECURITY_LASTS = 180 * DAY;

/** What those who may keep a file for a while are told. */
const keptForADay = "public, max-age=86400";

/** The files that robots, browsers and researchers look for on any site, made of what the shop says of itself. */
export function siteFiles(shop: Shop, clock: Clock) {
  return new Elysia({ normalize: false })
    .get("/robots.txt", ({ request }) => respond(contextOf(request), text(robots)))
    .get("/llms.txt", ({ request }) => respond(contextOf(request), text(aboutForModels(shop))))
    .get("/favicon.ico", ({ request }) => respond(contextOf(request), icon))
    .get("/.well-known/security.txt", ({ request }) =>
      respond(contextOf(request), securityContact(shop, clock)),
    );
}

/** RFC 9309. What buyers' links lead to is for them alone; the rest is for agents, who are robots, too. */
const robots = `User-agent: *
Disallow: /admin
Disallow: /orders/
Disallow: /carts/
Disallow: /downloads/
Disallow: /checkout/
Allow: /
`;

/** A till's receipt, in the colour that the reader's browser has for text. */
const icon: Reply = {
  status: 200,
  body:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#1e6f42" d="M6 2h20v28l-4-3-3 3-3-3-3 3-3-3-4 ' +
    '3z"/><path stroke="#fff" stroke-width="2.5" d="M10 10h12M10 16h12M10 22h7"/></svg>',
  headers: { "content-type": "image/svg+xml", "cache-control": keptForADay },
};

/** What llmstxt.org proposes: for a model that was sent here without knowing what the site is. */
function aboutForModels({ name, publicBaseUrl, links, currency }: Shop): string {
  const policies = links.map(({ type, url }) => `- [${type.replaceAll("_", " ")}](${url})`);
  return `# ${name}

> A shop that sells to AI agents, in ${currency.toUpperCase()}. Search the catalogue, open a checkout and pay by the Agentic Commerce
> Protocol (ACP), or use the tools over MCP.

## For agents

- [What the shop supports](${publicBaseUrl}/.well-known/acp.json): versions, services and extensions
- [Tools over MCP](${publicBaseUrl}/mcp): searching needs no key
- [The API](${publicBaseUrl}/openapi.json): every operation, as OpenAPI
- [The product feed](${publicBaseUrl}/feed.jsonl): everything that is sold, a product a line

## Policies

${policies.join("\n")}
`;
}

/** Whom to tell of a weakness (RFC 9116): the shop's support. A shop that names nobody has no such file. */
function securityContact({ support, links, publicBaseUrl }: Shop, clock: Clock): Reply {
  const contact =
    support.email === undefined
      ? links.find(({ type }) => type === "contact_us" || type === "support")?.url
      : `mailto:${support.email}`;
  if (contact === undefined) return { ...text("This shop names no contact.\n"), status: 404 };
  const expires = new Date(clock.now() + SECURITY_LASTS).toISOString();
  return text(
    `Contact: ${contact}\nExpires: ${expires}\nCanonical: ${publicBaseUrl}/.well-known/security.txt\nPreferred-Languages: en\n`,
  );
}

function text(body: string): Reply {
  return {
    status: 200,
    body,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": keptForADay },
  };
}
