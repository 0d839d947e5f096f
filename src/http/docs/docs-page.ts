import { html } from "../../html.ts";
import { exampleIdempotencyKey } from "../../protocols/documentation.ts";

/**
 * Swagger UI loads only what the shop itself serves. Its inline styles are why styles, and nothing else, may be inline.
 */
export const docsSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The page Swagger UI draws itself into. `root` is what stands before every path of the shop: empty, or `/api`. */
export function docsPage(shopName: string, root: string): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API of ${shopName}</title>
<link rel="stylesheet" href="${root}/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="${root}/docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${root}/docs/swagger-ui-bundle.js"></script>
<script src="${root}/docs/swagger-ui-standalone-preset.js"></script>
<script src="${root}/docs/start.js"></script>
</body>
</html>
`.text;
}

export interface DocsScriptOptions {
  readonly root: string;
  /** What can be chosen, in this order, by the names of the documents. */
  readonly documents: readonly string[];
  /** The document shown at first. */
  readonly shown: string;
  /** Filled in as the bearer token, by the name of the document; only ever the demo shop's, which everybody knows. */
  readonly tokens: Readonly<Record<string, string>>;
}

/**
 * The script that starts Swagger UI, in a file of its own, since the page allows no inline scripts. Pressed with the
 * example key, a request gets a new one: pressed twice it would else be answered with the first answer.
 */
export function docsScript({ root, documents, shown, tokens }: DocsScriptOptions): string {
  const urls = documents.map((name) => ({ name, url: `${root}/openapi/${name}.json` }));
  return `"use strict";
// Another version is another page: Swagger UI would keep what was typed for the one before.
document.addEventListener("change", (event) => {
  if (event.target.id !== "select") return;
  event.stopPropagation();
  location.search = new URLSearchParams({ version: event.target.selectedOptions[0].text }).toString();
}, true);
const shown = new URLSearchParams(location.search).get("version") ?? ${JSON.stringify(shown)};
const ui = SwaggerUIBundle({
  dom_id: "#swagger-ui",
  urls: ${JSON.stringify(urls)},
  "urls.primaryName": shown,
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  onComplete() {
    const tokens = ${JSON.stringify(tokens)};
    if (Object.hasOwn(tokens, shown)) ui.preauthorizeApiKey("bearerAuth", tokens[shown]);
  },
  requestInterceptor(request) {
    if (request.headers?.["Idempotency-Key"] === ${JSON.stringify(exampleIdempotencyKey)}) {
      request.headers["Idempotency-Key"] = crypto.randomUUID();
    }
    return request;
  },
});
`;
}
