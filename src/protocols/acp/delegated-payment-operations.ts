import { createHmac, randomBytes } from "node:crypto";
import type { Agent } from "../../agents/agent.ts";
import type { Clock } from "../../clock.ts";
import type { Answer } from "../../idempotency/answer.ts";
import type { ClaimHolder } from "../../idempotency/holder.ts";
import type { IdempotencyStore } from "../../idempotency/stores.ts";
import { delegatePayment } from "../../payments/sandbox/delegate-payment.ts";
import type { SandboxTokenStore } from "../../payments/sandbox/token.ts";
import type { Write } from "../../storage.ts";
import { answerOnce, failureAnswer } from "./answer-once.ts";
import type { Wire } from "./wire.ts";

/** An agent's wish to have a token made of a card. `body` has passed the wire's schema. */
export interface DelegatedPaymentCall {
  readonly wire: Wire;
  readonly agent: Agent;
  readonly idempotencyKey?: string | undefined;
  readonly body: unknown;
}

/** The sandbox's payment service for agents. Never throws for a problem. */
export interface DelegatedPaymentOperations {
  delegate(call: DelegatedPaymentCall): Promise<Answer>;
}

export interface DelegatedPaymentDependencies {
  readonly write: Write<{
    readonly sandboxTokens: SandboxTokenStore;
    readonly idempotency: IdempotencyStore;
  }>;
  readonly clock: Clock;
  /** This process among the holders of claims. */
  readonly holder: Pick<ClaimHolder, "name">;
}

/** Builds the {@link DelegatedPaymentOperations} of one server. */
export function createDelegatedPaymentOperations(
  dependencies: DelegatedPaymentDependencies,
): DelegatedPaymentOperations {
  /**
   * A body's fingerprint is kept on disk, and a card number has few enough digits to be guessed from one. So the body
   * is fingerprinted with a keyed hash in place of the card's secrets, and the key goes with the process.
   */
  const key = randomBytes(32);

  async function delegate(call: DelegatedPaymentCall): Promise<Answer> {
    const { wire, agent, idempotencyKey, body } = call;
    const { delegatedPayment } = wire;
    const command = delegatedPayment.delegate.decode(body);
    if (!command.ok) return refused(call, command.problem);
    const identity = {
      agent: agent.id,
      operation: "delegate payment",
      resource: "",
      idempotencyKey,
      body: withoutSecrets(body, key),
    };
    const errors = { ...wire, error: delegatedPayment.error };
    return answerOnce(dependencies, errors, identity, async (stores) => {
      const made = await delegatePayment(stores, command.value, dependencies.clock.now());
      return made.ok
        ? { status: 201, body: JSON.stringify(delegatedPayment.answer.encode(made.value, idempotencyKey)) }
        : refused(call, made.problem);
    });
  }

  return {
    async delegate(call) {
      try {
        return await delegate(call);
      } catch (error) {
        return failureAnswer({ ...call.wire, error: call.wire.delegatedPayment.error }, error);
      }
    },
  };
}

function refused({ wire }: DelegatedPaymentCall, problem: Parameters<Wire["error"]["encode"]>[0]): Answer {
  const { status, body, headers } = wire.delegatedPayment.error.encode(problem);
  return { status, body: JSON.stringify(body), headers };
}

/** A JSON value with a keyed hash in place of every text that could hold a card's number or code. */
function withoutSecrets(value: unknown, key: Uint8Array): unknown {
  if (typeof value === "string") return createHmac("sha256", key).update(value).digest("base64");
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutSecrets(item, key)]));
}
