import type { TSchema } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { asId, type SessionId } from "../ids.ts";
import { keyOf } from "../protocols/acp/guide/requests.ts";
import { wireOfGuides as wire } from "../protocols/acp/guide/wire.ts";
import { unknownFields } from "../protocols/acp/unknown-fields.ts";
import { respondAnswer, signatureCheck } from "./acp-request.ts";
import { readJson } from "./read-json.ts";
import { admittedContextOf } from "./request-context.ts";
import type { SessionServices } from "./session-routes.ts";

const create = "/acp/checkout/create";
const one = "/acp/checkout/:id";
const update = "/acp/checkout/:id/update";
const complete = "/acp/checkout/:id/complete";

/** The guides' addresses, over the same operations as every version. Requests must have passed admission. */
export function guideRoutes({ operations, clock, isSandbox = false }: SessionServices) {
  function read(route: string, schema: TSchema) {
    return async ({ request }: { request: Request }): Promise<unknown> => {
      const context = admittedContextOf(request);
      context.route = route;
      const body = await readJson(request, {
        optional: false,
        verify: signatureCheck(context.agent, request, clock),
      });
      if (isSandbox) context.unknownFields = unknownFields(schema, body);
      return body;
    };
  }

  async function change(operation: "update" | "complete", request: Request, id: string, body: unknown) {
    const context = admittedContextOf(request);
    const sessionId = asId<SessionId>(id);
    const call = { wire, agent: context.agent, idempotencyKey: keyOf(body), sessionId, body };
    return respondAnswer(context, await operations.perform({ operation, ...call }));
  }

  return new Elysia({ normalize: false })
    .post(
      create,
      async ({ request, body }) => {
        const context = admittedContextOf(request);
        const call = { wire, agent: context.agent, idempotencyKey: keyOf(body), body };
        return respondAnswer(context, await operations.perform({ operation: "create", ...call }));
      },
      { parse: [read(create, wire.create.schema), "json"], body: wire.create.schema },
    )
    .get(one, async ({ request, params }) => {
      const context = admittedContextOf(request);
      context.route = one;
      const sessionId = asId<SessionId>(params.id);
      return respondAnswer(
        context,
        await operations.perform({ operation: "get", wire, agent: context.agent, sessionId }),
      );
    })
    .patch(update, ({ request, params, body }) => change("update", request, params.id, body), {
      parse: [read(update, wire.update.schema), "json"],
      body: wire.update.schema,
    })
    .post(complete, ({ request, params, body }) => change("complete", request, params.id, body), {
      parse: [read(complete, wire.complete.schema), "json"],
      body: wire.complete.schema,
    });
}
