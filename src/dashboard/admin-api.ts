import { CryptoHasher } from "bun";
import { Elysia } from "elysia";
import { bearerToken } from "../http/admission.ts";
import { readJson } from "../http/read-json.ts";
import { contextOf, type RequestContext } from "../http/request-context.ts";
import { respondJson } from "../http/respond.ts";
import { isSameSecret } from "../http/same-secret.ts";
import type { Answer } from "../idempotency/answer.ts";
import { ProblemError } from "../problem.ts";
import { answerOnce, type KeepAnswer, type MerchantCall } from "./answer-once.ts";
import { subjectOf } from "./call-subject.ts";
import { adminDocument } from "./openapi.ts";
import { readQuery } from "./query.ts";
import type { AdminCall, AdminRefusal, AdminRoute } from "./route.ts";
import { agentRoutes } from "./routes/agents.ts";
import { buyerRoutes } from "./routes/buyers.ts";
import { discountRoutes } from "./routes/discounts.ts";
import { operationRoutes } from "./routes/operation.ts";
import { orderGoodsRoutes } from "./routes/order-goods.ts";
import { orderMoneyRoutes } from "./routes/order-money.ts";
import { orderRoutes } from "./routes/orders.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import type { AdminServices } from "./services.ts";

const root = "/admin/api";

/** Every route of the merchant's API. */
export function adminRoutes(services: AdminServices): readonly AdminRoute[] {
  return [
    ...orderRoutes(services),
    ...orderGoodsRoutes(services),
    ...orderMoneyRoutes(services),
    ...discountRoutes(services),
    ...agentRoutes(services),
    ...webhookRoutes(services),
    ...buyerRoutes(services),
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

  function admit(context: RequestContext): void {
    const token = bearerToken(context.request.headers.get("authorization"));
    const detail = "the bearer token must be the one of ADMIN_TOKEN";
    if (token === undefined) throw new ProblemError({ kind: "unauthorized", detail });
    if (!isSameSecret(token, services.token))
      throw new ProblemError(services.guesses.wrong(context, "admin_api", detail));
  }

  async function answer(
    route: AdminRoute,
    call: Omit<AdminCall<unknown>, "keepAnswer">,
    keep: KeepAnswer = async () => {},
  ): Promise<Answer> {
    const keepAnswer: AdminCall<unknown>["keepAnswer"] = (stores, given) =>
      keep(stores, answerOf(route, given));
    return answerOf(route, await route.handle({ ...call, keepAnswer }));
  }

  for (const route of routes) {
    const { path, method, body } = route;
    if (method === "GET") {
      app.get(root + path, async ({ request, params }) => {
        const context = contextOf(request);
        admit(context);
        const { status, body: text } = await answer(route, callOf(request, params, undefined));
        return respondJson(context, status, text);
      });
    } else {
      const isOptional = Object.keys(body?.required ?? {}).length === 0;
      const read = async ({ request }: { request: Request }) => {
        const context = contextOf(request);
        context.route = root + path;
        admit(context);
        return readJson(request, { optional: isOptional, verify: () => undefined });
      };
      app.post(
        root + path,
        async ({ request, params, body: given }) => {
          const key = request.headers.get("idempotency-key");
          // Elysia gives a path without parameters none at all where it ends in a slash, whatever its types say.
          const subject = key === null ? "" : await subjectOf(services.reads, params ?? {});
          const sent = { operation: `POST ${root}${path}`, subject, key, body: given };
          const call = callOf(request, params, given, callKeyOf(sent));
          const once = await answerOnce(services, sent, (keep) => answer(route, call, keep));
          const headers = once.replayed ? { "idempotent-replayed": "true" } : undefined;
          return respondJson(contextOf(request), once.status, once.body, headers);
        },
        { parse: [read, "json"], ...(body && { body }) },
      );
    }
  }
  const document = JSON.stringify(adminDocument(routes, services.shop, root));
  return app.get("/openapi/admin.json", ({ request }) => respondJson(contextOf(request), 200, document));
}

function callOf(
  request: Request,
  params: Readonly<Record<string, string>>,
  body: unknown,
  key?: string,
): Omit<AdminCall<unknown>, "keepAnswer"> {
  return { params, query: readQuery(request.url), body, key, actor: "admin_api" };
}

/** A key means another call where something else is done, or with something else. */
function callKeyOf({ operation, subject, key }: MerchantCall): string | undefined {
  if (key === null) return undefined;
  return new CryptoHasher("sha256").update(`${operation}\n${subject}\n${key}`).digest("hex").slice(0, 32);
}

function answerOf(route: AdminRoute, given: unknown): Answer {
  return isRefusal(given)
    ? { status: given.status, body: JSON.stringify(errorOf(given)) }
    : { status: route.status, body: JSON.stringify(given), passing: route.isSecret };
}

function isRefusal(given: unknown): given is AdminRefusal {
  return typeof given === "object" && given !== null && "refused" in given;
}

/** The flat shape that errors have everywhere here. */
function errorOf({ code, message }: AdminRefusal): object {
  return { type: "invalid_request", code, message };
}
