import type { Agent } from "../../agents/agent.ts";
import type { Cart } from "../../carts/cart.ts";
import { type CartStores, cancelCart, createCart, getCart, updateCart } from "../../carts/carts.ts";
import type { Terms } from "../../checkout/compute.ts";
import type { Clock } from "../../clock.ts";
import type { Answer } from "../../idempotency/answer.ts";
import type { ClaimHolder } from "../../idempotency/holder.ts";
import type { IdempotencyStore } from "../../idempotency/stores.ts";
import type { CartId } from "../../ids.ts";
import { type Outcome, unreachable } from "../../problem.ts";
import type { Write } from "../../storage.ts";
import { answerOnce, failureAnswer, problemAnswer } from "./answer-once.ts";
import type { CartWire, Wire } from "./wire.ts";

/** One ACP call on carts. `body` has passed the wire's schema. */
export type CartCall = {
  /** A version that has carts. */
  readonly wire: Wire & { readonly carts: CartWire };
  readonly agent: Agent;
  readonly idempotencyKey?: string | undefined;
} & (
  | { readonly operation: "create"; readonly body: unknown }
  | { readonly operation: "get"; readonly cartId: CartId }
  | { readonly operation: "update"; readonly cartId: CartId; readonly body: unknown }
  | { readonly operation: "cancel"; readonly cartId: CartId; readonly body: unknown }
);

/** Carries out ACP calls on carts, as `SessionOperations` does for sessions. */
export interface CartOperations {
  perform(call: CartCall): Promise<Answer>;
}

type OperationStores = CartStores & { readonly idempotency: IdempotencyStore };
type Change = Exclude<CartCall, { operation: "get" }>;
type Work = (stores: OperationStores) => Promise<Outcome<Cart>>;

export interface CartOperationDependencies {
  readonly write: Write<OperationStores>;
  readonly reads: Pick<CartStores, "carts">;
  readonly terms: Terms;
  readonly clock: Clock;
  /** This process among the holders of claims. */
  readonly holder: Pick<ClaimHolder, "name">;
}

/** Builds the {@link CartOperations} of one server. */
export function createCartOperations(dependencies: CartOperationDependencies): CartOperations {
  const { reads, terms, clock } = dependencies;

  function workOf(call: Change): Outcome<Work> {
    const { wire, agent } = call;
    const context = () => ({ agent, terms, now: clock.now() });
    switch (call.operation) {
      case "create": {
        const command = wire.carts.create.decode(call.body);
        return command.ok
          ? { ok: true, value: (stores) => createCart(stores, command.value, context()) }
          : command;
      }
      case "update": {
        const command = wire.carts.update.decode(call.body);
        return command.ok
          ? { ok: true, value: (stores) => updateCart(stores, call.cartId, command.value, context()) }
          : command;
      }
      case "cancel":
        return { ok: true, value: (stores) => cancelCart(stores, call.cartId, context()) };
      default:
        return unreachable(call);
    }
  }

  function answerOf(wire: CartCall["wire"], status: number, outcome: Outcome<Cart>): Answer {
    return outcome.ok
      ? { status, body: JSON.stringify(wire.carts.cart.encode(outcome.value, terms.shop)) }
      : problemAnswer(wire, outcome.problem);
  }

  async function change(call: Change): Promise<Answer> {
    const { wire, agent, idempotencyKey, operation, body } = call;
    const work = workOf(call);
    if (!work.ok) return problemAnswer(wire, work.problem);
    const identity = {
      agent: agent.id,
      operation: `cart ${operation}`,
      resource: operation === "create" ? "" : call.cartId,
      idempotencyKey,
      body,
    };
    return answerOnce(dependencies, wire, identity, async (stores) =>
      answerOf(wire, operation === "create" ? 201 : 200, await work.value(stores)),
    );
  }

  return {
    async perform(call) {
      const { wire, agent } = call;
      try {
        if (call.operation !== "get") return await change(call);
        return answerOf(wire, 200, await getCart(reads, call.cartId, { agent, now: clock.now() }));
      } catch (error) {
        return failureAnswer(wire, error);
      }
    },
  };
}
