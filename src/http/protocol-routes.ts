import { Elysia } from "elysia";
import type { Ask, Binding } from "../protocols/binding.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import { documentedOperation } from "./docs/documented-operation.ts";
import { type BodyReading, bodyReader } from "./read-request.ts";
import { type AdmittedContext, admittedContextOf } from "./request-context.ts";
import { respondAnswer } from "./respond.ts";

/** What the routes of agents' protocols are served by. */
export interface ProtocolServices extends BodyReading {
  readonly ask: Ask;
}

/**
 * The routes of one version of a protocol, generated from its bindings, with its own schemas, errors and documentation.
 * Requests must have passed admission.
 *
 * Answers are not validated here: encoders are type-checked against the same schemas, and tests validate them.
 */
export function protocolRoutes(version: ProtocolVersion, services: ProtocolServices) {
  const { ask } = services;
  const { idempotencyKey: keyRule } = version;
  const read = bodyReader(keyRule, services);

  /** Reads the key where the request carries it. */
  function keyOf(context: AdmittedContext, body: unknown): string | undefined {
    return keyRule.in === "header" ? context.idempotencyKey : keyRule.read(body);
  }

  async function answer(
    binding: Binding,
    request: Request,
    params: Readonly<Record<string, string>>,
    body: unknown,
  ): Promise<Response> {
    const context = admittedContextOf(request);
    const { agent, capabilities, webhookUrl } = context;
    context.route = binding.path;
    const idempotencyKey = keyOf(context, body);
    const bound = { agent, params, body, idempotencyKey, capabilities, webhookUrl };
    return respondAnswer(context, await ask(binding, bound));
  }

  const app = new Elysia({ normalize: false });
  for (const binding of version.bindings) {
    const { method, path, body } = binding;
    if (binding.isOfSandbox && !services.isSandbox) continue;
    const detail = documentedOperation(version, binding);
    if (body) {
      app.route(
        method,
        path,
        ({ request, params, body: sent }) => answer(binding, request, params, sent ?? {}),
        {
          parse: [read(path, body.isRequired, body.schema), "json"],
          ...(body.schema && { body: body.schema }),
          detail,
        },
      );
    } else {
      app.route(method, path, ({ request, params }) => answer(binding, request, params, undefined), {
        detail,
      });
    }
  }
  return app;
}
