import type { Agent } from "../agents/agent.ts";
import { countedAs } from "../agents/profile-agent.ts";
import { after, type Instant } from "../clock.ts";
import { slowedDown } from "../discounts/code-guesses.ts";
import { codesOf } from "../discounts/discount.ts";
import type { DiscountReader } from "../discounts/stores.ts";
import { type CartId, newId, type SessionId } from "../ids.ts";
import type { AppliedDiscount } from "../pricing/discount.ts";
import { fail, type Outcome, type Problem, succeed, unreachable } from "../problem.ts";
import type { SpokenProtocol } from "../spoken-protocol.ts";
import { circumstancesAfter } from "./buyer-circumstances.ts";
import type { CancelCommand, CreateCommand, UpdateCommand } from "./command.ts";
import { type Computed, compute, type Terms } from "./compute.ts";
import type { Draft } from "./draft.ts";
import { mergeNotes, planCreate, planUpdate } from "./plan.ts";
import type { Quotes } from "./quotes.ts";
import type { CheckoutSession } from "./session.ts";
import type { CheckoutReads, CheckoutStores } from "./stores.ts";
import { asOf, begin, eventOf, may, takesChanges, transition } from "./transitions.ts";
import { type CheckoutView, viewOf } from "./view.ts";

/** Who calls, when, on what terms: the part of every use case that is not the command. */
export interface CallContext {
  readonly agent: Agent;
  readonly terms: Terms;
  readonly now: Instant;
  /** Which of the strangers that act as the agent, for what is counted of each; absent: the agent itself. */
  readonly stranger?: string | undefined;
  /** What others were asked beforehand; absent for what needs no asking. */
  readonly quotes?: Quotes | undefined;
}

/**
 * Makes a session. Problems: `invalid` item, `currency_not_sold`.
 *
 * @param cartId the cart whose content the command asks for; absent where it is of none.
 */
export async function createSession(
  stores: Pick<CheckoutStores, "sessions" | "catalog" | "discounts" | "codeGuesses" | "profileAgents">,
  command: CreateCommand,
  protocol: SpokenProtocol,
  context: CallContext,
  cartId?: CartId,
): Promise<Outcome<CheckoutView>> {
  const { agent, terms, now } = context;
  const { shop } = terms;
  if (command.currency !== undefined && command.currency !== shop.currency) {
    return fail({ kind: "currency_not_sold", found: command.currency, sold: shop.currency });
  }
  const plan = await planCreate(stores.catalog, command, context);
  if (!plan.ok) return plan;
  const { draft } = plan.value;
  const computed = await compute(plan.value, discountsFor(stores, [], context), context);
  const refused = refusedSelection(draft, computed);
  if (refused) return fail(refused);
  const asked: Omit<CheckoutSession, "status"> = {
    id: newId("SessionId"),
    agentId: agent.id,
    protocol,
    cartId,
    way: command.way,
    currency: shop.currency,
    buyer: draft.buyer,
    unreachableBuyer: draft.unreachableBuyer,
    buyerContext: draft.buyerContext,
    fulfillmentDetails: draft.fulfillmentDetails,
    severalDestinations: draft.severalDestinations,
    selectedByAgent: draft.selectedByAgent,
    discountCodes: draft.discountCodes,
    quotes: draft.quotes,
    ...circumstancesAfter({}, command, shop),
    interventions: command.interventions,
    extensions: command.extensions,
    locale: command.locale,
    timezone: command.timezone,
    metadata: command.metadata,
    quoteId: command.quoteId,
    orderNotes: mergeNotes(undefined, command.orderNotes),
    affiliateFirst: command.affiliateAttribution,
    createdAt: now,
    updatedAt: now,
    expiresAt: after(now, terms.sessionLifetimeMs),
    ...computed,
  };
  const session = begin(asked, eventOf(computed));
  await stores.sessions.insert(session);
  const { id, profile } = agent;
  if (profile) await stores.profileAgents.see({ id, profile }, now);
  return succeed({ session, shop });
}

/**
 * Changes what was asked for and computes everything anew. Problems: `not_found`, `session_expired`,
 * `session_not_updatable`, `invalid` item or option. An update voids a running demand for authentication.
 */
