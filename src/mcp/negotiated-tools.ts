import { type TSchema, Type } from "@sinclair/typebox";
import type { Clock } from "../clock.ts";
import { bodyCheckOf } from "../http/read-request.ts";
import type { RequestContext } from "../http/request-context.ts";
import { type Problem, ProblemError } from "../problem.ts";
import type { Ask, Binding, ToolWords } from "../protocols/binding.ts";
import type { Admission, Protocol, ProtocolVersion, ToolEndpoint } from "../protocols/protocol.ts";
import { annotationsOf } from "./protocol-tools.ts";
import { checker, type NegotiatedRequest, type NegotiatedTool, type Refused } from "./tool.ts";

/** What tools of a protocol's own endpoint need of the shop. */
export interface NegotiatedToolServices {
  readonly ask: Ask;
  readonly clock: Clock;
  /** Told what was thrown and not expected. */
  readonly failed: (context: RequestContext, error: unknown) => void;
}

const Id = Type.String({ minLength: 1, maxLength: 256, description: "Of what the call is about." });

const noId: Problem = { kind: "missing", place: { at: "path", path: "$.id" }, detail: "required" };

/**
 * The tools of a protocol whose callers say in each call who they are, generated from its bindings: `meta`, the id, and
 * the body under the name that the binding gives it. A call is read in the version that its caller speaks; the listing
 * shows the newest. What goes wrong in business is a result; what goes wrong in the protocol an error of JSON-RPC.
 */
export function negotiatedTools(
  { newest }: Protocol,
  endpoint: ToolEndpoint,
  services: NegotiatedToolServices,
): readonly NegotiatedTool[] {
  const answer = createToolCalls(newest, endpoint, services);

  /** A problem is a result where it is one of business, and else an error. */
  function refuse(operation: string, problem: Problem, { version = newest }: RequestContext) {
    const { status, body, headers } = version.encodeProblem(problem, operation);
    return status < 400 ? { ok: true as const, value: body } : refused(endpoint, status, body, headers);
  }

  return newest.tools.flatMap((binding) => {
    const { tool, operation } = binding;
    if (!tool) return [];
    const { name, title, description, effect } = tool;
    return {
      name,
      title,
      description,
      annotations: annotationsOf(effect),
      access: "negotiated",
      inputSchema: argumentsOf(endpoint, binding, tool),
      async call(input, request) {
        try {
          return await answer(operation, isRecord(input) ? input : {}, request);
        } catch (error) {
          if (error instanceof ProblemError) return refuse(operation, error.problem, request.context);
          services.failed(request.context, error);
          return refuse(operation, { kind: "internal" }, request.context);
        }
      },
    } satisfies NegotiatedTool;
  });
}

/** Carries out calls. What is refused before that is thrown as a ProblemError. */
function createToolCalls(newest: ProtocolVersion, endpoint: ToolEndpoint, services: NegotiatedToolServices) {
  const check = schemaChecks();

  /** Lets in who a call's arguments say it comes from. @throws ProblemError for whoever is not let in. */
  async function letIn(
    operation: string,
    meta: unknown,
    { context, bytes }: NegotiatedRequest,
  ): Promise<Extract<Admission, { ok: true }> & { readonly headers: Headers }> {
    const wrong = within("meta", check(endpoint.meta, meta));
    refuseIf(wrong && endpoint.problemOf(wrong));
    const headers = new Headers(context.request.headers);
    for (const [name, value] of Object.entries(endpoint.headersOf(meta))) headers.set(name, value);
    const admission = await context.letIn?.({ path: bindingOf(newest, operation).path, headers });
    if (!admission) throw new Error("a negotiated tool was called past the request pipeline");
    if (!admission.ok) throw new ProblemError(admission.problem);
    refuseIf(bodyCheckOf(context, services.clock)(bytes));
    return { ...admission, headers };
  }

  /** @throws ProblemError for a body that its schema refuses. */
  function bodyOf({ tool, body }: Binding, input: Readonly<Record<string, unknown>>): unknown {
    const sent = input[tool?.body ?? ""];
    if (body?.schema) refuseIf(check(body.schema, sent ?? (body.isRequired ? undefined : {})));
    return sent ?? {};
  }

  return async (
    operation: string,
    input: Readonly<Record<string, unknown>>,
    request: NegotiatedRequest,
  ): ReturnType<NegotiatedTool["call"]> => {
    const { version, headers, ...caller } = await letIn(operation, input["meta"], request);
    const binding = bindingOf(version, operation);
    const { tool } = binding;
    const idempotencyKey = headers.get("idempotency-key") ?? undefined;
    if (tool?.wantsKey && idempotencyKey === undefined)
      throw new ProblemError({ kind: "idempotency_key_required" });
    const { id } = input;
    if (needsId(binding)) refuseIf(id === undefined ? noId : within("id", check(Id, id)));
    const params: Record<string, string> = typeof id === "string" ? { id } : {};
    const body = bodyOf(binding, input);
    const { agent, capabilities, webhookUrl } = caller;
    const bound = { agent, params, body, idempotencyKey, capabilities, webhookUrl };
    const done = await services.ask(binding, bound);
    const value: Record<string, unknown> = JSON.parse(done.body);
    return done.status < 400 ? { ok: true, value } : refused(endpoint, done.status, value, done.headers);
  };
}

/** Checks values against schemas, each of which is compiled once. */
function schemaChecks(): (schema: TSchema, value: unknown) => Problem | undefined {
  const checks = new Map<TSchema, ReturnType<typeof checker>>();
  return (schema, value) => {
    const known = checks.get(schema) ?? checker(schema);
    checks.set(schema, known);
    return known(value);
  };
}

function argumentsOf({ meta }: ToolEndpoint, binding: Binding, { body: name }: ToolWords) {
  const { body } = binding;
  return Type.Object(
    {
      meta,
      ...(needsId(binding) ? { id: Id } : {}),
      ...(name !== undefined && body?.schema ? { [name]: body.schema } : {}),
    },
    { additionalProperties: true },
  );
}

/** An error of the protocol: in HTTP's words and in JSON-RPC's, with the protocol's own object as data. */
function refused(
  { errorCodeOf }: ToolEndpoint,
  status: number,
  body: Readonly<Record<string, unknown>>,
  headers?: Readonly<Record<string, string>>,
): Refused {
  const code = String(body["code"]);
  const retryAfter = headers?.["retry-after"];
  return {
    ok: false,
    refusal: {
      code: errorCodeOf(status, code),
      status,
      message: String(body["content"] ?? body["message"]),
      data: { ...body, ...(retryAfter !== undefined && { retry_after: Number(retryAfter) }) },
      headers,
    },
  };
}

/** A problem of an argument, at its place among all of them. */
function within(argument: string, problem: Problem | undefined): Problem | undefined {
  if (problem?.kind !== "invalid" && problem?.kind !== "missing") return problem;
  const { place } = problem;
  const inside = place.at === "path" ? place.path.slice(1) : "";
  return { ...problem, place: { at: "path", path: `$.${argument}${inside}` } };
}

function refuseIf(problem: Problem | undefined): void {
  if (problem) throw new ProblemError(problem);
}

function needsId({ path }: Binding): boolean {
  return path.includes("/:id");
}

function bindingOf({ tools, version }: ProtocolVersion, operation: string): Binding {
  const binding = tools.find((each) => each.operation === operation);
  if (!binding) throw new Error(`${version} has no tool for ${operation}`);
  return binding;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
