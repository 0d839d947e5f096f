import { type AnyElysia, Elysia } from "elysia";
import type { VersionDocument } from "../../protocols/documentation.ts";
import type { ProtocolVersion } from "../../protocols/protocol.ts";
import type { Shop } from "../../shop.ts";
import { schemaRef } from "./documented-operation.ts";

/** As much of an OpenAPI 3.1 document as is touched here. */
export interface OpenApiDocument {
  openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { schemas: Readonly<Record<string, unknown>> };
  tags: readonly { readonly name: string; readonly description: string }[];
}

export interface OpenApiOperation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  requestBody?: unknown;
}

/**
 * The OpenAPI 3.1 document of one version of a protocol, read off the very routes that serve it.
 *
 * @param routes of that version; only looked at.
 */
export async function openApiDocument(
  version: ProtocolVersion,
  begun: VersionDocument,
  routes: AnyElysia,
  shop: Shop,
): Promise<OpenApiDocument> {
  // Only when somebody asks for a document: the plugin and what it brings are not needed to sell.
  const { swagger } = await import("@elysiajs/swagger");
  const path = "/document";
  const documenting = new Elysia()
    .use(
      swagger({
        specPath: path,
        documentation: descriptionOf(version, begun, shop),
        excludeStaticFile: false,
      }),
    )
    .use(routes);
  const response = await documenting.handle(new Request(`http://localhost${path}`));
  // What the plugin writes: its own types say nothing of it.
  const document = (await response.json()) as OpenApiDocument;
  return tidy(document, version);
}

/**
 * Mends what the plugin makes of the routes: it writes OpenAPI 3.0, whose schemas TypeBox's are not, and puts every
 * body's schema in its place anew, without examples.
 */
function tidy(document: OpenApiDocument, { bindings }: ProtocolVersion): OpenApiDocument {
  document.openapi = "3.1.0";
  const bodies = new Map(
    bindings.map(({ documentation, body }) => [documentation?.operationId, body] as const),
  );
  for (const operation of Object.values(document.paths).flatMap((item) => Object.values(item))) {
    const body = operation.operationId === undefined ? undefined : bodies.get(operation.operationId);
    if (body?.component === undefined) continue;
    const examples = Object.entries(body.examples).map(([summary, value], index) => [
      `example_${index + 1}`,
      { summary, value },
    ]);
    operation.requestBody = {
      required: body.isRequired,
      content: {
        "application/json": { schema: schemaRef(body.component), examples: Object.fromEntries(examples) },
      },
    };
  }
  return withoutUnused(document);
}

/** Leaves out the tags and schemas of routes that this shop does not serve: delegated payment is the sandbox's. */
function withoutUnused(document: OpenApiDocument): OpenApiDocument {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  const used = new Set(operations.flatMap(({ tags = [] }) => tags));
  document.tags = document.tags.filter(({ name }) => used.has(name));
  const paths = JSON.stringify(document.paths);
  const { schemas } = document.components;
  document.components.schemas = Object.fromEntries(
    // Schemas are written out whole, so that only operations refer to any.
    Object.entries(schemas).filter(([name]) => paths.includes(JSON.stringify(schemaRef(name).$ref))),
  );
  return document;
}

function descriptionOf({ version }: ProtocolVersion, begun: VersionDocument, shop: Shop) {
  return {
    info: {
      title: `${shop.name}: ${begun.title}`,
      version,
      description: begun.description,
      contact: contactOf(shop),
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    // Relative, so that trying it out works under whatever name the shop is reached.
    servers: [{ url: new URL(shop.publicBaseUrl).pathname }],
    security: [{ bearerAuth: [] }],
    tags: [...begun.tags],
    components: {
      securitySchemes: {
        bearerAuth: { type: "http" as const, scheme: "bearer", description: "The agent's API key." },
      },
      schemas: { ...begun.schemas },
    },
  };
}

/** Whom a developer can ask, as every document of the shop says. */
export function contactOf({ name, publicBaseUrl, support }: Shop) {
  return {
    name,
    url: support.helpCenterUrl ?? publicBaseUrl,
    ...(support.email && { email: support.email }),
  };
}
