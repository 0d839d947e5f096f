import favicon from "swagger-ui-dist/favicon-32x32.png" with { type: "file" };
import styles from "swagger-ui-dist/swagger-ui.css" with { type: "file" };
import bundle from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "file" };
import preset from "swagger-ui-dist/swagger-ui-standalone-preset.js" with { type: "file" };

/** Swagger UI's own files by name, embedded in the executable: the documentation needs no network. */
export const swaggerUiFiles: ReadonlyMap<string, { readonly path: string; readonly contentType: string }> =
  new Map([
    ["swagger-ui.css", { path: styles, contentType: "text/css; charset=utf-8" }],
    ["swagger-ui-bundle.js", { path: bundle, contentType: "text/javascript; charset=utf-8" }],
    ["swagger-ui-standalone-preset.js", { path: preset, contentType: "text/javascript; charset=utf-8" }],
    ["favicon-32x32.png", { path: favicon, contentType: "image/png" }],
  ]);
