import { asId, type SessionId } from "../../ids.ts";
import {
  cancelCheckout,
  completeCheckout,
  createCheckout,
  getCheckout,
  updateCheckout,
} from "../../operations/checkout.ts";
import { type Outcome, succeed } from "../../problem.ts";
import { type Binding, type BoundRequest, bind } from "../binding.ts";
import {
  components,
  everywhere,
  onChange,
  paymentInProgress,
  sessionExpired,
  unknownSession,
} from "./components.ts";
import { EncodedSessions } from "./encoded-sessions.ts";
import { completionAnswer, encodedSession, sessionAnswer } from "./session-answers.ts";
import type { Wire } from "./wire.ts";
import type { RequestShape } from "./words/request-shape.ts";

const tag = "Checkout sessions";
const collection = "/checkout_sessions";
const one = "/checkout_sessions/:id";
const id = "The session's `id`, from the answer that created it.";

/** The five operations on checkout sessions, in one version: same paths in each, the version's own words. */
export function sessionBindings(wire: Wire): readonly Binding[] {
  return [
    createBinding(wire),
    getBinding(wire),
    updateBinding(wire),
    completeBinding(wire),
    cancelBinding(wire),
  ];
}

function createBinding(wire: Wire): Binding {
  return bind({
    operation: createCheckout,
    method: "POST",
    path: collection,
    body: bodyOf(wire.create, components.create),
    decode: ({ body }) => andProtocol(wire, wire.create.decode(body)),
    encode: (view, _request, { pageOf }) => sessionAnswer(wire, 201, view, pageOf),
    encodeProblem: wire.error.encode,
    documentation: {
      operationId: "createCheckoutSession",
      tag,
      summary: "Create a checkout session",
      description:
        "Starts a checkout from items and, when known, buyer and address. The answer is the whole session: lines, totals, the ways it can be delivered, and in `messages` what is still missing before it can be paid.",
      success: { status: 201, description: "The new session.", component: components.session },
      problems: onChange,
      errorComponent: components.error,
    },
    tool: {
      name: "create_checkout_session",
      title: "Start a checkout",
      description:
        "Creates a checkout session for items of this shop and answers prices, tax, delivery options and what is still missing. Use item ids from search_products.",
      effect: "changes",
    },
  });
}

function getBinding(wire: Wire): Binding {
  const encoded = new EncodedSessions((view, pageOf) => encodedSession(wire, view, pageOf));
  return bind({
    operation: getCheckout,
    method: "GET",
    path: one,
    decode: (request) => succeed({ sessionId: sessionIdOf(request) }),
    encode: (view, _request, { pageOf }) => ({ status: 200, body: encoded.body(view, pageOf) }),
    encodeProblem: wire.error.encode,
    documentation: {
      operationId: "getCheckoutSession",
      tag,
      summary: "Get a checkout session",
      description: "The session as it stands now. A completed one shows its order.",
      id,
      success: { status: 200, description: "The session.", component: components.session },
      problems: [...everywhere, unknownSession],
      errorComponent: components.error,
    },
    tool: {
      name: "get_checkout_session",
      title: "Look at a checkout",
      description: "Answers a checkout session as it stands now.",
      effect: "looks",
    },
  });
}

function updateBinding(wire: Wire): Binding {
  return bind({
    operation: updateCheckout,
    method: "POST",
    path: one,
    body: bodyOf(wire.update, components.update),
    decode: (request) => andSession(request, wire.update.decode(request.body)),
    encode: (view, _request, { pageOf }) => sessionAnswer(wire, 200, view, pageOf),
    encodeProblem: wire.error.encode,
    documentation: {
      operationId: "updateCheckoutSession",
      tag,
      summary: "Update a checkout session",
      description:
        "Changes what is sent and leaves the rest as it is: items, buyer, address, fulfillment option. The answer is the whole session, computed anew.",
      id,
      success: { status: 200, description: "The session.", component: components.session },
      problems: [
        ...onChange,
        unknownSession,
        { kind: "session_not_updatable", status: "completed" },
        sessionExpired,
      ],
      errorComponent: components.error,
    },
    tool: {
      name: "update_checkout_session",
      title: "Change a checkout",
      description:
        "Changes items, buyer, delivery address, delivery option or discount codes and answers the session computed anew.",
      effect: "changes",
    },
  });
}

