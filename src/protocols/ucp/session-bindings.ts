import { isStranger } from "../../agents/profile-agent.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import type { Answer } from "../../idempotency/answer.ts";
import { asId, type SessionId } from "../../ids.ts";
import { createCheckoutOrTakeCart } from "../../operations/cart-checkout.ts";
import {
  cancelCheckout,
  completeCheckoutOnce,
  getCheckout,
  updateCheckout,
  updateCheckoutOrShow,
} from "../../operations/checkout.ts";
import { problemAnswer } from "../../operations/perform.ts";
import { fail, type Outcome, succeed, unreachable } from "../../problem.ts";
import { type AgentServices, type Binding, type BoundRequest, bind } from "../binding.ts";
import type { UcpTerms } from "../protocol.ts";
import { components } from "./components.ts";
import { root } from "./discovery.ts";
import { documentationOf } from "./document.ts";
import { toolWords } from "./tool-words.ts";
import type { UcpWire } from "./wire.ts";
import type { PaymentHandler } from "./words/payment-handler.ts";
import { offeredHandlers } from "./words/payment-handlers.ts";
import { lackingProblem } from "./words/readiness.ts";

const collection = `${root}/checkout-sessions`;
const one = `${collection}/:id`;
const id = "The checkout's id.";

const complete = completeCheckoutOnce(lackingProblem);

/** The five operations on checkout sessions, in one version. */
export function sessionBindings(wire: UcpWire, terms: UcpTerms): readonly Binding[] {
  const handlers = offeredHandlers(terms);
  const answer = answersOf(wire, terms, handlers);
  return [
    creating(wire, answer),
    showing(wire, answer),
    replacing(wire, answer),
    completing(wire, terms, handlers, answer),
    canceling(wire, answer),
  ];
}

function mayComplete({ strangersMayComplete }: UcpTerms, { agent }: BoundRequest): boolean {
  return strangersMayComplete || !isStranger(agent);
}

/** Spells a checkout as a caller is answered with it. */
type CheckoutAnswer = (
  status: number,
  view: CheckoutView,
  request: BoundRequest,
  services: AgentServices,
  refusedChange?: true,
) => Answer;

function answersOf(wire: UcpWire, terms: UcpTerms, handlers: readonly PaymentHandler[]): CheckoutAnswer {
  return (status, view, request, { pageOf }, refusedChange) => {
    const { capabilities = [] } = request;
    const audience = {
      release: wire.release,
      capabilities,
      handlers,
      mayComplete: mayComplete(terms, request),
      page: pageOf?.(view.session.id),
      refusedChange,
    };
    return { status, body: JSON.stringify(wire.checkout(view, audience)) };
  };
}

/** Begins a checkout, or takes up the one of a cart. */
function creating(wire: UcpWire, answer: CheckoutAnswer): Binding {
  return bind({
    operation: createCheckoutOrTakeCart,
    tool: toolWords.createCheckout,
    documentation: documentationOf(toolWords.createCheckout, {
      tag: "checkouts",
      answer: "checkout",
      status: 201,
    }),
    method: "POST",
    path: collection,
    body: { ...wire.requests.create, isRequired: true, component: components.createCheckout },
    decode({ body, capabilities, webhookUrl }) {
      const asked = wire.requests.create.decode(body);
      if (!asked.ok) return asked;
      const { command, cartId } = asked.value;
      // What was agreed on is kept with the session, as what its caller can do.
      return succeed({
        command: { ...command, extensions: capabilities },
        cartId,
        protocol: { name: "ucp", version: wire.release.version, webhookUrl },
      });
    },
    encode: (view, request, services) => answer(view.wasThere ? 200 : 201, view, request, services),
    encodeProblem: wire.error,
  });
}

/** Shows a checkout. */
function showing(wire: UcpWire, answer: CheckoutAnswer): Binding {
  return bind({
    operation: getCheckout,
    tool: toolWords.getCheckout,
    documentation: documentationOf(toolWords.getCheckout, { tag: "checkouts", answer: "checkout", id }),
    method: "GET",
    path: one,
    decode: (request) => succeed({ sessionId: sessionIdOf(request) }),
    encode: (view, request, services) => answer(200, view, request, services),
    encodeProblem: wire.error,
  });
}

/** Replaces all that may be changed of a checkout. */
function replacing(wire: UcpWire, answer: CheckoutAnswer): Binding {
  const declared = {
    method: "PUT",
    path: one,
    tool: toolWords.updateCheckout,
    documentation: documentationOf(toolWords.updateCheckout, { tag: "checkouts", answer: "checkout", id }),
    body: { ...wire.requests.replace, isRequired: true, component: components.replaceCheckout },
    decode: (request: BoundRequest) => andSession(request, wire.requests.replace.decode(request.body)),
    encodeProblem: wire.error,
  } as const;
  return wire.lateChange === "refused"
    ? bind({
        ...declared,
        operation: updateCheckout,
        encode: (view, request, services) => answer(200, view, request, services),
      })
    : bind({
        ...declared,
        operation: updateCheckoutOrShow,
        // What was refused only because it came at the wrong time is not kept for the same key.
        encode: ({ view, refusedChange }, request, services) => ({
          ...answer(200, view, request, services, refusedChange),
          passing: refusedChange,
        }),
      });
}

/** Pays, and makes an order. */
function completing(
  wire: UcpWire,
  terms: UcpTerms,
  handlers: readonly PaymentHandler[],
  answer: CheckoutAnswer,
): Binding {
  const request = wire.requests.complete(handlers);
  return bind({
    operation: complete,
    tool: toolWords.completeCheckout,
    documentation: documentationOf(toolWords.completeCheckout, {
      tag: "checkouts",
      answer: "checkout",
      id,
    }),
    method: "POST",
    path: `${one}/complete`,
    body: { ...request, isRequired: true, component: components.completeCheckout },
    decode: (asked) =>
      mayComplete(terms, asked)
        ? andSession(asked, request.decode(asked.body))
        : fail({ kind: "completion_not_allowed" }),
    encode(ended, request, services) {
      switch (ended.kind) {
        case "pending":
          return {
            ...answer(200, ended.view, request, services),
            headers: { "retry-after": "2" },
            passing: true,
          };
        case "completed":
        case "authentication_required":
        case "changed":
        case "refused":
          return answer(200, ended.view, request, services);
        case "failed":
          return problemAnswer(ended.problem, wire.error(ended.problem));
        default:
          return unreachable(ended);
      }
    },
    encodeProblem: wire.error,
  });
}

/** Ends a checkout without an order. */
function canceling(wire: UcpWire, answer: CheckoutAnswer): Binding {
  return bind({
    operation: cancelCheckout,
    tool: toolWords.cancelCheckout,
    documentation: documentationOf(toolWords.cancelCheckout, { tag: "checkouts", answer: "checkout", id }),
    method: "POST",
    path: `${one}/cancel`,
    body: { isRequired: false, examples: {} },
    decode: (request) => succeed({ sessionId: sessionIdOf(request), command: {} }),
    encode: (view, request, services) => answer(200, view, request, services),
    encodeProblem: wire.error,
  });
}

function sessionIdOf({ params }: Pick<BoundRequest, "params">): SessionId {
  return asId<SessionId>(params["id"] ?? "");
}

function andSession<Command>(request: BoundRequest, command: Outcome<Command>) {
  return command.ok ? succeed({ command: command.value, sessionId: sessionIdOf(request) }) : command;
}
