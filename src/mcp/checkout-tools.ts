import { type Static, Type } from "@sinclair/typebox";
import type { Agent } from "../agents/agent.ts";
import { asId, type SessionId } from "../ids.ts";
import type { Problem } from "../problem.ts";
import type { SessionCall, SessionOperations } from "../protocols/acp/operations.ts";
import type { Wire } from "../protocols/acp/wire.ts";
import { type AgentTool, changes, checker, commits, looksOnly, problemOf, type ToolAnswer } from "./tool.ts";

/** What travels as HTTP headers over REST (`openrpc.agentic_checkout.json`, `meta`). */
const Meta = Type.Object(
  {
    api_version: Type.Optional(
      Type.String({
        maxLength: 32,
        description: "ACP version, as in the API-Version header. The newest when left out.",
      }),
    ),
    idempotency_key: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description:
          "Makes repeating the call safe: the same key answers the same. Recommended for create and complete.",
      }),
    ),
  },
  { additionalProperties: true },
);

const Id = Type.String({ minLength: 1, maxLength: 256, description: "The checkout session's id." });

const SessionArguments = Type.Object(
  { meta: Type.Optional(Meta), id: Type.Optional(Id), payload: Type.Optional(Type.Unknown()) },
  { additionalProperties: true },
);
type SessionArguments = Static<typeof SessionArguments>;

const checkArguments = checker(SessionArguments);

export interface CheckoutToolServices {
  readonly operations: SessionOperations;
  /** Every version served, oldest first. */
  readonly wires: readonly Wire[];
  readonly newest: Wire;
  readonly wireFor: (version: string) => Wire | undefined;
}

const noId: Problem = {
  kind: "missing",
  place: { at: "path", path: "$.id" },
  detail: "required: the session's id",
};

/** The body schema of an operation in a version; a GET has none. */
function bodySchema(wire: Wire, operation: SessionCall["operation"]) {
  return operation === "get" ? undefined : wire[operation].schema;
}

/**
 * ACP's five checkout tools (`openrpc.agentic_checkout.json`): arguments `{meta, id, payload}`, the payload being the
 * REST body of `meta.api_version`, whose schema the listing shows for the newest version.
 */
export function checkoutTools(services: CheckoutToolServices): AgentTool[] {
  const { operations, newest } = services;
  const checks = new Map<unknown, ReturnType<typeof checker>>();

  /** Bodies are checked by the schema of the version they are in, compiled when it is first spoken. */
  function checkPayload(wire: Wire, operation: SessionCall["operation"], payload: unknown) {
    const schema = bodySchema(wire, operation);
    if (!schema) return undefined;
    const check = checks.get(schema) ?? checker(schema);
    checks.set(schema, check);
    return check(payload ?? (operation === "cancel" ? {} : undefined));
  }

  function tool(
    operation: SessionCall["operation"],
    words: Pick<AgentTool, "title" | "description" | "annotations">,
  ): AgentTool {
    const schema = bodySchema(newest, operation);
    return {
      name: `${operation}_checkout_session`,
      ...words,
      access: "agents",
      inputSchema: Type.Object({
        meta: Type.Optional(Meta),
        ...(operation === "create" ? {} : { id: Id }),
        ...(schema ? { payload: operation === "cancel" ? Type.Optional(schema) : schema } : {}),
      }),
      async call(input, agent) {
        const wrong = checkArguments(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where the arguments get their type.
        return callOperation(operation, agent, (input ?? {}) as SessionArguments);
      },
    };
  }

  async function callOperation(
    operation: SessionCall["operation"],
    agent: Agent,
    { meta = {}, id, payload }: SessionArguments,
  ): Promise<ToolAnswer> {
    const spoken = meta.api_version === undefined ? newest : services.wireFor(meta.api_version);
    if (!spoken) return problemOf(newest, unsupported(meta.api_version));
    if (operation !== "create" && id === undefined) return problemOf(spoken, noId);
    const refused = checkPayload(spoken, operation, payload);
    if (refused) return withinPayload(problemOf(spoken, refused));
    const common = {
      // Over MCP a decline is always a session with its message.
      wire: { ...spoken, declineAnswer: "session" },
      agent,
      idempotencyKey: meta.idempotency_key,
      body: payload ?? {},
    } as const;
    return operation === "create"
      ? perform({ operation, ...common })
      : perform({ operation, ...common, sessionId: asId<SessionId>(id ?? "") });
  }

  /** A version we do not serve. Errors list those we do with the newest first. */
  function unsupported(found = ""): Problem {
    const supported = services.wires.map((wire) => wire.version).reverse();
    return { kind: "unsupported_api_version", found, supported };
  }

  async function perform(call: SessionCall): Promise<ToolAnswer> {
    const { status, body } = await operations.perform(call);
    const value: Record<string, unknown> = JSON.parse(body);
    return status < 400 ? { ok: true, value } : withinPayload({ ok: false, error: value });
  }

  return [
    tool("create", {
      title: "Start a checkout",
      description:
        "Creates a checkout session for items of this shop and answers prices, tax, delivery options and what is still missing. Use item ids from search_products.",
      annotations: changes,
    }),
    tool("get", {
      title: "Look at a checkout",
      description: "Answers a checkout session as it stands now.",
      annotations: looksOnly,
    }),
    tool("update", {
      title: "Change a checkout",
      description:
        "Changes items, buyer, delivery address, delivery option or discount codes and answers the session computed anew.",
      annotations: changes,
    }),
    tool("complete", {
      title: "Pay and place the order",
      description:
        "Charges the buyer's payment token and places the order. Call it only with the buyer's consent to the total last shown.",
      annotations: commits,
    }),
    tool("cancel", {
      title: "Cancel a checkout",
      description: "Ends a checkout session the buyer no longer wants.",
      annotations: commits,
    }),
  ];
}

/** JSONPaths of REST bodies start one level deeper here: `$.currency` is `$.payload.currency`. */
function withinPayload(answer: ToolAnswer): ToolAnswer {
  if (answer.ok) return answer;
  const { param } = answer.error;
  if (typeof param !== "string" || !param.startsWith("$")) return answer;
  return { ok: false, error: { ...answer.error, param: `$.payload${param.slice(1)}` } };
}
