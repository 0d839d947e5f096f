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
import { lackingProblem } from "./words/readiness.ts";

const collection = `${root}/checkout-sessions`;
const one = `${collection}/:id`;
const id = "The checkout's id.";

const complete = completeCheckoutOnce(lackingProblem);

/** The five operations on checkout sessions, in one version. */
export function sessionBindings(wire: UcpWire, terms: UcpTerms): readonly Binding[] {
  const { release, error: encodeProblem } = wire;
  const { version } = release;

  function mayComplete({ agent }: BoundRequest): boolean {
    return terms.strangersMayComplete || !isStranger(agent);
  }

  function answer(
    status: number,
    view: CheckoutView,
    request: BoundRequest,
    { pageOf }: AgentServices,
    refusedChange?: true,
  ): Answer {
    const { capabilities = [] } = request;
    const audience = {
      release,
      capabilities,
      isSandbox: terms.isSandbox,
      mayComplete: mayComplete(request),
      page: pageOf?.(view.session.id),
      refusedChange,
    };
    return { status, body: JSON.stringify(wire.checkout(view, audience)) };
  }

  const replacing = {
    method: "PUT",
    path: one,
    tool: toolWords.updateCheckout,
    documentation: documentationOf(toolWords.updateCheckout, { tag: "checkouts", answer: "checkout", id }),
    body: { ...wire.requests.replace, isRequired: true, component: components.replaceCheckout },
    decode: (request: BoundRequest) => andSession(request, wire.requests.replace.decode(request.body)),
    encodeProblem,
  } as const;

  return [
    bind({
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
      decode({ body, capabilities }) {
        const asked = wire.requests.create.decode(body);
        if (!asked.ok) return asked;
        const { command, cartId } = asked.value;
        // What was agreed on is kept with the session, as what its caller can do.
        return succeed({
          command: { ...command, extensions: capabilities },
          cartId,
          protocol: { name: "ucp", version },
        });
      },
      encode: (view, request, services) => answer(view.wasThere ? 200 : 201, view, request, services),
      encodeProblem,
    }),
    bind({
      operation: getCheckout,
      tool: toolWords.getCheckout,
      documentation: documentationOf(toolWords.getCheckout, { tag: "checkouts", answer: "checkout", id }),
      method: "GET",
      path: one,
      decode: (request) => succeed({ sessionId: sessionIdOf(request) }),
      encode: (view, request, services) => answer(200, view, request, services),
      encodeProblem,
    }),
    wire.lateChange === "refused"
      ? bind({
          ...replacing,
          operation: updateCheckout,
          encode: (view, request, services) => answer(200, view, request, services),
        })
      : bind({
          ...replacing,
          operation: updateCheckoutOrShow,
          // What was refused only because it came at the wrong time is not kept for the same key.
          encode: ({ view, refusedChange }, request, services) => ({
            ...answer(200, view, request, services, refusedChange),
            passing: refusedChange,
          }),
        }),
    bind({
      operation: complete,
      tool: toolWords.completeCheckout,
      documentation: documentationOf(toolWords.completeCheckout, {
        tag: "checkouts",
        answer: "checkout",
        id,
      }),
      method: "POST",
      path: `${one}/complete`,
      body: { ...wire.requests.complete, isRequired: true, component: components.completeCheckout },
      decode: (request) =>
        mayComplete(request)
          ? andSession(request, wire.requests.complete.decode(request.body))
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
            return problemAnswer(ended.problem, encodeProblem(ended.problem));
          default:
            return unreachable(ended);
        }
      },
      encodeProblem,
    }),
    bind({
      operation: cancelCheckout,
      tool: toolWords.cancelCheckout,
      documentation: documentationOf(toolWords.cancelCheckout, { tag: "checkouts", answer: "checkout", id }),
      method: "POST",
      path: `${one}/cancel`,
      body: { isRequired: false, examples: {} },
      decode: (request) => succeed({ sessionId: sessionIdOf(request), command: {} }),
      encode: (view, request, services) => answer(200, view, request, services),
      encodeProblem,
    }),
  ];
}

function sessionIdOf({ params }: Pick<BoundRequest, "params">): SessionId {
  return asId<SessionId>(params["id"] ?? "");
}

function andSession<Command>(request: BoundRequest, command: Outcome<Command>) {
  return command.ok ? succeed({ command: command.value, sessionId: sessionIdOf(request) }) : command;
}
