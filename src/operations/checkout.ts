import type { Agent } from "../agents/agent.ts";
import type { CartStore } from "../carts/cart.ts";
import { followCheckout } from "../carts/follow-checkout.ts";
import {
  type CallContext,
  cancelSession,
  createSession,
  findOwn,
  getSession,
  updateSession,
} from "../checkout/checkout.ts";
import type { CancelCommand, CompleteCommand, CreateCommand, UpdateCommand } from "../checkout/command.ts";
import {
  beginCompletion,
  type CompletionAnswer,
  endForOthers,
  endOf,
  type ProviderTerms,
} from "../checkout/complete.ts";
import type { Terms } from "../checkout/compute.ts";
import type { CheckoutPageLinks } from "../checkout/page-link.ts";
import type { Quotes } from "../checkout/quotes.ts";
import type { Quoting } from "../checkout/quoting.ts";
import type { CheckoutSession } from "../checkout/session.ts";
import type { Settlement } from "../checkout/settlement.ts";
import type { CheckoutReads } from "../checkout/stores.ts";
import { may } from "../checkout/transitions.ts";
import { type CheckoutView, viewOf } from "../checkout/view.ts";
import type { Clock } from "../clock.ts";
import type { RequestClaim } from "../idempotency/claim.ts";
import type { SessionId } from "../ids.ts";
import { isHosted } from "../payments/attempt.ts";
import { holdsCardNumber } from "../payments/card-number.ts";
import { isLookDue } from "../payments/look.ts";
import { fail, type Outcome, type Problem, succeed } from "../problem.ts";
import type { SpokenProtocol } from "../spoken-protocol.ts";
import type { JobStores } from "../stores.ts";
import type { ChangeOperation, MoneyOperation, ReadOperation } from "./operation.ts";

/** What operations on checkout sessions need of the shop. */
export interface CheckoutServices {
  readonly reads: CheckoutReads & { readonly carts: Pick<CartStore, "find"> };
  readonly settlement: Settlement<JobStores>;
  readonly terms: Terms;
  readonly payments: ProviderTerms;
  /** Asks carriers before a session is created or updated; absent where nobody is to be asked. */
  readonly quoting?: Quoting | undefined;
  /** Where a session's buyer may finish it themselves; absent where there is no such page. */
  readonly pageOf?: CheckoutPageLinks["pageOf"] | undefined;
  readonly clock: Clock;
}

/** An agent's call on checkout sessions. */
export interface CheckoutContext {
  readonly agent: Agent;
  /** Which of the strangers that act as the agent. */
  readonly stranger?: string | undefined;
  readonly services: CheckoutServices;
}

/** A session, and what is asked of it. */
export interface OnSession<Command> {
  readonly sessionId: SessionId;
  readonly command: Command;
}

/** A new session, and in what it is made. */
export interface NewCheckout {
  readonly command: CreateCommand;
  readonly protocol: SpokenProtocol;
}

/** Makes a checkout session. */
export const createCheckout: ChangeOperation<NewCheckout, CheckoutView, CheckoutContext, Quotes> = {
  name: "create",
  kind: "change",
  subject: () => "",
  prepare: async ({ command }, context) =>
    context.services.quoting?.beforeCreate(command, callContext(context)),
  handler: (stores, { command, protocol }, context, quotes) =>
    createSession(stores, command, protocol, callContext(context, quotes)),
};

/** Shows a checkout session as it stands. One that is being paid is taken to its end where that is due. */
export const getCheckout: ReadOperation<{ readonly sessionId: SessionId }, CheckoutView, CheckoutContext> = {
  name: "get",
  kind: "read",
  async handler({ sessionId }, context) {
    const { reads } = context.services;
    const found = await getSession(reads, sessionId, callContext(context));
    if (!found.ok || !may(found.value.session.status, "complete")) return found;
    await finishIfDue(sessionId, context.services);
    return getSession(reads, sessionId, callContext(context));
  },
};

/**
 * Closes the provider's page of a session whose buyer was to pay there, so that the session can be changed, canceled or
 * paid otherwise. Where the buyer has paid, the next try hears of the order.
 */
async function closePageOf(
  problem: Problem,
  { sessionId }: { readonly sessionId: SessionId },
  { services: { reads, settlement } }: CheckoutContext,
): Promise<boolean> {
  if (problem.kind !== "payment_in_progress") return false;
  const attempt = await reads.attempts.open(sessionId);
  if (!attempt || !isHosted(attempt)) return false;
  const settled = await settlement.closePage(attempt);
  return settled.attempt.state !== "open";
}

/** Changes a checkout session, and the cart it was begun of with it: what is absent stays as it is. */
export const updateCheckout: ChangeOperation<
  OnSession<UpdateCommand>,
  CheckoutView,
  CheckoutContext,
  Quotes
> = {
  name: "update",
  kind: "change",
  // Whoever changes or pays for a session, or changes its cart, writes over it.
  locks: "at_end",
  subject: ({ sessionId }) => sessionId,
  clear: closePageOf,
  prepare: async ({ sessionId, command }, context) =>
    context.services.quoting?.beforeUpdate(sessionId, command, callContext(context)),
  async handler(stores, { sessionId, command }, context, quotes) {
    const call = callContext(context, quotes);
    const updated = await updateSession(stores, sessionId, command, call);
    if (updated.ok) await followCheckout(stores, updated.value.session, call);
    return updated;
  },
};

