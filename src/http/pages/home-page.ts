import { html, link } from "../../html.ts";
import type { Shop } from "../../shop.ts";
import type { Page } from "./layout.ts";

/** What somebody sees who types the address of the server: what it is for, where its documentation is, and where the merchant signs in. */
export function homePage(shop: Shop): Page {
  const { publicBaseUrl } = shop;
  return {
    title: "For AI agents",
    main: html`<h1>${shop.name} sells to AI agents</h1>
<p>This server speaks the Agentic Commerce Protocol. Nothing here is meant for browsers, except these pages:</p>
<ul>
<li>${link(`${publicBaseUrl}/docs`, "The API, to read and to try out")}</li>
<li>${link(`${publicBaseUrl}/openapi.json`, "The same as an OpenAPI document")}</li>
<li>${link(`${publicBaseUrl}/.well-known/acp.json`, "What the shop supports, for agents that discover it")}</li>
<li>${link(`${publicBaseUrl}/admin`, "The merchant's dashboard, for whoever runs the shop")}</li>
</ul>`,
  };
}
