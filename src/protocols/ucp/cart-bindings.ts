import type { Cart } from "../../carts/cart.ts";
import type { Answer } from "../../idempotency/answer.ts";
import { asId, type CartId } from "../../ids.ts";
import {
  cancelCartOperation,
  createCartOperation,
  getCartOperation,
  updateCartOperation,
} from "../../operations/carts.ts";
import { succeed } from "../../problem.ts";
import { type AgentServices, type Binding, type BoundRequest, bind } from "../binding.ts";
import { components } from "./components.ts";
import { root } from "./discovery.ts";
import { documentationOf } from "./document.ts";
import { toolWords } from "./tool-words.ts";
import type { UcpWire } from "./wire.ts";

const collection = `${root}/carts`;
const one = `${collection}/:id`;
const id = "The cart's id.";

/** The four operations on carts, in one version. */
export function cartBindings(wire: UcpWire): readonly Binding[] {
  const { release, error: encodeProblem } = wire;

  function answer(
    status: number,
    cart: Cart,
    { capabilities = [] }: BoundRequest,
    { terms }: AgentServices,
  ): Answer {
    return { status, body: JSON.stringify(wire.cart(cart, terms.shop, { release, capabilities })) };
  }

  return [
    bind({
      operation: createCartOperation,
      tool: toolWords.createCart,
      documentation: documentationOf(toolWords.createCart, { tag: "carts", answer: "cart", status: 201 }),
      method: "POST",
      path: collection,
      body: { ...wire.fillCart, isRequired: true, component: components.fillCart },
      decode({ body }) {
        const command = wire.fillCart.decode(body);
        return command.ok ? succeed({ command: command.value }) : command;
      },
      encode: (cart, request, services) => answer(201, cart, request, services),
      encodeProblem,
    }),
    bind({
      operation: getCartOperation,
      tool: toolWords.getCart,
      documentation: documentationOf(toolWords.getCart, { tag: "carts", answer: "cart", id }),
      method: "GET",
      path: one,
      decode: (request) => succeed({ cartId: cartIdOf(request) }),
      encode: (cart, request, services) => answer(200, cart, request, services),
      encodeProblem,
    }),
    bind({
      operation: updateCartOperation,
      tool: toolWords.updateCart,
      documentation: documentationOf(toolWords.updateCart, { tag: "carts", answer: "cart", id }),
      method: "PUT",
      path: one,
      body: { ...wire.fillCart, isRequired: true, component: components.fillCart },
      decode(request) {
        const command = wire.fillCart.decode(request.body);
        return command.ok ? succeed({ command: command.value, cartId: cartIdOf(request) }) : command;
      },
      encode: (cart, request, services) => answer(200, cart, request, services),
      encodeProblem,
    }),
    bind({
      operation: cancelCartOperation,
      tool: toolWords.cancelCart,
      documentation: documentationOf(toolWords.cancelCart, { tag: "carts", answer: "cart", id }),
      method: "POST",
      path: `${one}/cancel`,
      body: { isRequired: false, examples: {} },
      decode: (request) => succeed({ cartId: cartIdOf(request) }),
      encode: (cart, request, services) => answer(200, cart, request, services),
      encodeProblem,
    }),
  ];
}

function cartIdOf({ params }: Pick<BoundRequest, "params">): CartId {
  return asId<CartId>(params["id"] ?? "");
}
