import { Type } from "@sinclair/typebox";
import type { CompleteCommand, CreateCommand } from "../../checkout/command.ts";
import { asId, type SessionId, type VariantId } from "../../ids.ts";
import { completeCheckout, createCheckout, type OnSession } from "../../operations/checkout.ts";
import { type Place, type Problem, succeed } from "../../problem.ts";
import { type Binding, bind } from "../binding.ts";
import type { ShortFlow } from "../protocol.ts";
import { completionAnswer, sessionAnswer } from "./session-answers.ts";
import type { Wire } from "./wire.ts";
import { decodeAddress, PostalCode } from "./words/address.ts";
import { Country } from "./words/countries.ts";
import { MAX_ITEMS, MAX_QUANTITY } from "./words/fields.ts";
import { keyInBody } from "./words/key-in-body.ts";
import { requestShape } from "./words/request-shape.ts";

const ShippingAddress = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 256 }),
  line_one: Type.String({ minLength: 1, maxLength: 256 }),
  line_two: Type.Optional(Type.String({ maxLength: 256 })),
  city: Type.String({ minLength: 1, maxLength: 128 }),
  state: Type.String({
    maxLength: 64,
    description: "Subdivision code, such as CA; empty where there is none.",
  }),
  country: Country,
  postal_code: PostalCode,
});

const initiate = requestShape({
  schema: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String({
          minLength: 1,
          maxLength: 256,
          description: "A variant's id from search_products.",
        }),
        quantity: Type.Integer({ minimum: 1, maximum: MAX_QUANTITY }),
      }),
      { minItems: 1, maxItems: MAX_ITEMS },
    ),
    shipping_address: Type.Optional(ShippingAddress),
    email: Type.Optional(Type.String({ format: "email", maxLength: 254 })),
  }),
  examples: {},
  decode: ({ items, shipping_address: address, email }): CreateCommand => ({
    items: items.map(({ id, quantity }, index) => ({ id: asId<VariantId>(id), quantity, index })),
    fulfillmentDetails:
      address || email
        ? { email, name: address?.name, address: address && decodeAddress(address, "$.shipping_address") }
        : undefined,
    interventions: { supported: [] },
  }),
});

const confirm = requestShape({
  schema: Type.Object({
    checkout_session_id: Type.String({ minLength: 1, maxLength: 256 }),
    payment_token: Type.String({
      minLength: 1,
      maxLength: 512,
      description: "The buyer's shared payment token.",
    }),
    idempotency_key: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  }),
  examples: {},
  decode: ({ checkout_session_id: id, payment_token: token }): OnSession<CompleteCommand> => ({
    sessionId: asId<SessionId>(id),
    command: { payment: { credential: { kind: "shared_payment_token", token } } },
  }),
});

/** The argument that a place of a session's problems stands in; nothing where none of them is to blame. */
function argumentAt(place: Place): string | undefined {
  switch (place.at) {
    case "path":
      return place.path;
    case "line_items":
      return "$.items";
    case "line_item":
      return `$.items[${place.index}]${place.field ? `.${place.field}` : ""}`;
    case "payment_token":
      return "$.payment_token";
    default:
      return undefined;
  }
}

/**
 * The simplified flow of common guides, as tools with few arguments: `initiate_checkout` creates a session,
 * `confirm_purchase` completes it. Together with `search_products` they are what /tools.json describes. Answers are
 * sessions in the words of `wire`; a decline is one with its message.
 */
export function shortFlow(wire: Wire): ShortFlow {
  const encodeProblem = (problem: Problem) => wire.error.encode(problem, argumentAt);
  const words: Wire = {
    ...wire,
    declineAnswer: "session",
    error: { ...wire.error, encode: encodeProblem },
  };
  const bindings: readonly Binding[] = [
    bind({
      operation: createCheckout,
      method: "POST",
      path: "/checkout_sessions",
      body: { ...initiate, isRequired: true },
      decode({ body }) {
        const command = initiate.decode(body);
        const protocol = { name: "acp", version: wire.version };
        return command.ok ? succeed({ command: command.value, protocol }) : command;
      },
      encode: (view, _request, { pageOf }) => sessionAnswer(words, 201, view, pageOf),
      encodeProblem,
      tool: {
        name: "initiate_checkout",
        title: "Start buying",
        description:
          "Starts a checkout and answers the total, delivery options and what is still missing. Show the buyer the total before confirm_purchase.",
        effect: "changes",
      },
    }),
    bind({
      operation: completeCheckout,
      method: "POST",
      path: "/checkout_sessions",
      body: { ...confirm, isRequired: true },
      decode: ({ body }) => confirm.decode(body),
      encode: (answer, { agent }, { pageOf }) => completionAnswer(words, agent, answer, pageOf),
      encodeProblem,
      tool: {
        name: "confirm_purchase",
        title: "Pay",
        description: "Charges the buyer's payment token for a started checkout and places the order.",
        effect: "commits",
      },
    }),
  ];
  return { bindings, readKey: keyInBody };
}
