import type { Address } from "../address.ts";
import { after, type Instant, SECOND } from "../clock.ts";
import type { Discount } from "../discounts/discount.ts";
import type { DiscountReader } from "../discounts/stores.ts";
import type { RequestClaim } from "../idempotency/claim.ts";
import { newId, type SessionId } from "../ids.ts";
import { formatForPeople, type Minor } from "../money.ts";
import type { PaymentAttempt } from "../payments/attempt.ts";
import { isSameCredential } from "../payments/credential.ts";
import { fail, type Outcome, type Place, type Problem, unreachable } from "../problem.ts";
import type { Shop } from "../shop.ts";
import { circumstancesAfter } from "./buyer-circumstances.ts";
import { type CallContext, findOwn, paymentUnderWay, refusal } from "./checkout.ts";
import type { CompleteCommand } from "./command.ts";
import { type Computed, compute, type Terms } from "./compute.ts";
import { countStrangerPayment, tooManyDeclines } from "./decline-limits.ts";
import { type AttemptWithSale, saleOf } from "./make-order.ts";
import { mergeBuyer, mergeDetails, mergeNotes, planAgain } from "./plan.ts";
import { reserveSeenSale } from "./reservations.ts";
import { type CheckoutSession, type Message, totalOf } from "./session.ts";
import type { CheckoutStores } from "./stores.ts";
import { asOf, eventOf, may, type TransitionedSession, transition } from "./transitions.ts";
import { type CheckoutView, viewOf } from "./view.ts";

/**
 * How long after opening an attempt recovery leaves it to the request that opened it, ms. Longer than a charge (15 s)
 * and the cancellation that may follow it take.
 */
const FIRST_LOOK_AFTER = 30 * SECOND;

/** How long an agent is asked to wait before it asks again for an outcome nobody knows yet. */
const UNKNOWN_RETRY_SECONDS = 5;

/** How an agent hears how its completion stands. */
export type CompletionAnswer =
  /** The order is made (now, or by an earlier request). */
  | { readonly kind: "completed"; readonly view: CheckoutView }
  /** The charge is under way; the session says so. */
  | { readonly kind: "pending"; readonly view: CheckoutView }
  /** The buyer must authenticate; the session says how. */
  | { readonly kind: "authentication_required"; readonly view: CheckoutView }
  /** Nothing charged: the session changed since the agent last saw it and must be looked at again. */
  | { readonly kind: "changed"; readonly view: CheckoutView }
  /** Nothing charged; the session says why. `problem` is the same for versions that answer with an error. */
  | { readonly kind: "refused"; readonly view: CheckoutView; readonly problem: Problem }
  | { readonly kind: "failed"; readonly problem: Problem };

/** What the first job of a completion found: an answer already, or an attempt to take to its end. */
export type BegunCompletion =
  | { readonly kind: "answered"; readonly answer: CompletionAnswer }
  | { readonly kind: "opened"; readonly attempt: PaymentAttempt }
  /** `isOwn`: it is a retry, or pays with the same credential, so that a decline is its answer, too. */
  | { readonly kind: "found_open"; readonly attempt: PaymentAttempt; readonly isOwn: boolean };

/** What the merchant's payment side adds to an call. */
export interface ProviderTerms {
  readonly provider: string;
  /** Whether an agent may be asked to authenticate the buyer (the acquirer is configured). */
  readonly offersAuthentication: boolean;
}

/**
 * Job 1 of a completion (src/payments/README.md): checks the session once more, opens a payment attempt under which it
 * stands still with everything the charge and the order will need, and takes stock for it. In a write job; charges nothing.
 *
 * `claim` is the request's idempotency claim: a retry whose attempt was closed meanwhile (by recovery, by an event) hears
 * that attempt's end instead of opening another.
 */
export async function beginCompletion(
  stores: CheckoutStores,
  id: SessionId,
  command: CompleteCommand,
  claim: RequestClaim | undefined,
  payments: ProviderTerms,
  context: CallContext,
): Promise<BegunCompletion> {
  const { agent, terms, now } = context;
  const found = await findOwn(stores, id, agent);
  if (!found) return failed({ kind: "not_found", what: "session" });
  const session = asOf(found, now);
  const earlier = claim?.isTakenAgain ? await stores.attempts.byClaim(id, claim.name) : undefined;
  if (earlier && isFinalEnd(earlier)) return answered(endOf(earlier, await viewOf(stores, found, terms)));

  if (!may(session.status, "begin_payment")) return insteadOfPayment(stores, session, command, claim, terms);
  if (session.status === "authentication_required" && !command.authenticationResult)
    return failed({ kind: "requires_3ds" });

  const said = withCommand(session, command, terms.shop);
  if (!said.ok) return failed(said.problem);
  // Asked for together, they come in one answer.
  const [plan, automatic] = await Promise.all([
    planAgain(stores.catalog, said.value, context),
    stores.discounts.automatic(),
  ]);
  const computed = await compute(plan, knowingAutomatic(stores.discounts, automatic), context);
  const asked: CheckoutSession = {
    ...said.value,
    quotes: plan.draft.quotes,
    authentication: undefined,
    updatedAt: now,
    ...computed,
  };

  const stop = await whyNotCharge(stores, session, asked, computed, context);
  if (stop) return answered(stop);
  const tooMany = await tooManyDeclines(stores, context);
  if (tooMany) return failed(tooMany);
  const attempt = await openAttempt(stores, asked, command, claim, payments, context);
  await countStrangerPayment(stores, attempt, context);
  return { kind: "opened", attempt };
}

