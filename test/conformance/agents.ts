import { expect } from "bun:test";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { wireFor } from "../../src/protocols/acp/versions.ts";
import type { connect, ToolResult } from "../mcp/client.ts";
import { officialErrors } from "./official.ts";
import { type Requests, requestsOf } from "./requests.ts";

export type Operation = "create" | "get" | "update" | "complete" | "cancel";

/** What an agent hears, whichever way it came. */
export interface Heard {
  /** The HTTP status; absent over MCP. */
  readonly status?: number | undefined;
  readonly ok: boolean;
  readonly replayed: boolean;
  // Sessions and errors of six versions: every test reads its own part of them.
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly body: any;
}

export interface Call {
  readonly id?: string | undefined;
  readonly body?: unknown;
  /** The idempotency key; a new one where absent, none where `null`. */
  readonly key?: string | null;
}

/** An agent of one version that holds every answer against that version's schemas, ours and the official ones. */
export interface Agent {
  readonly version: string;
  readonly transport: "rest" | "mcp";
  readonly say: Requests;
  send(operation: Operation, call?: Call): Promise<Heard>;
  /** As {@link send}, for what must succeed. Gives the session. */
  // biome-ignore lint/suspicious/noExplicitAny: as in {@link Heard}.
  must(operation: Operation, call?: Call): Promise<any>;
}

type Send = (operation: Operation, call: Call, key: string | undefined) => Promise<Heard>;

/** An agent that calls over HTTP. `url` is the shop's. */
export function restAgent(url: string, apiKey: string, version: string): Agent {
  return agentWith("rest", version, async (operation, { id, body }, key) => {
    const path = `/checkout_sessions${operation === "create" ? "" : `/${id}`}`;
    const action = operation === "complete" || operation === "cancel" ? `/${operation}` : "";
    const response = await fetch(`${url}${path}${action}`, {
      method: operation === "get" ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${apiKey}`,
        "api-version": version,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined || operation === "get" ? {} : { "idempotency-key": key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      ok: response.ok,
      replayed: response.headers.get("idempotent-replayed") === "true",
      body: await response.json(),
    };
  });
}

/** An agent that calls tools. */
export function mcpAgent(client: Awaited<ReturnType<typeof connect>>, version: string): Agent {
  return agentWith("mcp", version, async (operation, { id, body }, key) => {
    const meta = { api_version: version, ...(key === undefined ? {} : { idempotency_key: key }) };
    const payload = body === undefined ? {} : { payload: body };
    const result: ToolResult = await client.call(`${operation}_checkout_session`, {
      meta,
      ...(id === undefined ? {} : { id }),
      ...payload,
    });
    return { ok: result.ok, replayed: false, body: result.ok ? result.value : result.error };
  });
}

function agentWith(transport: Agent["transport"], version: string, perform: Send): Agent {
  const check = answerChecker(version);
  async function send(operation: Operation, call: Call = {}): Promise<Heard> {
    const { key = crypto.randomUUID() } = call;
    const waitFor = await perform(operation, call, key ?? undefined);
    expect([operation, check(waitFor), waitFor.body]).toEqual([operation, [], waitFor.body]);
    return waitFor;
  }
  return {
    version,
    transport,
    say: requestsOf(version),
    send,
    async must(operation, call) {
      const waitFor = await send(operation, call);
      expect([operation, waitFor.ok, waitFor.body]).toEqual([operation, true, waitFor.body]);
      return waitFor.body;
    },
  };
}

/** What is wrong with an answer by our own schema of the version and by the official one. */
function answerChecker(version: string): (waitFor: Heard) => string[] {
  const wire = wireFor(version, true);
  if (!wire) throw new Error(`${version} is not served`);
  const session = TypeCompiler.Compile(wire.session.schema);
  const error = TypeCompiler.Compile(wire.error.schema);
  return ({ ok, body }) => {
    const ours = [...(ok ? session : error).Errors(body)].map(({ path, message }) => `${path} ${message}`);
    const definition = ok ? (body.order ? "CheckoutSessionWithOrder" : "CheckoutSession") : "Error";
    return [...ours, ...officialErrors(version, definition, body)];
  };
}
