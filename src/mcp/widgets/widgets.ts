import { Html, html } from "../../html.ts";
import { decimalsOf } from "../../money.ts";
import type { Shop } from "../../shop.ts";
import bridgeScript from "./page/bridge.js" with { type: "text" };
import widgetStyle from "./page/style.css" with { type: "text" };
import viewsScript from "./page/views.js" with { type: "text" };
import { widgetLanguages } from "./widget-words.ts";

/** MIME type of a widget's page (MCP Apps, SEP-1865). */
export const widgetMimeType = "text/html;profile=mcp-app";

/** A page that an application shows beside what a tool answered. */
export interface Widget {
  /** `ui://…`: what the tool names, and the application reads. */
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** The widgets there are, each by the tools whose answers it shows. */
export const widgets = {
  products: widget("products", "Products", "What was found, as a shelf to leaf through."),
  product: widget("product", "Product", "One product with its options."),
  cart: widget(
    "cart",
    "Cart",
    "A cart with what it comes to, and the button to the page where the buyer pays.",
  ),
  order: widget("order", "Order", "How far an order is on its way."),
} as const satisfies Readonly<Record<string, Widget>>;

function widget(name: string, title: string, description: string): Widget {
  return { uri: `ui://checkstand/${name}.html`, name, title, description };
}

/**
 * A widget's page: all of it in one text, with nothing to load but pictures. From where these may come is said beside it,
 * and seen to by the application, which adds scripts of its own to the page. It has the words of every language, since only
 * the application knows which its user reads, and tells the page alone.
 */
export function widgetPage({ name, title }: Widget, { currency }: Pick<Shop, "currency">): string {
  const money = { currency: currency.toUpperCase(), decimals: decimalsOf(currency) };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(widgetStyle)}</style>
</head>
<body data-widget="${name}"><main><h1 class="unseen">${title}</h1><div id="view" aria-live="polite"></div></main>
<script>
"use strict";
const languages = ${inScript(widgetLanguages)};
const money = ${inScript(money)};
${new Html(bridgeScript)}
${new Html(viewsScript)}
</script>
</body>
</html>
`.text;
}

/** JSON that no text in it can end the script with. */
function inScript(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll("<", "\\u003c"));
}

/**
 * What an application is told of a widget's page beside its text: for MCP Apps, and in ChatGPT's own words.
 *
 * @param pictureOrigins from where pictures come, as `https://cdn.example`.
 */
export function widgetMeta(
  { description }: Widget,
  pictureOrigins: readonly string[],
  publicBaseUrl: string,
): Record<string, unknown> {
  return {
    ui: { csp: { resourceDomains: pictureOrigins }, prefersBorder: true },
    "openai/widgetDescription": description,
    "openai/widgetPrefersBorder": true,
    "openai/widgetCSP": {
      connect_domains: [],
      resource_domains: pictureOrigins,
      redirect_domains: [new URL(publicBaseUrl).origin],
    },
  };
}

/** How a tool names its widget: for MCP Apps, and in ChatGPT's own words. */
export function namesWidget({ uri }: Widget): Record<string, unknown> {
  return { ui: { resourceUri: uri }, "openai/outputTemplate": uri, "openai/widgetAccessible": true };
}