/** Discounts of which those that come by themselves are known already. */
function knowingAutomatic(discounts: DiscountReader, automatic: readonly Discount[]): DiscountReader {
  return {
    byCode: (code) => discounts.byCode(code),
    automatic: async () => automatic,
    uses: (id, buyer) => discounts.uses(id, buyer),
  };
}

/** What a completion comes to where no payment may begin. */
async function insteadOfPayment(
  stores: CheckoutStores,
  session: CheckoutSession,
  { payment }: CompleteCommand,
  claim: RequestClaim | undefined,
  terms: Terms,
): Promise<BegunCompletion> {
  const { id, status } = session;
  switch (status) {
    case "completed":
      return answered({ kind: "completed", view: await viewOf(stores, session, terms) });
    case "in_progress": {
      const attempt = await stores.attempts.open(id);
      if (!attempt) throw new Error(`session ${id} is in progress without an open attempt`);
      const isRetry = claim !== undefined && attempt.claim === claim.name;
      const isOwn = isRetry || isSameCredential(attempt.credential, payment.credential);
      return { kind: "found_open", attempt, isOwn };
    }
    case "requires_escalation":
      return failed(paymentUnderWay);
    case "canceled":
      return failed({ kind: "session_not_completable", status });
    case "expired":
    case "not_ready_for_payment":
    case "ready_for_payment":
    case "authentication_required":
      return failed(refusal(session));
    default:
      return unreachable(status);
  }
}

/** Adds what the completion request itself says to the session. */
function withCommand(
  session: CheckoutSession,
  command: CompleteCommand,
  shop: Shop,
): Outcome<CheckoutSession> {
  const { fulfillmentDetails } = command;
  const said = fulfillmentDetails?.address;
  if (said && !isSame(said, session.fulfillmentDetails?.address)) return fail({ kind: "address_changed" });
  return {
    ok: true,
    value: {
      ...session,
      buyer: mergeBuyer(session.buyer, command.buyer),
      fulfillmentDetails: mergeDetails(session.fulfillmentDetails, fulfillmentDetails),
      orderNotes: mergeNotes(session.orderNotes, command.orderNotes),
      affiliateLast: command.affiliateAttribution ?? session.affiliateLast,
      ...circumstancesAfter(session, command, shop),
    },
  };
}

/** Whether an address is the one known. A version may have no words for company or last name; empty text says nothing. */
function isSame(said: Address, known: Address | undefined): boolean {
  if (!known) return false;
  const { company = known.company, lastName = known.lastName, ...rest } = said;
  const comparable = (address: Address) => ({ ...address, lineTwo: address.lineTwo || undefined });
  return Bun.deepEquals(comparable({ ...rest, company, lastName }), comparable(known));
}

/**
 * Decides whether the session, computed anew, may be charged exactly what the agent was last told. A total that changed
 * is always shown, whatever else is wrong: kept without being shown, it would be charged the next time. A session that
 * is not ready stays as the agent knows it.
 */
async function whyNotCharge(
  stores: CheckoutStores,
  before: CheckoutSession,
  asked: CheckoutSession,
  computed: Computed,
  { terms }: CallContext,
): Promise<CompletionAnswer | undefined> {
  const told = totalOf(before);
  const due = totalOf(asked);
  if (told !== due) {
    const messages = [totalChanged(told, due, asked), ...asked.messages];
    const changed = transition(asked, eventOf(asked), { messages });
    await stores.sessions.replace(changed);
    return { kind: "changed", view: { session: changed, shop: terms.shop } };
  }
  const error = computed.messages.find((message) => message.type === "error");
  if (!error) return undefined;
  const place: Place = error.place ?? { at: "body" };
  if (error.code !== "out_of_stock")
    return { kind: "failed", problem: { kind: "session_not_ready", place, detail: error.content } };
  const short = transition(asked, "become_not_ready");
  await stores.sessions.replace(short);
  return {
    kind: "refused",
    view: { session: short, shop: terms.shop },
    problem: { kind: "out_of_stock", of: "session", place, detail: error.content },
  };
}

