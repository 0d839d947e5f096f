import { contactOf } from "../http/docs/openapi-document.ts";
import type { Shop } from "../shop.ts";
import type { AdminRoute } from "./route.ts";
import { adminTags } from "./tags.ts";

/** The OpenAPI 3.1 document of the merchant's API, made from the very routes that serve it. */
export function adminDocument(routes: readonly AdminRoute[], shop: Shop, root: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = root + route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: `${shop.name}: the merchant's dashboard`,
      version: "1",
      description: introduction,
      contact: contactOf(shop),
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: new URL(shop.publicBaseUrl).pathname }],
    security: [{ bearerAuth: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name, description: adminTags[name] })),
    paths,
    components: {
      securitySchemes: {
        bearerAuth: {
          type: "http",
          scheme: "bearer",
          description: "The value of ADMIN_TOKEN, or a token of a program.",
        },
      },
      schemas: {
        Error: {
          type: "object",
          required: ["type", "code", "message"],
          properties: {
            type: { type: "string" },
            code: { type: "string" },
            message: { type: "string", description: "What happened, and what to do about it." },
            param: { type: "string", description: "The field, where one is to blame." },
          },
        },
      },
    },
  };
}

const introduction = `Orders, discounts, agents, webhooks, buyers, and how the shop is doing.

Amounts are whole numbers of minor units (cents for usd). Moments are RFC 3339 in UTC. Every change of an order tells its agent and leaves an audit row.`;

function operationOf(route: AdminRoute): object {
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    description: route.description,
    parameters: parametersOf(route),
    ...(route.file && {
      requestBody: {
        required: true,
        content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
      },
    }),
    ...(route.body && {
      requestBody: {
        required: (route.body.required ?? []).length > 0,
        content: { "application/json": { schema: plain(route.body) } },
      },
    }),
    responses: {
      [route.status]: {
        description: "Done.",
        content: { "application/json": { schema: plain(route.answer) } },
      },
      ...refusals(route),
    },
  };
}

function parametersOf({ path, method, file, query = {} }: AdminRoute): object[] {
  const named = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const asked = Object.entries(query).map(([name, { description, schema }]) => ({
    name,
    in: "query",
    required: false,
    description,
    schema,
  }));
  const key = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description:
      "A new one for each new request, and the same one for each retry of it: a retry gets the first answer again, and nothing is done twice.",
    schema: { type: "string", maxLength: 255 },
  };
  return [...named, ...asked, ...(method === "POST" && !file ? [key] : [])];
}

function refusals({ method, path }: AdminRoute): Record<string, object> {
  const refused = (description: string) => ({
    description,
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  });
  return {
    400: refused("The request cannot be read."),
    401: refused("The bearer token is neither ADMIN_TOKEN nor a program's."),
    403: refused("The program's token may not do this."),
    ...(path.includes(":") && { 404: refused("There is no such thing.") }),
    ...(method === "POST" && {
      409: refused("As things stand, it cannot be done. Nothing was changed."),
      422: refused("The request makes no sense. Nothing was changed."),
    }),
  };
}

/** `shipOrder`, from the method and the last parts of the path. */
function operationId({ method, path }: AdminRoute): string {
  const words = path
    .split("/")
    .filter((part) => part !== "")
    .map((part) => part.replace(":", "by_"));
  return [method.toLowerCase(), ...words].join("_");
}

/** A schema without what TypeBox keeps to itself. */
function plain(schema: object): object {
  return JSON.parse(JSON.stringify(schema));
}
