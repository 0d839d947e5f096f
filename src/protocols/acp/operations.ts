import type { Agent } from "../../agents/agent.ts";
import {
  type CallContext,
  cancelSession,
  createSession,
  getSession,
  updateSession,
} from "../../checkout/checkout.ts";
import type { CompleteCommand } from "../../checkout/command.ts";
import {
  beginCompletion,
  type CompletionAnswer,
  endForOthers,
  endOf,
  type PaymentTerms,
} from "../../checkout/complete.ts";
import type { Terms } from "../../checkout/compute.ts";
import type { Quotes } from "../../checkout/quotes.ts";
import type { Quoting } from "../../checkout/quoting.ts";
import type { Settlement } from "../../checkout/settlement.ts";
import type { CheckoutReads, CheckoutStores } from "../../checkout/stores.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import type { Clock } from "../../clock.ts";
import type { Answer } from "../../idempotency/answer.ts";
import type { ClaimHolder } from "../../idempotency/holder.ts";
import { closeClaim, tellClaim } from "../../idempotency/once.ts";
import type { IdempotencyStore, KeyedRequest } from "../../idempotency/stores.ts";
import type { SessionId } from "../../ids.ts";
import { holdsCardNumber } from "../../payments/card-number.ts";
import { isLookDue } from "../../payments/look.ts";
import { type Outcome, unreachable } from "../../problem.ts";
import type { Write } from "../../storage.ts";
import {
  answerOnce,
  claim,
  failureAnswer,
  keyedRequest,
  problemAnswer,
  type RequestIdentity,
} from "./answer-once.ts";
import { EncodedSessions } from "./encoded-sessions.ts";
import type { Wire } from "./wire.ts";

/** One ACP call on checkout sessions, whichever transport it came by. `body` has passed the wire's schema. */
export type SessionCall = {
  readonly wire: Wire;
  readonly agent: Agent;
  readonly idempotencyKey?: string | undefined;
} & (
  | { readonly operation: "create"; readonly body: unknown }
  | { readonly operation: "get"; readonly sessionId: SessionId }
  | { readonly operation: "update"; readonly sessionId: SessionId; readonly body: unknown }
  | { readonly operation: "complete"; readonly sessionId: SessionId; readonly body: unknown }
  | { readonly operation: "cancel"; readonly sessionId: SessionId; readonly body: unknown }
);

/** Carries out ACP calls: idempotency, use case, encoding and commit, in that order. Never throws for a problem. */
export interface SessionOperations {
  perform(call: SessionCall): Promise<Answer>;
}

/** Everything a call reads and writes in one job. */
export type OperationStores = CheckoutStores & { readonly idempotency: IdempotencyStore };

export interface OperationDependencies {
  readonly write: Write<OperationStores>;
  readonly reads: CheckoutReads;
  readonly settlement: Settlement<OperationStores>;
  readonly terms: Terms;
  readonly payments: PaymentTerms;
  /** Asks carriers before a session is created or updated; absent where nobody is to be asked. */
  readonly quoting?: Quoting | undefined;
  readonly clock: Clock;
  /** This process among the holders of claims. */
  readonly holder: ClaimHolder;
}

type Change = Exclude<SessionCall, { operation: "get" }>;
type Completion = Extract<SessionCall, { operation: "complete" }>;

