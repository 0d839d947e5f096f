import { type AnyElysia, Elysia } from "elysia";
import { ProblemError } from "../../problem.ts";
import type { VersionDocument } from "../../protocols/documentation.ts";
import type { ProtocolVersion } from "../../protocols/protocol.ts";
import type { Shop } from "../../shop.ts";
import { contextOf } from "../request-context.ts";
import { respond, respondJson } from "../respond.ts";
import { docsPage, docsScript, docsSecurityPolicy } from "./docs-page.ts";
import { openApiDocument } from "./openapi-document.ts";
import { swaggerUiFiles } from "./swagger-ui-files.ts";

export interface DocsServices {
  readonly shop: Shop;
  readonly documented: readonly DocumentedVersion[];
  /** The name of the document that is shown at first. */
  readonly shown: string;
  /** The demo shop's key, filled in for whoever tries; `undefined` in a merchant's shop. */
  readonly demoKey: string | undefined;
  /** Documents that are made and served elsewhere, with the token to fill in for whoever tries, if everybody knows it. */
  readonly otherDocuments: readonly { readonly name: string; readonly demoToken: string | undefined }[];
}

/** A version that has a document, with the routes that serve it. */
export interface DocumentedVersion {
  readonly version: ProtocolVersion;
  readonly document: VersionDocument;
  readonly routes: () => AnyElysia;
}

/** `/docs`, one OpenAPI document a version, and all they load. */
export function docsRoutes({ shop, documented, shown, demoKey, otherDocuments }: DocsServices) {
  const root = new URL(shop.publicBaseUrl).pathname.replace(/\/$/, "");
  const page = docsPage(shop.name, root);
  const versions = documented.map(({ document }) => document.name);
  const tokens = [
    ...versions.map((version) => [version, demoKey] as const),
    ...otherDocuments.map(({ name, demoToken }) => [name, demoToken] as const),
  ].flatMap(([name, token]) => (token === undefined ? [] : [[name, token] as const]));
  const script = docsScript({
    root,
    documents: [...versions, ...otherDocuments.map(({ name }) => name)],
    shown,
    tokens: Object.fromEntries(tokens),
  });
  /** Made at the first request for them; as text. */
  const documents = new Map<string, Promise<string>>();

  async function documentOf(name: string): Promise<string> {
    const found = documented.find(({ document }) => document.name === name);
    if (!found) throw new ProblemError({ kind: "not_found", what: "route" });
    const known = documents.get(name);
    if (known) return known;
    const made = openApiDocument(found.version, found.document, found.routes(), shop).then((document) =>
      JSON.stringify(document),
    );
    documents.set(name, made);
    return made;
  }

  return new Elysia({ normalize: false })
    .get("/openapi.json", async ({ request }) =>
      respondJson(contextOf(request), 200, await documentOf(shown)),
    )
    .get("/openapi/:file", async ({ request, params }) =>
      respondJson(contextOf(request), 200, await documentOf(params.file.replace(/\.json$/, ""))),
    )
    .get("/docs", ({ request }) =>
      respond(contextOf(request), {
        status: 200,
        body: page,
        headers: {
          "content-type": "text/html; charset=utf-8",
          "content-security-policy": docsSecurityPolicy,
        },
      }),
    )
    .get("/docs/start.js", ({ request }) =>
      respond(contextOf(request), {
        status: 200,
        body: script,
        headers: { "content-type": "text/javascript; charset=utf-8" },
      }),
    )
    .get("/docs/:file", ({ request, params }) => {
      const file = swaggerUiFiles.get(params.file);
      if (!file) throw new ProblemError({ kind: "not_found", what: "route" });
      return respond(contextOf(request), {
        status: 200,
        body: Bun.file(file.path),
        headers: { "content-type": file.contentType, "cache-control": "public, max-age=3600" },
      });
    });
}
