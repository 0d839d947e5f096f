import { CryptoHasher } from "bun";
import { Elysia } from "elysia";
import type { Actor } from "../audit/audit.ts";
import { bearerToken } from "../http/admission.ts";
import { readJson } from "../http/read-json.ts";
import { contextOf, type RequestContext } from "../http/request-context.ts";
import { respondAnswer, respondJson } from "../http/respond.ts";
import { isSameSecret } from "../http/same-secret.ts";
import type { Answer } from "../idempotency/answer.ts";
import { hashOfToken } from "../people/secrets.ts";
import { ProblemError } from "../problem.ts";
import { subjectOf } from "./call-subject.ts";
import { merchant } from "./merchant.ts";
import { adminDocument } from "./openapi.ts";
import { orderWorkRoutes } from "./order-call.ts";
import { readQuery } from "./query.ts";
import type { AdminRefusal, AdminRoute } from "./route.ts";
import { permissionOfRoute } from "./route-permission.ts";
import { agentRoutes } from "./routes/agents.ts";
import { buyerRoutes } from "./routes/buyers.ts";
import { discountRoutes } from "./routes/discounts.ts";
import { hostRoutes } from "./routes/hosts.ts";
import { operationRoutes } from "./routes/operation.ts";
import { orderRoutes } from "./routes/orders.ts";
import { peopleRoutes } from "./routes/people.ts";
import { adminProductRoutes } from "./routes/products.ts";
import { salesRoutes } from "./routes/sales.ts";
import { searchRoutes } from "./routes/search.ts";
import { signingKeyRoutes } from "./routes/signing-keys.ts";
import { uploadApiRoutes } from "./routes/uploads.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import type { AdminServices } from "./services.ts";

const root = "/admin/api";

/** Every route of the merchant's API. */
export function adminRoutes(services: AdminServices): readonly AdminRoute[] {
  return [
    ...orderRoutes(services),
    ...orderWorkRoutes(services),
    ...adminProductRoutes(services),
    ...discountRoutes(services),
    ...agentRoutes(services),
    ...hostRoutes(services),
    ...webhookRoutes(services),
    ...signingKeyRoutes(services),
    ...buyerRoutes(services),
    ...salesRoutes(services),
    ...uploadApiRoutes(services),
    ...searchRoutes(services),
    ...peopleRoutes(services),
    ...operationRoutes(services),
  ];
}

/**
 * The merchant's API under `/admin/api`, and its OpenAPI document. A stranger hears nothing but 401, however wrong the
 * rest of the request is: the token is looked at before the body is read.
 */
export function adminApi(services: AdminServices) {
  const app = new Elysia({ normalize: false });
  const routes = adminRoutes(services);
  for (const route of routes) {
    if (route.method === "GET") addQuery(app, services, route);
    else if (route.file) addUpload(app, services, route, route.file.most);
    else addCall(app, services, route);
  }
  const document = JSON.stringify(adminDocument(routes, services.shop, root));
  return app.get("/openapi/admin.json", ({ request }) => respondJson(contextOf(request), 200, document));
}

function addQuery(app: Elysia, services: AdminServices, route: AdminRoute): void {
  // Elysia gives a path without parameters none at all, whatever its types say.
  app.get(root + route.path, async ({ request, params }) => {
    const context = contextOf(request);
    const actor = await admit(services, context, route);
    return respondAnswer(context, await answer(services, route, actor, request, params ?? {}, undefined));
  });
}

/** @param most how large a file may be, bytes. */
function addUpload(app: Elysia, services: AdminServices, route: AdminRoute, most: number): void {
  app.post(
    root + route.path,
    async ({ request, params }) => {
      const context = contextOf(request);
      context.route = root + route.path;
      const actor = await admit(services, context, route);
      const file = await context.readBody(most);
      return respondAnswer(context, await answer(services, route, actor, request, params ?? {}, file));
    },
    { parse: "none" },
  );
}

function addCall(app: Elysia, services: AdminServices, route: AdminRoute): void {
  const { path, body } = route;
  const isOptional = Object.keys(body?.required ?? {}).length === 0;
  const read = async ({ request }: { request: Request }) => {
    const context = contextOf(request);
    context.route = root + path;
    await admit(services, context, route);
    return readJson(request, { optional: isOptional, verify: () => undefined });
  };
  app.post(
    root + path,
    async ({ request, params, body: given }) => {
      const context = contextOf(request);
      const actor = await admit(services, context, route);
      return respondAnswer(context, await answer(services, route, actor, request, params ?? {}, given));
    },
    { parse: [read, "json"], ...(body && { body }) },
  );
}

/** Who calls: the merchant by ADMIN_TOKEN, or a program by a token of its own that may do this. */
async function admit(services: AdminServices, context: RequestContext, route: AdminRoute): Promise<Actor> {
  const token = bearerToken(context.request.headers.get("authorization"));
  const detail = "the bearer token must be the one of ADMIN_TOKEN, or a program's that is not revoked";
  if (token === undefined) throw new ProblemError({ kind: "unauthorized", detail });
  if (services.token !== undefined && isSameSecret(token, services.token))
    return (await services.reads.people.hasOwner()) ? "token" : "admin_api";
  const program = await services.reads.people.programToken(hashOfToken(token));
  if (!program) throw new ProblemError(services.guesses.wrong(context, "admin_api", detail));
  const needed = permissionOfRoute(route);
  if (!program.scopes.includes(needed)) {
    throw new ProblemError({ kind: "not_in_scope", needed });
  }
  return `program:${program.id}`;
}

/** A call is known by what it does and to what, never by how its address is spelled. */
async function answer(
  services: AdminServices,
  { method, operation, status, isSecret, file }: AdminRoute,
  actor: Actor,
  request: Request,
  params: Readonly<Record<string, string>>,
  body: unknown,
): Promise<Answer> {
  // Looking is safe to repeat, and so is a file that changes nothing yet: a key says nothing there.
  const sent = method === "GET" || file ? undefined : (request.headers.get("idempotency-key") ?? undefined);
  const subject = sent === undefined ? "" : await subjectOf(services.reads, params);
  const key = sent === undefined ? undefined : callKeyOf(operation.name, subject, sent);
  const query = readQuery(request.url);
  return services.perform({
    operation,
    input: { params, query, body, subject, key, actor },
    context: undefined,
    caller: merchant,
    key: sent,
    body,
    encode: (given) => answerOf({ status, isSecret }, given),
    refuse: services.encodeProblem,
  });
}

/** A key means another call where something else is done, or with something else. */
function callKeyOf(operation: string, subject: string, key: string): string {
  return new CryptoHasher("sha256").update(`${operation}\n${subject}\n${key}`).digest("hex").slice(0, 32);
}

function answerOf({ status, isSecret }: Pick<AdminRoute, "status" | "isSecret">, given: unknown): Answer {
  return isRefusal(given)
    ? { status: given.status, body: JSON.stringify(errorOf(given)) }
    : { status, body: JSON.stringify(given), passing: isSecret };
}

function isRefusal(given: unknown): given is AdminRefusal {
  return typeof given === "object" && given !== null && "refused" in given;
}

/** The flat shape that errors have everywhere here. */
function errorOf({ code, message }: AdminRefusal): object {
  return { type: "invalid_request", code, message };
}
