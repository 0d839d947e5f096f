import type { DocumentDecoration } from "elysia";
import type { Problem } from "../../problem.ts";
import type { Wire } from "../../protocols/acp/wire.ts";
import {
  componentNames,
  everywhere,
  idempotencyKeyParameter,
  onPost,
  refusals,
  schemaRef,
  versionParameter,
} from "./session-operations.ts";

const unknownCart: Problem = { kind: "not_found", what: "cart" };
const nothingToBeHad: Problem = {
  kind: "out_of_stock",
  of: "cart",
  place: { at: "line_items" },
  detail: "None of the items can be had now.",
};

const cartId = {
  name: "id",
  in: "path",
  required: true,
  description: "The cart's `id`, from the answer that created it.",
  schema: { type: "string" },
} as const;

/** What the OpenAPI document of a version says of the cart routes, beside their request bodies. */
export function documentCartRoutes(
  wire: Wire,
): Record<"create" | "get" | "update" | "cancel", DocumentDecoration> {
  const version = versionParameter(wire);
  const key = idempotencyKeyParameter(wire);
  const tags = ["Carts"];
  const answer = (description: string) => ({
    description,
    content: { "application/json": { schema: schemaRef(componentNames.cart) } },
  });
  return {
    create: {
      tags,
      operationId: "createCart",
      summary: "Create a cart",
      description:
        "Puts items together with estimated prices, before anybody pays. What cannot be had is said in `messages`; a cart of nothing that can be had is refused.",
      parameters: [version, key],
      responses: {
        201: answer("The new cart."),
        ...refusals(wire, [...everywhere, ...onPost, nothingToBeHad]),
      },
    },
    get: {
      tags,
      operationId: "getCart",
      summary: "Get a cart",
      description: "The cart as it was last computed. One that was canceled or has expired is not found.",
      parameters: [version, cartId],
      responses: { 200: answer("The cart."), ...refusals(wire, [...everywhere, unknownCart]) },
    },
    update: {
      tags,
      operationId: "updateCart",
      summary: "Replace a cart",
      description: "Replaces all of the cart by what is sent.",
      parameters: [version, key, cartId],
      responses: {
        200: answer("The cart."),
        ...refusals(wire, [...everywhere, ...onPost, unknownCart, nothingToBeHad]),
      },
    },
    cancel: {
      tags,
      operationId: "cancelCart",
      summary: "Cancel a cart",
      description: "Throws the cart away and shows it one last time. The body is optional.",
      parameters: [version, key, cartId],
      responses: {
        200: answer("The cart as it was."),
        ...refusals(wire, [...everywhere, ...onPost, unknownCart]),
      },
    },
  };
}
