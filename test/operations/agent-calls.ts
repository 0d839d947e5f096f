import type { Agent } from "../../src/agents/agent.ts";
import type { Answer } from "../../src/idempotency/answer.ts";
import type { CartId, SessionId } from "../../src/ids.ts";
import { createPerform, type PerformDependencies } from "../../src/operations/perform.ts";
import { acpVersion } from "../../src/protocols/acp/version.ts";
import type { Wire } from "../../src/protocols/acp/wire.ts";
import { type AgentServices, askWith } from "../../src/protocols/binding.ts";
import type { ProtocolVersion } from "../../src/protocols/protocol.ts";

interface Caller {
  /** A version, or an ACP version's words. */
  readonly wire: Wire | ProtocolVersion;
  readonly agent: Agent;
  readonly idempotencyKey?: string | undefined;
}

type Change = "update" | "complete" | "cancel";

/** A call on checkout sessions, as it is after its body was held against the version's schema. */
export type SessionCall = Caller &
  (
    | { readonly operation: "create"; readonly body: unknown }
    | { readonly operation: "get"; readonly sessionId: SessionId }
    | { readonly operation: Change; readonly sessionId: SessionId; readonly body: unknown }
  );

/** A call on carts. */
export type CartCall = Caller &
  (
    | { readonly operation: "cart create"; readonly body: unknown }
    | { readonly operation: "cart get"; readonly cartId: CartId }
    | { readonly operation: "cart update" | "cart cancel"; readonly cartId: CartId; readonly body: unknown }
  );

/** What agents may ask of a shop, without a transport between. */
export interface AgentCalls {
  perform(call: SessionCall | CartCall): Promise<Answer>;
}

/** Puts the operations of a shop together as the server does, each call through its version's own binding. */
export function createAgentCalls(
  dependencies: PerformDependencies & Omit<AgentServices, "search" | "lookup">,
): AgentCalls {
  const ask = askWith(createPerform(dependencies), {
    ...dependencies,
    search: {
      search() {
        throw new Error("none of these calls looks for goods");
      },
    },
    lookup: {
      productsOf() {
        throw new Error("none of these calls looks for goods");
      },
    },
  });
  const versions = new Map<Wire, ProtocolVersion>();

  function versionOf(wire: Wire | ProtocolVersion): ProtocolVersion {
    if ("bindings" in wire) return wire;
    const version = versions.get(wire) ?? acpVersion(wire);
    versions.set(wire, version);
    return version;
  }

  return {
    perform(call) {
      const { agent, idempotencyKey, operation } = call;
      const binding = versionOf(call.wire).bindings.find((each) => each.operation === operation);
      if (!binding) throw new Error(`${call.wire.version} has no ${operation}`);
      const id = "sessionId" in call ? call.sessionId : "cartId" in call ? call.cartId : undefined;
      const body = "body" in call ? call.body : undefined;
      const params = id === undefined ? {} : { id };
      return ask(binding, { agent, params, body, idempotencyKey });
    },
  };
}
