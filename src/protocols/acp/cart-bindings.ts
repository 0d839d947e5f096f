import type { Cart } from "../../carts/cart.ts";
import type { Answer } from "../../idempotency/answer.ts";
import { asId, type CartId } from "../../ids.ts";
import {
  cancelCartOperation,
  createCartOperation,
  getCartOperation,
  updateCartOperation,
} from "../../operations/carts.ts";
import { type Problem, succeed } from "../../problem.ts";
import type { Shop } from "../../shop.ts";
import { type Binding, type BoundRequest, bind } from "../binding.ts";
import { components, everywhere, onChange } from "./components.ts";
import type { Wire } from "./wire.ts";
import type { CartWire } from "./words/carts.ts";

const tag = "Carts";
const collection = "/carts";
const one = "/carts/:id";
const id = "The cart's `id`, from the answer that created it.";

const unknownCart: Problem = { kind: "not_found", what: "cart" };
const nothingToBeHad: Problem = {
  kind: "out_of_stock",
  of: "cart",
  place: { at: "line_items" },
  detail: "None of the items can be had now.",
};

/** A version that has carts. */
type CartVersion = Wire & { readonly carts: CartWire };

/** The operations on carts, in a version that has carts (2026-04-17 on). */
export function cartBindings(wire: CartVersion): readonly Binding[] {
  return [creating(wire), showing(wire), replacing(wire), canceling(wire)];
}

function success(status: number, description: string) {
  return { status, description, component: components.cart };
}

function creating(wire: CartVersion): Binding {
  return bind({
    operation: createCartOperation,
    method: "POST",
    path: collection,
    body: { ...wire.carts.create, component: components.cartCreate, isRequired: true },
    decode({ body }) {
      const command = wire.carts.create.decode(body);
      return command.ok ? succeed({ command: command.value }) : command;
    },
    encode: (cart, _, { terms }) => cartAnswer(wire, 201, cart, terms.shop),
    encodeProblem: wire.error.encode,
    documentation: {
      operationId: "createCart",
      tag,
      summary: "Create a cart",
      description:
        "Puts items together with estimated prices, before anybody pays. What cannot be had is said in `messages`; a cart of nothing that can be had is refused.",
      success: success(201, "The new cart."),
      problems: [...onChange, nothingToBeHad],
      errorComponent: components.error,
    },
  });
}

function showing(wire: CartVersion): Binding {
  return bind({
    operation: getCartOperation,
    method: "GET",
    path: one,
    decode: (request) => succeed({ cartId: cartIdOf(request) }),
    encode: (cart, _, { terms }) => cartAnswer(wire, 200, cart, terms.shop),
    encodeProblem: wire.error.encode,
    documentation: {
      operationId: "getCart",
      tag,
      summary: "Get a cart",
      description: "The cart as it was last computed. One that was canceled or has expired is not found.",
      id,
      success: success(200, "The cart."),
      problems: [...everywhere, unknownCart],
      errorComponent: components.error,
    },
  });
}

function replacing(wire: CartVersion): Binding {
  return bind({
    operation: updateCartOperation,
    method: "PUT",
    path: one,
    body: { ...wire.carts.update, component: components.cartUpdate, isRequired: true },
    decode(request) {
      const command = wire.carts.update.decode(request.body);
      return command.ok ? succeed({ command: command.value, cartId: cartIdOf(request) }) : command;
    },
    encode: (cart, _, { terms }) => cartAnswer(wire, 200, cart, terms.shop),
    encodeProblem: wire.error.encode,
    documentation: {
      operationId: "updateCart",
      tag,
      summary: "Replace a cart",
      description: "Replaces all of the cart by what is sent.",
      id,
      success: success(200, "The cart."),
      problems: [...onChange, unknownCart, nothingToBeHad],
      errorComponent: components.error,
    },
  });
}

function canceling(wire: CartVersion): Binding {
  return bind({
    operation: cancelCartOperation,
    method: "POST",
    path: `${one}/cancel`,
    body: { isRequired: false, examples: {} },
    decode: (request) => succeed({ cartId: cartIdOf(request) }),
    encode: (cart, _, { terms }) => cartAnswer(wire, 200, cart, terms.shop),
    encodeProblem: wire.error.encode,
    documentation: {
      operationId: "cancelCart",
      tag,
      summary: "Cancel a cart",
      description: "Throws the cart away and shows it one last time. The body is optional.",
      id,
      success: success(200, "The cart as it was."),
      problems: [...onChange, unknownCart],
      errorComponent: components.error,
    },
  });
}

function cartIdOf({ params }: Pick<BoundRequest, "params">): CartId {
  return asId<CartId>(params["id"] ?? "");
}

function cartAnswer({ carts }: { readonly carts: CartWire }, status: number, cart: Cart, shop: Shop): Answer {
  return { status, body: JSON.stringify(carts.cart.encode(cart, shop)) };
}