/** A session after a change, or as it was where the change came while it is being paid. */
export interface ChangedOrShown {
  readonly view: CheckoutView;
  readonly refusedChange?: true | undefined;
}

/** As {@link updateCheckout}, for protocols that answer a change of what is being paid with the session as it stands. */
export const updateCheckoutOrShow: ChangeOperation<
  OnSession<UpdateCommand>,
  ChangedOrShown,
  CheckoutContext,
  Quotes
> = {
  ...updateCheckout,
  async handler(stores, input, context, quotes) {
    const updated = await updateCheckout.handler(stores, input, context, quotes);
    if (updated.ok) return succeed({ view: updated.value });
    const { problem } = updated;
    const isLate = problem.kind === "session_not_updatable" && problem.status === "in_progress";
    const session = isLate && (await findOwn(stores, input.sessionId, context.agent));
    if (!session) return updated;
    return succeed({ view: await viewOf(stores, session, context.services.terms), refusedChange: true });
  },
};

/** Ends a checkout session that nobody wants any more. */
export const cancelCheckout: ChangeOperation<OnSession<CancelCommand>, CheckoutView, CheckoutContext> = {
  name: "cancel",
  kind: "change",
  subject: ({ sessionId }) => sessionId,
  clear: closePageOf,
  handler: (stores, { sessionId, command }, context) =>
    cancelSession(stores, sessionId, command, callContext(context)),
};

/** Pays and makes the order. A session is charged at most once, however often it is asked. */
export const completeCheckout: MoneyOperation<
  OnSession<CompleteCommand>,
  CompletionAnswer,
  CheckoutContext,
  Quotes
> = {
  name: "complete",
  kind: "money",
  // Whoever opens another payment, or changes what is paid for, writes over the session.
  locks: "at_end",
  subject: ({ sessionId }) => sessionId,
  clear: closePageOf,
  // An agent that sends a card itself must not have it written down: not as a token, nor within a fingerprint.
  check: ({ command }) =>
    holdsCardNumber(command.payment.credential.token) ? { kind: "invalid_payment_token" } : undefined,
  prepare: async ({ sessionId }, context) =>
    context.services.quoting?.beforeComplete(sessionId, callContext(context)),
  async begin(stores, { sessionId, command }, context, quotes, claim) {
    const { payments, settlement } = context.services;
    const begun = await beginCompletion(
      stores,
      sessionId,
      command,
      claim,
      payments,
      callContext(context, quotes),
    );
    if (begun.kind === "answered") return { kind: "ended", outcome: outcomeOf(begun.answer) };
    const { attempt } = begun;
    const drive = begun.kind === "opened" ? settlement.charge : settlement.resume;
    const tellEnd = begun.kind === "opened" || begun.isOwn ? endOf : endForOthers;
    return {
      kind: "open",
      finish: (told) =>
        drive(attempt, async (stores, settled) => {
          const outcome = succeed(tellEnd(settled.attempt, settled.view));
          await told(stores, outcome);
          return outcome;
        }),
    };
  },
};

/** A completion that failed is a problem as any other. */
function outcomeOf(answer: CompletionAnswer): Outcome<CompletionAnswer> {
  return answer.kind === "failed" ? fail(answer.problem) : succeed(answer);
}

/**
 * As {@link completeCheckout}, for protocols in which completing what is complete is an error, and which want more of a
 * session before it is paid than others do.
 *
 * @param lacks says what a session still lacks.
 */
export function completeCheckoutOnce(
  lacks: (session: CheckoutSession) => Problem | undefined,
): typeof completeCheckout {
  return {
    ...completeCheckout,
    async begin(stores, input, context, quotes, claim) {
      const session = await findOwn(stores, input.sessionId, context.agent);
      if (session?.status === "completed" && !(await isRetry(stores, session.id, claim)))
        return { kind: "ended", outcome: fail({ kind: "session_not_updatable", status: "completed" }) };
      const lacking = session?.status === "ready_for_payment" ? lacks(session) : undefined;
      if (lacking) return { kind: "ended", outcome: fail(lacking) };
      return completeCheckout.begin(stores, input, context, quotes, claim);
    },
  };
}

/** Whether the request that carries this claim has opened a payment before. */
async function isRetry(
  { attempts }: Pick<JobStores, "attempts">,
  id: SessionId,
  claim: RequestClaim | undefined,
): Promise<boolean> {
  return claim !== undefined && (await attempts.byClaim(id, claim.name)) !== undefined;
}

/** A call on checkouts, for the rules of checkout. */
export function callContext({ agent, stranger, services }: CheckoutContext, quotes?: Quotes): CallContext {
  return { agent, stranger, terms: services.terms, now: services.clock.now(), quotes };
}

/** A GET takes a charge that was left open to its end, but asks the provider no oftener than recovery would. */
async function finishIfDue(
  sessionId: SessionId,
  { reads, settlement, clock }: CheckoutServices,
): Promise<void> {
  const attempt = await reads.attempts.open(sessionId);
  if (attempt?.nextLookAt === undefined || !isLookDue(attempt.nextLookAt, clock.now())) return;
  await settlement.resume(attempt, async () => {});
}