/** Builds the {@link SessionOperations} of one server. */
export function createSessionOperations(dependencies: OperationDependencies): SessionOperations {
  const { write, reads, settlement, terms, payments, quoting, clock, holder } = dependencies;
  const encoded = new EncodedSessions();
  const context = (agent: Agent): CallContext => ({ agent, terms, now: clock.now() });

  async function get(wire: Wire, agent: Agent, sessionId: SessionId): Promise<Answer> {
    const outcome = await getSession(reads, sessionId, context(agent));
    if (!outcome.ok) return problemAnswer(wire, outcome.problem);
    if (outcome.value.session.status !== "in_progress") {
      return { status: 200, body: encoded.body(wire, outcome.value) };
    }
    await finishIfDue(sessionId);
    return answerOf(wire, 200, await getSession(reads, sessionId, context(agent)));
  }

  /** A GET takes a charge that was left open to its end, but asks the provider no oftener than recovery would. */
  async function finishIfDue(sessionId: SessionId): Promise<void> {
    const attempt = await reads.attempts.open(sessionId);
    if (attempt?.nextLookAt === undefined || !isLookDue(attempt.nextLookAt, clock.now())) return;
    await settlement.resume(attempt, async () => {});
  }

  /** Create, update and cancel: one job, answered when it is committed. Whoever is to be asked is asked before it. */
  async function change(call: Exclude<Change, Completion>): Promise<Answer> {
    const { wire, agent } = call;
    switch (call.operation) {
      case "create": {
        const command = wire.create.decode(call.body);
        if (!command.ok) return problemAnswer(wire, command.problem);
        const quotes = await quoting?.beforeCreate(command.value, context(agent));
        return once(call, (stores) =>
          createSession(stores, command.value, wire.version, { ...context(agent), quotes }),
        );
      }
      case "update": {
        const command = wire.update.decode(call.body);
        if (!command.ok) return problemAnswer(wire, command.problem);
        const quotes = await quoting?.beforeUpdate(call.sessionId, command.value, context(agent));
        return once(call, (stores) =>
          updateSession(stores, call.sessionId, command.value, { ...context(agent), quotes }),
        );
      }
      case "cancel": {
        const command = wire.cancel.decode(call.body);
        if (!command.ok) return problemAnswer(wire, command.problem);
        return once(call, (stores) => cancelSession(stores, call.sessionId, command.value, context(agent)));
      }
      default:
        return unreachable(call);
    }
  }

  function once(
    call: Exclude<Change, Completion>,
    work: (stores: OperationStores) => Promise<Outcome<CheckoutView>>,
  ): Promise<Answer> {
    return answerOnce(dependencies, call.wire, identityOf(call), async (stores) =>
      answerOf(call.wire, call.operation === "create" ? 201 : 200, await work(stores)),
    );
  }

  /** Two jobs with the provider's call between them; see src/payments/README.md. */
  async function complete(call: Completion): Promise<Answer> {
    const { wire, agent } = call;
    const command = wire.complete.decode(call.body);
    if (!command.ok) return problemAnswer(wire, command.problem);
    // An agent that sends a card itself must not have it written down: not as a token, nor within a fingerprint.
    if (holdsCardNumber(command.value.payment.token))
      return problemAnswer(wire, { kind: "invalid_payment_token" });
    const keyed = keyedRequest(identityOf(call));
    const quotes = await quoting?.beforeComplete(call.sessionId, context(agent));
    const begun = await write((stores) => begin(stores, call, command.value, keyed, quotes));
    if (begun.kind === "answered") return begun.answer;
    const { held } = begun;
    const drive = begun.kind === "opened" ? settlement.charge : settlement.resume;
    const tellEnd = begun.kind === "opened" || begun.isOwn ? endOf : endForOthers;
    const finish = () =>
      drive(begun.attempt, async (stores, { attempt, view }) => {
        const answer = completionAnswer(wire, agent, tellEnd(attempt, view));
        // What was charged is settled whoever has the claim by now: they read the same end, and answer with it.
        if (held) await tellClaim(stores.idempotency, held, answer);
        return answer;
      });
    return held ? holder.whileHeld(held, finish) : finish();
  }

  async function begin(
    stores: OperationStores,
    call: Completion,
    command: CompleteCommand,
    keyed: KeyedRequest | undefined,
    quotes: Quotes | undefined,
  ) {
    const { wire, agent, sessionId } = call;
    const claimed = await claim(stores.idempotency, wire, keyed, holder, clock.now());
    if (claimed.kind === "answered") return claimed;
    const { held } = claimed;
    const begun = await beginCompletion(stores, sessionId, command, held?.claim.toString("hex"), payments, {
      ...context(agent),
      quotes,
    });
    if (begun.kind !== "answered") return { ...begun, held };
    const answer = completionAnswer(wire, agent, begun.answer);
    if (held) await closeClaim(stores.idempotency, held, answer);
    return { kind: "answered", answer } as const;
  }

  return {
    async perform(call) {
      try {
        switch (call.operation) {
          case "get":
            return await get(call.wire, call.agent, call.sessionId);
          case "complete":
            return await complete(call);
          case "create":
          case "update":
          case "cancel":
            return await change(call);
          default:
            return unreachable(call);
        }
      } catch (error) {
        return failureAnswer(call.wire, error);
      }
    },
  };
}

function identityOf(call: Change): RequestIdentity {
  return {
    agent: call.agent.id,
    operation: call.operation,
    resource: call.operation === "create" ? "" : call.sessionId,
    idempotencyKey: call.idempotencyKey,
    body: call.body,
  };
}

function answerOf(wire: Wire, status: number, outcome: Outcome<CheckoutView>): Answer {
  return outcome.ok ? sessionAnswer(wire, status, outcome.value) : problemAnswer(wire, outcome.problem);
}

function sessionAnswer(wire: Wire, status: number, view: CheckoutView): Answer {
  return { status, body: JSON.stringify(wire.session.encode(view)) };
}

/** How a version hears of a completion's end. The only place that knows declines are a session here, an error there. */
function completionAnswer(wire: Wire, agent: Agent, answer: CompletionAnswer): Answer {
  switch (answer.kind) {
    case "completed":
      return sessionAnswer(wire, agent.completeStatus, answer.view);
    case "pending":
      return { ...sessionAnswer(wire, 200, answer.view), headers: { "retry-after": "2" }, passing: true };
    case "authentication_required":
    case "changed":
      return sessionAnswer(wire, 200, answer.view);
    case "refused":
      return wire.declineAnswer === "session"
        ? sessionAnswer(wire, 200, answer.view)
        : problemAnswer(wire, answer.problem);
    case "failed":
      return problemAnswer(wire, answer.problem);
    default:
      return unreachable(answer);
  }
}