export async function updateSession(
  stores: Pick<CheckoutStores, "sessions" | "catalog" | "discounts" | "codeGuesses">,
  id: SessionId,
  command: UpdateCommand,
  context: CallContext,
): Promise<Outcome<CheckoutView>> {
  const { agent, terms, now } = context;
  const found = await findOwn(stores, id, agent);
  if (!found) return fail({ kind: "not_found", what: "session" });
  const session = asOf(found, now);
  if (!takesChanges(session.status)) return fail(refusal(session));

  const plan = await planUpdate(stores.catalog, session, command, context);
  if (!plan.ok) return plan;
  const { draft } = plan.value;
  const computed = await compute(
    plan.value,
    discountsFor(stores, session.appliedDiscounts, context),
    context,
  );
  const refused = command.selections && refusedSelection(draft, computed);
  if (refused) return fail(refused);
  const updated = transition(session, eventOf(computed), {
    buyer: draft.buyer,
    unreachableBuyer: draft.unreachableBuyer,
    buyerContext: draft.buyerContext,
    fulfillmentDetails: draft.fulfillmentDetails,
    severalDestinations: draft.severalDestinations,
    selectedByAgent: draft.selectedByAgent,
    discountCodes: draft.discountCodes,
    quotes: draft.quotes,
    ...circumstancesAfter(session, command, terms.shop),
    affiliateLast: command.affiliateAttribution ?? session.affiliateLast,
    orderNotes: mergeNotes(session.orderNotes, command.orderNotes),
    authentication: undefined,
    updatedAt: now,
    expiresAt: after(now, terms.sessionLifetimeMs),
    ...computed,
  });
  await stores.sessions.replace(updated);
  return succeed({ session: updated, shop: terms.shop });
}

/** Shows a session as it stands. Outside any write job. Problems: `not_found`, also for another agent's session. */
export async function getSession(
  reads: CheckoutReads,
  id: SessionId,
  { agent, terms, now }: CallContext,
): Promise<Outcome<CheckoutView>> {
  const found = await reads.sessions.findRevision(id);
  if (found?.session.agentId !== agent.id) return fail({ kind: "not_found", what: "session" });
  const view = await viewOf(reads, asOf(found.session, now), terms);
  return succeed({ ...view, revision: found.revision });
}

/**
 * Ends a session the buyer no longer wants. Problems: `not_found`, `session_expired`, `session_not_cancelable` when
 * completed or canceled already, `session_not_updatable` while a payment is under way.
 */
export async function cancelSession(
  stores: Pick<CheckoutStores, "sessions" | "orders">,
  id: SessionId,
  command: CancelCommand,
  { agent, terms, now }: CallContext,
): Promise<Outcome<CheckoutView>> {
  const found = await findOwn(stores, id, agent);
  if (!found) return fail({ kind: "not_found", what: "session" });
  const session = asOf(found, now);
  const { status } = session;
  if (!may(status, "cancel")) {
    return fail(
      status === "completed" || status === "canceled"
        ? { kind: "session_not_cancelable", status }
        : refusal(session),
    );
  }
  const canceled = transition(session, "cancel", {
    messages: [],
    authentication: undefined,
    intentTrace: command.intentTrace,
    updatedAt: now,
  });
  await stores.sessions.replace(canceled);
  return succeed({ session: canceled, shop: terms.shop });
}

/** Marks sessions whose time is over as expired, at most `limit`. Gives how many. For the job that tidies up. */
export async function expireSessions(
  stores: Pick<CheckoutStores, "sessions">,
  now: Instant,
  limit: number,
): Promise<number> {
  const overdue = await stores.sessions.overdue(now, limit);
  for (const session of overdue) await stores.sessions.replace(transition(session, "expire"));
  return overdue.length;
}

/** The session when it is this agent's; another agent's looks exactly like an unknown one. */
export async function findOwn(
  stores: { readonly sessions: Pick<CheckoutStores["sessions"], "find"> },
  id: SessionId,
  agent: Agent,
): Promise<CheckoutSession | undefined> {
  const session = await stores.sessions.find(id);
  return session?.agentId === agent.id ? session : undefined;
}

/** A session's payment is under way. Where its buyer is at the provider's, their page may be closed first. */
export const paymentUnderWay: Problem = { kind: "payment_in_progress", retryAfterSeconds: 2 };

/** Why a session that stands so takes no change. */
export function refusal({ status, expiresAt }: CheckoutSession): Problem {
  switch (status) {
    case "expired":
      return { kind: "session_expired", expiredAt: expiresAt };
    case "completed":
    case "canceled":
    case "in_progress":
      return { kind: "session_not_updatable", status };
    case "requires_escalation":
      return paymentUnderWay;
    case "not_ready_for_payment":
    case "ready_for_payment":
    case "authentication_required":
      throw new Error(`a session that is ${status} takes changes`);
    default:
      return unreachable(status);
  }
}

/** Looks discounts up for a request that may bring codes; those that were granted before are always looked up. */
function discountsFor(
  stores: Pick<CheckoutStores, "discounts" | "codeGuesses">,
  granted: readonly AppliedDiscount[],
  { agent, stranger, now }: CallContext,
): DiscountReader {
  return slowedDown(stores, { agent: countedAs(agent), stranger }, codesOf(granted), now);
}

/** A selection made in this very request that is not on offer is the request's mistake. */
function refusedSelection(draft: Draft, computed: Computed): Problem | undefined {
  if (!draft.selectedByAgent || computed.options.length === 0) return undefined;
  const offered = new Set(computed.options.map((option) => option.id));
  const unknown = draft.wanted?.find((selection) => !offered.has(selection.optionId));
  return (
    unknown && {
      kind: "invalid",
      place: { at: "fulfillment_option" },
      detail: `no option “${unknown.optionId}” is offered; choose one of: ${[...offered].join(", ")}`,
    }
  );
}