function totalChanged(told: Minor, due: Minor, { currency }: CheckoutSession): Message {
  return {
    type: "warning",
    code: "price_change",
    content: `The total changed from ${formatForPeople(told, currency)} to ${formatForPeople(due, currency)}. Nothing was charged. Show the buyer the new total and complete again.`,
    contentType: "plain",
    severity: "high",
    resolution: "requires_buyer_review",
  };
}

async function openAttempt(
  stores: CheckoutStores,
  session: CheckoutSession,
  command: CompleteCommand,
  claim: RequestClaim | undefined,
  payments: ProviderTerms,
  { terms, now }: CallContext,
): Promise<AttemptWithSale> {
  const attempt: AttemptWithSale = {
    ...newAttempt(session, payments.provider, terms, now),
    claim: claim?.name,
    credential: command.payment.credential,
    allowAuthentication:
      payments.offersAuthentication &&
      agentCanAuthenticate(session, command) &&
      command.authenticationResult === undefined,
    authentication: command.authenticationResult,
  };
  await insertAttempt(stores, attempt, transition(session, "begin_payment"), now);
  return attempt;
}

/** What every attempt at selling a session as it stands begins with, however it is paid. */
export function newAttempt(
  session: CheckoutSession,
  provider: string,
  { shop }: Terms,
  now: Instant,
): AttemptWithSale {
  return {
    id: newId("AttemptId"),
    sessionId: session.id,
    agentId: session.agentId,
    state: "open",
    provider,
    amount: totalOf(session),
    currency: session.currency,
    openedAt: now,
    nextLookAt: after(now, FIRST_LOOK_AFTER),
    orderId: newId("OrderId"),
    allowAuthentication: false,
    sale: saleOf(session),
    description: `${shop.name} order`,
    taxCalculation: session.taxCalculation,
  };
}

/**
 * Writes down an attempt with the session it began to pay, which says from then on what it sells, and takes that for it.
 * In a write job.
 */
export async function insertAttempt(
  stores: CheckoutStores,
  attempt: AttemptWithSale,
  session: TransitionedSession,
  now: Instant,
): Promise<void> {
  await stores.attempts.insert({ ...attempt, sale: undefined });
  await stores.sessions.replace(session);
  await reserveSeenSale(stores, attempt.id, attempt.sale, now);
}

/** An agent of a version that cannot say so is asked, and may decline by not coming back. */
function agentCanAuthenticate(
  { interventions }: CheckoutSession,
  { canAuthenticate }: CompleteCommand,
): boolean {
  if (canAuthenticate === false) return false;
  return interventions === undefined || interventions.supported.includes("3ds");
}

/** What an attempt means for a request that paid with another credential and met it: its decline is not their answer. */
export function endForOthers(attempt: PaymentAttempt, view: CheckoutView): CompletionAnswer {
  const end = endOf(attempt, view);
  return end.kind === "completed" || end.kind === "pending"
    ? end
    : { kind: "failed", problem: paymentUnderWay };
}

/**
 * What an attempt, as it stands, means for whoever asks. The one function that tells an end to an agent, whether the
 * request itself, a retry, recovery or the provider's event brought it about.
 */
export function endOf(attempt: PaymentAttempt, view: CheckoutView): CompletionAnswer {
  const { result } = attempt;
  if (attempt.state === "refund_due" || attempt.state === "refunded") return givenUp(view);
  if (!result) {
    return attempt.reference === undefined
      ? {
          kind: "failed",
          problem: { kind: "payment_outcome_unknown", retryAfterSeconds: UNKNOWN_RETRY_SECONDS },
        }
      : { kind: "pending", view };
  }
  switch (result.kind) {
    case "paid":
      return { kind: "completed", view };
    case "needs_action":
      return { kind: "authentication_required", view };
    case "declined":
      return { kind: "refused", view, problem: { kind: "payment_declined", reason: result.reason } };
    case "abandoned":
    case "expired":
      return givenUp(view);
    case "rejected":
      return {
        kind: "failed",
        problem: { kind: result.why === "invalid_token" ? "invalid_payment_token" : "payment_misconfigured" },
      };
    case "unavailable":
      return {
        kind: "failed",
        problem: { kind: "payment_unavailable", retryAfterSeconds: result.retryAfterSeconds },
      };
  }
}

/** To the agent, a payment that came to nothing is a decline: the buyer may pay another way. */
function givenUp(view: CheckoutView): CompletionAnswer {
  return { kind: "refused", view, problem: { kind: "payment_declined", reason: "declined" } };
}

/** An end worth repeating to a retry. After the others the same request may simply be tried anew. */
function isFinalEnd({ result }: PaymentAttempt): boolean {
  if (!result || result.kind === "unavailable") return false;
  return result.kind !== "rejected" || result.why === "invalid_token";
}

function answered(answer: CompletionAnswer): BegunCompletion {
  return { kind: "answered", answer };
}

function failed(problem: Problem): BegunCompletion {
  return answered({ kind: "failed", problem });
}
