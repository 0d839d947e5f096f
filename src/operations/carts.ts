import type { Agent } from "../agents/agent.ts";
import type { Cart, CartStore } from "../carts/cart.ts";
import * as carts from "../carts/carts.ts";
import type { CallContext } from "../checkout/checkout.ts";
import type { Terms } from "../checkout/compute.ts";
import type { Clock } from "../clock.ts";
import type { CartId } from "../ids.ts";
import type { ChangeOperation, ReadOperation } from "./operation.ts";

/** What operations on carts need of the shop. */
export interface CartServices {
  readonly reads: { readonly carts: Pick<CartStore, "find"> };
  readonly terms: Terms;
  readonly clock: Clock;
}

/** An agent's call on carts. */
export interface CartContext {
  readonly agent: Agent;
  /** Which of the strangers that act as the agent. */
  readonly stranger?: string | undefined;
  readonly services: CartServices;
}

/** Puts items together before anybody pays. */
export const createCartOperation: ChangeOperation<
  { readonly command: carts.CartCommand },
  Cart,
  CartContext
> = {
  name: "cart create",
  kind: "change",
  subject: () => "",
  handler: (stores, { command }, context) => carts.createCart(stores, command, callContext(context)),
};

/** Shows a cart as it was last computed. */
export const getCartOperation: ReadOperation<{ readonly cartId: CartId }, Cart, CartContext> = {
  name: "cart get",
  kind: "read",
  handler: ({ cartId }, context) => carts.getCart(context.services.reads, cartId, callContext(context)),
};

/** Replaces all of a cart. */
export const updateCartOperation: ChangeOperation<
  { readonly cartId: CartId; readonly command: carts.CartCommand },
  Cart,
  CartContext
> = {
  name: "cart update",
  kind: "change",
  subject: ({ cartId }) => cartId,
  handler: (stores, { cartId, command }, context) =>
    carts.updateCart(stores, cartId, command, callContext(context)),
};

/** Throws a cart away. */
export const cancelCartOperation: ChangeOperation<{ readonly cartId: CartId }, Cart, CartContext> = {
  name: "cart cancel",
  kind: "change",
  subject: ({ cartId }) => cartId,
  handler: (stores, { cartId }, context) => carts.cancelCart(stores, cartId, callContext(context)),
};

function callContext({ agent, stranger, services }: CartContext): CallContext {
  return { agent, stranger, terms: services.terms, now: services.clock.now() };
}
