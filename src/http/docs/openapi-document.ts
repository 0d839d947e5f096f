import { type AnyElysia, Elysia } from "elysia";
import type { Wire } from "../../protocols/acp/wire.ts";
import type { Shop } from "../../shop.ts";
import { componentNames, documentedBodies, schemaRef } from "./session-operations.ts";

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
 * The OpenAPI 3.1 document of one ACP version, read off the very routes that serve it.
 *
 * @param routes of that version; only looked at.
 */
export async function openApiDocument(wire: Wire, routes: AnyElysia, shop: Shop): Promise<OpenApiDocument> {
  // Only when somebody asks for a document: the plugin and what it brings are not needed to sell.
  const { swagger } = await import("@elysiajs/swagger");
  const path = "/document";
  const documenting = new Elysia()
    .use(swagger({ specPath: path, documentation: descriptionOf(wire, shop), excludeStaticFile: false }))
    .use(routes);
  const response = await documenting.handle(new Request(`http://localhost${path}`));
  // What the plugin writes: its own types say nothing of it.
  const document = (await response.json()) as OpenApiDocument;
  return tidy(document, wire);
}

/**
 * Mends what the plugin makes of the routes: it writes OpenAPI 3.0, whose schemas TypeBox's are not, and puts every
 * body's schema in its place anew, without examples.
 */
function tidy(document: OpenApiDocument, wire: Wire): OpenApiDocument {
  document.openapi = "3.1.0";
  const bodies = documentedBodies(wire);
  for (const operation of Object.values(document.paths).flatMap((item) => Object.values(item))) {
    const body = operation.operationId === undefined ? undefined : bodies[operation.operationId];
    if (!body) continue;
    const examples = Object.entries(body.shape.examples).map(([summary, value], index) => [
      `example_${index + 1}`,
      { summary, value },
    ]);
    operation.requestBody = {
      required: body.required,
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

function descriptionOf(wire: Wire, shop: Shop) {
  return {
    info: {
      title: `${shop.name}: Agentic Commerce Protocol`,
      version: wire.version,
      description: introduction,
      contact: contactOf(shop),
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    // Relative, so that trying it out works under whatever name the shop is reached.
    servers: [{ url: new URL(shop.publicBaseUrl).pathname }],
    security: [{ bearerAuth: [] }],
    tags: [
      { name: "Checkout sessions", description: "From the first item to the paid order." },
      { name: "Carts", description: "Things put together before anybody pays." },
      { name: "Delegated payment", description: "The sandbox's stand-in for an agent's payment service." },
    ],
    components: {
      securitySchemes: {
        bearerAuth: { type: "http" as const, scheme: "bearer", description: "The agent's API key." },
      },
      schemas: {
        [componentNames.create]: wire.create.schema,
        [componentNames.update]: wire.update.schema,
        [componentNames.complete]: wire.complete.schema,
        [componentNames.cancel]: wire.cancel.schema,
        [componentNames.session]: wire.session.schema,
        [componentNames.error]: wire.error.schema,
        ...(wire.carts && {
          [componentNames.cartCreate]: wire.carts.create.schema,
          [componentNames.cartUpdate]: wire.carts.update.schema,
          [componentNames.cart]: wire.carts.cart.schema,
        }),
        [componentNames.delegate]: wire.delegatedPayment.delegate.schema,
        [componentNames.delegatedPayment]: wire.delegatedPayment.answer.schema,
        [componentNames.delegatedPaymentError]: wire.delegatedPayment.error.schema,
      },
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

const introduction = `Sell through AI agents: an agent creates a checkout session, updates it until nothing is missing, and completes it with a delegated payment token.

Amounts are whole numbers of minor units (cents for usd). Every answer carries a \`Request-Id\`. Errors are flat objects: \`type\`, \`code\`, \`message\` and, where one field is to blame, its JSONPath in \`param\`.`;
