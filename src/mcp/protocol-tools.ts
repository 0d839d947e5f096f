import { type Static, Type } from "@sinclair/typebox";
import type { Agent } from "../agents/agent.ts";
import type { Answer } from "../idempotency/answer.ts";
import { type Problem, unreachable } from "../problem.ts";
import type { Ask, Binding, ToolWords } from "../protocols/binding.ts";
import type { Protocol, ProtocolTools, ProtocolVersion, ShortFlow } from "../protocols/protocol.ts";
import { type AgentTool, changes, checker, commits, looksOnly, problemOf, type ToolAnswer } from "./tool.ts";

export interface ProtocolToolServices {
  readonly ask: Ask;
}

const Id = Type.String({ minLength: 1, maxLength: 256, description: "The checkout session's id." });

const noId: Problem = {
  kind: "missing",
  place: { at: "path", path: "$.id" },
  detail: "required: the session's id",
};

/**
 * The tools of a protocol, generated from its bindings: arguments are what stands for the headers, the id, and the body
 * in the version they name, whose schema the listing shows for the newest one.
 */
export function protocolTools(
  { newest }: Protocol,
  tools: ProtocolTools,
  { ask }: ProtocolToolServices,
): AgentTool[] {
  const Arguments = Type.Object(
    { meta: Type.Optional(tools.meta), id: Type.Optional(Id) },
    { additionalProperties: true },
  );
  const checkArguments = checker(Arguments);
  /** Bodies are checked by the schema of the version they are in, compiled when it is first spoken. */
  const checks = new Map<unknown, ReturnType<typeof checker>>();

  function checkBody({ body }: Binding, sent: unknown): Problem | undefined {
    if (!body?.schema) return undefined;
    const check = checks.get(body.schema) ?? checker(body.schema);
    checks.set(body.schema, check);
    return check(sent ?? (body.isRequired ? undefined : {}));
  }

  async function call(
    operation: string,
    agent: Agent,
    { meta = {}, id, ...rest }: Static<typeof Arguments> & Readonly<Record<string, unknown>>,
  ): Promise<ToolAnswer> {
    const { version: named, idempotencyKey } = tools.readMeta(meta);
    const spoken = named === undefined ? { ok: true as const, value: newest } : tools.versionOf(named);
    if (!spoken.ok) return problemOf(newest, spoken.problem);
    const version = spoken.value;
    const binding = bindingOf(version, operation);
    if (needsId(binding) && id === undefined) return problemOf(version, noId);
    const body = rest[tools.body];
    const wrong = checkBody(binding, body);
    if (wrong) return withinBody(problemOf(version, wrong));
    const params = id === undefined ? {} : { id };
    const request = { agent, params, body: body ?? {}, idempotencyKey };
    return withinBody(toolAnswer(await ask(binding, request)));
  }

  function withinBody(answer: ToolAnswer): ToolAnswer {
    return answer.ok ? answer : { ok: false, error: tools.withinBody(answer.error) };
  }

  return newest.tools.flatMap((binding) => {
    const { tool, body, operation } = binding;
    if (!tool) return [];
    return {
      ...describe(tool),
      access: "agents",
      inputSchema: Type.Object({
        meta: Type.Optional(tools.meta),
        ...(needsId(binding) ? { id: Id } : {}),
        ...(body?.schema ? { [tools.body]: body.isRequired ? body.schema : Type.Optional(body.schema) } : {}),
      }),
      async call(input, agent) {
        const wrong = checkArguments(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where the arguments get their type.
        return call(operation, agent, (input ?? {}) as Static<typeof Arguments>);
      },
    } satisfies AgentTool;
  });
}

/** The tools of a short flow: their arguments are the body itself, checked by the binding's schema. */
export function shortFlowTools(
  { bindings, readKey }: ShortFlow,
  newest: ProtocolVersion,
  { ask }: ProtocolToolServices,
): AgentTool[] {
  return bindings.flatMap((binding) => {
    const { tool, body } = binding;
    if (!tool || !body?.schema) return [];
    const check = checker(body.schema);
    return {
      ...describe(tool),
      access: "agents",
      inputSchema: body.schema,
      async call(input, agent) {
        const sent = input ?? {};
        const wrong = check(sent);
        if (wrong) return problemOf(newest, wrong);
        return toolAnswer(
          await ask(binding, { agent, params: {}, body: sent, idempotencyKey: readKey(sent) }),
        );
      },
    } satisfies AgentTool;
  });
}

function describe({ name, title, description, effect }: ToolWords) {
  return { name, title, description, annotations: annotationsOf(effect) };
}

/** The finished answer to a request as a tool gives it. */
function toolAnswer({ status, body }: Answer): ToolAnswer {
  const value: Record<string, unknown> = JSON.parse(body);
  return status < 400 ? { ok: true, value } : { ok: false, error: value };
}

/** What a client may assume of a tool with such an effect. */
export function annotationsOf(effect: ToolWords["effect"]): AgentTool["annotations"] {
  switch (effect) {
    case "looks":
      return looksOnly;
    case "changes":
      return changes;
    case "commits":
      return commits;
    default:
      return unreachable(effect);
  }
}

function needsId({ path }: Binding): boolean {
  return path.includes("/:id");
}

function bindingOf({ tools, version }: ProtocolVersion, operation: string): Binding {
  const binding = tools.find((each) => each.operation === operation);
  if (!binding) throw new Error(`${version} has no tool for ${operation}`);
  return binding;
}