function completeBinding(wire: Wire): Binding {
  const declinesAreErrors = wire.declineAnswer === "error";
  return bind({
    operation: completeCheckout,
    method: "POST",
    path: `${one}/complete`,
    body: bodyOf(wire.complete, components.complete),
    decode: (request) => andSession(request, wire.complete.decode(request.body)),
    encode: (answer, { agent }, { pageOf }) => completionAnswer(wire, agent, answer, pageOf),
    encodeProblem: wire.error.encode,
    documentation: {
      operationId: "completeCheckoutSession",
      tag,
      summary: "Complete a checkout session",
      description: `Pays and makes the order. Safe to repeat: a session is charged at most once. ${
        declinesAreErrors
          ? "A declined payment is answered with an error; the session can be paid again."
          : "A declined payment is answered with the session, ready to be paid again, and a `payment_declined` message."
      }`,
      id,
      success: {
        status: 200,
        description: "The completed session with its order.",
        component: components.session,
      },
      problems: [
        ...onChange,
        unknownSession,
        ...(declinesAreErrors ? [{ kind: "payment_declined", reason: "insufficient_funds" } as const] : []),
        { kind: "address_changed" },
        paymentInProgress,
        sessionExpired,
        { kind: "payment_unavailable", retryAfterSeconds: 5 },
        { kind: "payment_outcome_unknown", retryAfterSeconds: 5 },
      ],
      errorComponent: components.error,
    },
    tool: {
      name: "complete_checkout_session",
      title: "Pay and place the order",
      description:
        "Charges the buyer's payment token and places the order. Call it only with the buyer's consent to the total last shown.",
      effect: "commits",
    },
  });
}

function cancelBinding(wire: Wire): Binding {
  return bind({
    operation: cancelCheckout,
    method: "POST",
    path: `${one}/cancel`,
    body: { ...bodyOf(wire.cancel, components.cancel), isRequired: false },
    decode: (request) => andSession(request, wire.cancel.decode(request.body)),
    encode: (view, _request, { pageOf }) => sessionAnswer(wire, 200, view, pageOf),
    encodeProblem: wire.error.encode,
    documentation: {
      operationId: "cancelCheckoutSession",
      tag,
      summary: "Cancel a checkout session",
      description:
        "Ends a session that is not completed and gives back what it had reserved. The body is optional.",
      id,
      success: { status: 200, description: "The canceled session.", component: components.session },
      problems: [
        ...onChange,
        unknownSession,
        { kind: "session_not_cancelable", status: "completed" },
        paymentInProgress,
        sessionExpired,
      ],
      errorComponent: components.error,
    },
    tool: {
      name: "cancel_checkout_session",
      title: "Cancel a checkout",
      description: "Ends a checkout session the buyer no longer wants.",
      effect: "commits",
    },
  });
}

function bodyOf({ schema, examples }: RequestShape<unknown>, component: string) {
  return { schema, examples, component, isRequired: true };
}

function sessionIdOf({ params }: Pick<BoundRequest, "params">): SessionId {
  return asId<SessionId>(params["id"] ?? "");
}

function andProtocol<Command>({ version }: Wire, command: Outcome<Command>) {
  return command.ok ? succeed({ command: command.value, protocol: { name: "acp", version } }) : command;
}

function andSession<Command>(request: BoundRequest, command: Outcome<Command>) {
  return command.ok ? succeed({ command: command.value, sessionId: sessionIdOf(request) }) : command;
}
