import { Elysia } from "elysia";
import { asId, type SessionId } from "../ids.ts";
import type { SessionOperations } from "../protocols/acp/operations.ts";
import type { Wire } from "../protocols/acp/wire.ts";
import { type BodyReading, bodyReader, respondAnswer } from "./acp-request.ts";
import { documentSessionRoutes } from "./docs/session-operations.ts";
import { admittedContextOf } from "./request-context.ts";

export interface SessionServices extends BodyReading {
  readonly operations: SessionOperations;
}

const collection = "/checkout_sessions";
const one = "/checkout_sessions/:id";
const complete = "/checkout_sessions/:id/complete";
const cancel = "/checkout_sessions/:id/cancel";

/**
 * The checkout session routes of one ACP version, generated from its wire: same paths, the version's own schemas,
 * errors and documentation. Requests must have passed admission.
 *
 * Answers are not validated here: encoders are type-checked against the same schemas, and tests validate them.
 */
export function sessionRoutes(wire: Wire, services: SessionServices) {
  const { operations } = services;
  const documented = documentSessionRoutes(wire);

  const read = bodyReader(wire, services);

  async function mutate(
    operation: "update" | "complete" | "cancel",
    request: Request,
    id: string,
    body: unknown,
  ): Promise<Response> {
    const context = admittedContextOf(request);
    const { agent, idempotencyKey } = context;
    const sessionId = asId<SessionId>(id);
    return respondAnswer(
      context,
      await operations.perform({ operation, wire, agent, idempotencyKey, sessionId, body }),
    );
  }

  return new Elysia({ normalize: false })
    .post(
      collection,
      async ({ request, body }) => {
        const context = admittedContextOf(request);
        const { agent, idempotencyKey } = context;
        return respondAnswer(
          context,
          await operations.perform({ operation: "create", wire, agent, idempotencyKey, body }),
        );
      },
      {
        parse: [read(collection, "required", wire.create.schema), "json"],
        body: wire.create.schema,
        detail: documented.create,
      },
    )
    .get(
      one,
      async ({ request, params }) => {
        const context = admittedContextOf(request);
        context.route = one;
        const sessionId = asId<SessionId>(params.id);
        return respondAnswer(
          context,
          await operations.perform({ operation: "get", wire, agent: context.agent, sessionId }),
        );
      },
      { detail: documented.get },
    )
    .post(one, ({ request, params, body }) => mutate("update", request, params.id, body), {
      parse: [read(one, "required", wire.update.schema), "json"],
      body: wire.update.schema,
      detail: documented.update,
    })
    .post(complete, ({ request, params, body }) => mutate("complete", request, params.id, body), {
      parse: [read(complete, "required", wire.complete.schema), "json"],
      body: wire.complete.schema,
      detail: documented.complete,
    })
    .post(cancel, ({ request, params, body }) => mutate("cancel", request, params.id, body), {
      parse: [read(cancel, "optional", wire.cancel.schema), "json"],
      body: wire.cancel.schema,
      detail: documented.cancel,
    });
}
