import type { TSchema } from "@sinclair/typebox";
import type { SignatureSettings } from "../agents/agent.ts";
import { verifyRequestSignature } from "../agents/request-signature.ts";
import type { Clock, Instant } from "../clock.ts";
import type { Problem } from "../problem.ts";
import type { BodyCheck, IdempotencyKeyRule } from "../protocols/protocol.ts";
import { unknownFieldsOf } from "../protocols/unknown-fields.ts";
import { readIdempotencyKey } from "./idempotency-key.ts";
import { readJson } from "./read-json.ts";
import { admittedContextOf, type RequestContext } from "./request-context.ts";

/** What reading bodies needs of the shop. */
export interface BodyReading {
  /** Against which request signatures are judged. */
  readonly clock: Clock;
  /** Whether the sandbox is paid: then those who integrate are told which of their fields are ignored. */
  readonly isSandbox: boolean;
}

/**
 * What an agent's request with a body goes through before its schema: key, bytes, signature, JSON. The route is noted
 * first, so that refusals are logged with it.
 */
export function bodyReader(rule: IdempotencyKeyRule, { clock, isSandbox }: BodyReading) {
  return (route: string, isRequired: boolean, schema: TSchema | undefined) => {
    const findUnknown = isSandbox && schema ? unknownFieldsOf(schema) : undefined;
    return async ({ request }: { request: Request }): Promise<unknown> => {
      const context = admittedContextOf(request);
      context.route = route;
      if (rule.in === "header") context.idempotencyKey = readIdempotencyKey(request, rule.required);
      const body = await readJson(request, {
        optional: !isRequired,
        verify: bodyCheckOf(context, clock),
      });
      if (findUnknown) context.unknownFields = findUnknown(body);
      return body;
    };
  };
}

/** What checks a body against the signature sent with it, as agreed with the agent or as its profile has it. */
export function bodyCheckOf(
  { agent, bodyCheck, request }: Pick<RequestContext, "agent" | "bodyCheck" | "request">,
  clock: Pick<Clock, "now">,
): BodyCheck {
  const agreed = agent?.signature;
  return (bytes) => bodyCheck?.(bytes) ?? (agreed && forgery(agreed, bytes, request.headers, clock.now()));
}

/** The problem with a request's signature; `undefined` when it holds. */
function forgery(
  settings: SignatureSettings,
  bytes: Uint8Array,
  headers: Headers,
  now: Instant,
): Problem | undefined {
  const sent = { signature: headers.get("signature"), timestamp: headers.get("timestamp") };
  const verified = verifyRequestSignature(settings, bytes, sent, now);
  return verified.ok ? undefined : verified.problem;
}
