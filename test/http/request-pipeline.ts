import type { Agent } from "../../src/agents/agent.ts";
import { type Clock, instant, type Tick } from "../../src/clock.ts";
import { TrustedProxies } from "../../src/http/client-address.ts";
import { createProtocolApps } from "../../src/http/protocol-apps.ts";
import { contextOf } from "../../src/http/request-context.ts";
import { createRequestPipeline, type RequestPipelineOptions } from "../../src/http/request-pipeline.ts";
import { respondJson } from "../../src/http/respond.ts";
import { RouteTable } from "../../src/http/route-table.ts";
import type { Answer } from "../../src/idempotency/answer.ts";
import { type AgentId, asId } from "../../src/ids.ts";
import type { LogFields, LogLevel } from "../../src/log.ts";
import type { Binding, BoundRequest } from "../../src/protocols/binding.ts";
import { openProtocols } from "../../src/protocols/registry.ts";
import { openGuesses } from "./guesses.ts";

export const agentKey = "key_of_the_agent";
export const agent: Agent = { id: asId<AgentId>("agt_1"), name: "an agent" };

/** A clock that tests set. Time passes when it is set forward; set back, it is a clock that went wrong. */
export class SetClock implements Clock {
  #at = 1_700_000_000_000;
  #passed = 0;
  get at() {
    return this.#at;
  }
  set at(milliseconds: number) {
    this.#passed += Math.max(0, milliseconds - this.#at);
    this.#at = milliseconds;
  }
  now() {
    return instant(this.#at);
  }
  tick() {
    return this.#passed as Tick;
  }
}

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** What a binding was asked for. */
export type BoundCall = Pick<Binding, "operation"> & BoundRequest;

/** A pipeline over the real apps of all versions, whose operations give a canned answer and remember the calls. */
export function openPipeline(
  given: {
    readonly answer?: (call: BoundCall) => Answer | Promise<Answer>;
    readonly agents?: Readonly<Record<string, Agent>>;
    readonly options?: Partial<RequestPipelineOptions>;
  } = {},
) {
  const calls: BoundCall[] = [];
  const lines: LogLine[] = [];
  const observed: { route: string; method: string; status: number }[] = [];
  async function ask({ operation }: Binding, request: BoundRequest): Promise<Answer> {
    const call = { operation, ...request };
    calls.push(call);
    return given.answer
      ? given.answer(call)
      : { status: operation === "create" ? 201 : 200, body: '{"id":"cs_1"}' };
  }
  const clock = new SetClock();
  const agents = given.agents ?? { [agentKey]: agent };
  const note =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, message, fields });
    };
  const pipeline = createRequestPipeline({
    agents: createProtocolApps(openProtocols({ unreleased: false, guideDialect: false }), {
      ask,
      clock,
      isSandbox: false,
    }),
    open: {
      prepare: () => undefined,
      routes: new RouteTable([{ method: "GET", path: "/open" }]),
      fetch: (request) => respondJson(contextOf(request), 200, "{}"),
    },
    authenticate: (token) => agents[token],
    guesses: openGuesses(),
    log: { error: note("error"), warn: note("warn"), info: note("info"), debug: note("debug") },
    metrics: { observe: (route, method, status) => observed.push({ route, method, status }) },
    clock,
    rateLimit: "off",
    trustedProxies: new TrustedProxies(["127.0.0.0/8"]),
    basePath: "",
    publicBaseUrl: "http://localhost",
    ...given.options,
  });
  let peer = "192.0.2.1";
  return {
    calls,
    lines,
    observed,
    /** Sets the address the next requests come from. */
    comeFrom(address: string) {
      peer = address;
    },
    /** Answers requests of a real server. */
    serve: pipeline,
    send: (path: string, init: RequestInit = {}, host = "localhost") => {
      const address = peer;
      return pipeline(new Request(`http://${host}${path}`, init), { requestIP: () => ({ address }) });
    },
  };
}

/** What an agent sends with every request. */
export const agentHeaders = {
  authorization: `Bearer ${agentKey}`,
  "api-version": "2025-09-29",
  "content-type": "application/json",
};

/** A request that creates a session, as far as the schema is concerned. */
export const createBody = JSON.stringify({ items: [{ id: "item_1", quantity: 1 }] });

/** Reads an answer as the flat error object it should be. */
export async function errorOf(
  response: Response,
): Promise<{ type: string; code: string; message: string; param?: string }> {
  return (await response.json()) as { type: string; code: string; message: string; param?: string };
}
