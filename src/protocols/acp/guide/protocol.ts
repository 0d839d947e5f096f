import { asId, type SessionId } from "../../../ids.ts";
import {
  completeCheckout,
  createCheckout,
  getCheckout,
  updateCheckout,
} from "../../../operations/checkout.ts";
import { type Outcome, type Problem, succeed } from "../../../problem.ts";
import { type Binding, type BoundRequest, bind } from "../../binding.ts";
import type { Protocol, ProtocolVersion, ServedDialects } from "../../protocol.ts";
import { EncodedSessions } from "../encoded-sessions.ts";
import { completionAnswer, sessionAnswer } from "../session-answers.ts";
import { keyInBody } from "../words/key-in-body.ts";
import { orderEventUntil20260130 } from "../words/order-event-until-20260130.ts";
import { complete, create, update } from "./requests.ts";
import { guideWords } from "./words.ts";

const one = "/acp/checkout/:id";
const version = "2025-09-29";

const encodeProblem = (problem: Problem) => guideWords.error.encode(problem);
const encoded = new EncodedSessions((view) => guideWords.session.encode(view));

const bindings: readonly Binding[] = [
  bind({
    operation: createCheckout,
    method: "POST",
    path: "/acp/checkout/create",
    body: { ...create, isRequired: true },
    decode({ body }) {
      const command = create.decode(body);
      return command.ok ? succeed({ command: command.value, protocol: { name: "guide", version } }) : command;
    },
    encode: (view) => sessionAnswer(guideWords, 201, view),
    encodeProblem,
  }),
  bind({
    operation: getCheckout,
    method: "GET",
    path: one,
    decode: (request) => succeed({ sessionId: sessionIdOf(request) }),
    encode: (view) => ({ status: 200, body: encoded.body(view) }),
    encodeProblem,
  }),
  bind({
    operation: updateCheckout,
    method: "PATCH",
    path: `${one}/update`,
    body: { ...update, isRequired: true },
    decode: (request) => andSession(request, update.decode(request.body)),
    encode: (view) => sessionAnswer(guideWords, 200, view),
    encodeProblem,
  }),
  bind({
    operation: completeCheckout,
    method: "POST",
    path: `${one}/complete`,
    body: { ...complete, isRequired: true },
    decode: (request) => andSession(request, complete.decode(request.body)),
    encode: (answer, { agent }) => completionAnswer(guideWords, agent, answer),
    encodeProblem,
  }),
];

/** The only version of the guides' dialect. Its orders are told of as in the first version of ACP. */
const guideVersion: ProtocolVersion = {
  protocol: "guide",
  version,
  bindings,
  idempotencyKey: { in: "body", read: keyInBody },
  encodeProblem,
  orderEvent: orderEventUntil20260130.encode,
  tools: [],
};

/**
 * The dialect of common implementation guides, which is no ACP version: other addresses (`/acp/checkout/create`), the
 * idempotency key in the body, five states, no way to cancel: a checkout that is left alone expires.
 */
export function guide({ guideDialect }: ServedDialects): Protocol | undefined {
  if (!guideDialect) return undefined;
  return {
    name: "guide",
    versions: [guideVersion],
    newest: guideVersion,
    owns: (path) => path === "/acp" || path.startsWith("/acp/"),
    async admit(_, callers) {
      const caller = await callers.byBearer();
      return caller.ok
        ? { ok: true, agent: caller.value, version: guideVersion }
        : { ...caller, version: guideVersion };
    },
  };
}

function sessionIdOf({ params }: BoundRequest): SessionId {
  return asId<SessionId>(params["id"] ?? "");
}

function andSession<Command>(request: BoundRequest, command: Outcome<Command>) {
  return command.ok ? succeed({ command: command.value, sessionId: sessionIdOf(request) }) : command;
}
