import { TypeCompiler } from "@sinclair/typebox/compiler";
import type { Wire } from "../protocols/acp/wire.ts";
import type { AgentRequests } from "../protocols/acp/words/agent-requests.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "./http-client.ts";

/** A call on checkout sessions. */
export interface AgentCall {
  /** The session; a create has none yet. */
  readonly id?: string;
  readonly body?: object;
  /** The idempotency key: a new one where absent, none where `null`. */
  readonly key?: string | null;
  /** What else is sent, or sent otherwise. */
  readonly request?: Pick<HttpRequest, "bearer" | "headers" | "signature" | "text">;
}

/** An agent of one version, which holds every answer against that version's schemas. */
export interface AcpAgent {
  readonly version: string;
  readonly wire: Wire;
  readonly say: AgentRequests;
  /** Says of an answer `valid`, or where it departs from this version's schema; never what stands there. */
  readonly judge: NonNullable<HttpRequest["judge"]>;
  /** @throws CheckFailed when no answer comes. */
  send(operation: "create" | "get" | "update" | "complete" | "cancel", call?: AgentCall): Promise<HttpAnswer>;
}

/** Makes the agent that speaks as `wire` has it. */
export function createAcpAgent(wire: Wire, http: HttpClient): AcpAgent {
  const { version } = wire;
  const session = TypeCompiler.Compile(wire.session.schema);
  const error = TypeCompiler.Compile(wire.error.schema);

  function judge(status: number, body: unknown): string {
    const wrong = (status < 300 ? session : error).Errors(body).First();
    return wrong ? `${wrong.path || "/"}: ${wrong.message}` : "valid";
  }

  return {
    version,
    wire,
    say: wire.agentRequests,
    judge,
    send(operation, { id, body, key = crypto.randomUUID(), request } = {}) {
      const path = operation === "create" ? "/checkout_sessions" : `/checkout_sessions/${id}`;
      const isAction = operation === "complete" || operation === "cancel";
      const isPost = operation !== "get";
      return http.send({
        method: isPost ? "POST" : "GET",
        target: isAction ? `${path}/${operation}` : path,
        ...(body === undefined ? {} : { json: body }),
        ...request,
        headers: {
          "API-Version": version,
          ...(isPost && key !== null ? { "Idempotency-Key": key } : {}),
          ...request?.headers,
        },
        judge,
      });
    },
  };
}
