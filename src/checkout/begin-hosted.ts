import { after } from "../clock.ts";
import type { SessionId } from "../ids.ts";
import type { Minor } from "../money.ts";
import { isHosted, type PaymentAttempt } from "../payments/attempt.ts";
import { HOSTED_LIFETIME } from "../payments/hosted.ts";
import { type Place, type Problem, unreachable } from "../problem.ts";
import { paymentUnderWay, refusal } from "./checkout.ts";
import { insertAttempt, newAttempt } from "./complete.ts";
import { compute, type Terms } from "./compute.ts";
import { exceededShare } from "./hosted-share.ts";
import { type AttemptWithSale, saleOf } from "./make-order.ts";
import { type PlanContext, planAgain } from "./plan.ts";
import { revisionOf } from "./revision.ts";
import { type CheckoutSession, totalOf } from "./session.ts";
import type { CheckoutStores } from "./stores.ts";
import { asOf, eventOf, may, type TransitionedSession, transition } from "./transitions.ts";
import { type CheckoutView, viewOf } from "./view.ts";

/** What a buyer saw when they pressed Pay. */
export interface Shown {
  /** See {@link revisionOf}. */
  readonly revision: string;
  readonly total: Minor;
}

/** The merchant's side of being paid on a page of the provider's. */
export interface HostedTerms {
  readonly provider: string;
  /** Where the provider sends the buyer of a session: after paying, and when they turn back. */
  readonly returnUrl: (id: SessionId) => string;
  readonly backUrl: (id: SessionId) => string;
}

/** On what terms a buyer pays, and when. */
export interface HostedContext extends PlanContext {
  readonly terms: Terms;
}

/** What pressing Pay came to, where nobody is sent anywhere. */
export type HostedAnswer =
  | { readonly kind: "not_found" }
  /** The order is made: just now, where nothing was due, or before. */
  | { readonly kind: "completed"; readonly view: CheckoutView }
  /** The buyer has paid in a way that takes its time; the order follows. */
  | { readonly kind: "pending"; readonly view: CheckoutView }
  /** Not what the buyer saw: nothing is charged. `before` is the session as it stood before it was computed anew. */
  | { readonly kind: "changed"; readonly view: CheckoutView; readonly before: CheckoutSession }
  /** Nothing is charged, and `problem` says why. */
  | { readonly kind: "refused"; readonly view: CheckoutView; readonly problem: Problem };

/** What the first job of a payment by hand found. */
export type HostedBegun =
  | { readonly kind: "answered"; readonly answer: HostedAnswer }
  | { readonly kind: "opened"; readonly attempt: PaymentAttempt }
  /** The buyer has been sent to the provider's already, or is just being sent there. */
  | { readonly kind: "found_open"; readonly attempt: PaymentAttempt };

/**
 * The first job of a payment by hand: computes the session anew, and freezes on an attempt what the buyer saw and wants
 * to pay for. Anything else than they saw is shown, and nothing charged. Whose session it is makes no difference: whoever
 * has its page may pay for it. In a write job; asks nobody.
 */
export async function beginHosted(
  stores: CheckoutStores,
  id: SessionId,
  shown: Shown,
  hosted: HostedTerms,
  context: HostedContext,
): Promise<HostedBegun> {
  const { terms, now } = context;
  const found = await stores.sessions.find(id);
  if (!found) return answered({ kind: "not_found" });
  const before = asOf(found, now);
  if (!may(before.status, "begin_hosted_payment")) return insteadOfHosted(stores, before, shown, terms);

  const plan = await planAgain(stores.catalog, before, context);
  const computed = await compute(plan, stores.discounts, context);
  const session: CheckoutSession = {
    ...before,
    quotes: plan.draft.quotes,
    authentication: undefined,
    updatedAt: now,
    ...computed,
  };
  const refuse = (problem: Problem) =>
    answered({ kind: "refused", view: { session, shop: terms.shop }, problem });
  if (!isAsShown(session, shown)) return answered(await showChanged(stores, before, session, terms));
  const error = session.messages.find((message) => message.type === "error");
  if (error) {
    await stores.sessions.replace(transition(session, "become_not_ready"));
    return refuse(problemOf(error.place ?? { at: "body" }, error));
  }
  const exceeded = await exceededShare(stores, saleOf(session), terms.limits.unpaidStock);
  if (exceeded) return refuse(outOfShare(exceeded));
  return { kind: "opened", attempt: await openAttempt(stores, session, hosted, context) };
}

function isAsShown(session: CheckoutSession, { revision, total }: Shown): boolean {
  return revisionOf(session) === revision && totalOf(session) === total;
}

async function insteadOfHosted(
  stores: CheckoutStores,
  session: CheckoutSession,
  shown: Shown,
  terms: Terms,
): Promise<HostedBegun> {
  const view = await viewOf(stores, session, terms);
  switch (session.status) {
    case "completed":
      return answered({ kind: "completed", view });
    case "requires_escalation":
    case "in_progress": {
      const attempt = await stores.attempts.open(session.id);
      if (!attempt) throw new Error(`session ${session.id} is ${session.status} without an open attempt`);
      // An agent pays at this very moment: one open attempt a session, of either kind.
      if (!isHosted(attempt)) return answered({ kind: "refused", view, problem: paymentUnderWay });
      // Pressed in a tab that shows something else than what is being paid for.
      if (!isAsShown(session, shown)) return answered({ kind: "changed", before: session, view });
      return { kind: "found_open", attempt };
    }
    case "canceled":
      return answered({
        kind: "refused",
        view,
        problem: { kind: "session_not_completable", status: session.status },
      });
    case "expired":
    case "not_ready_for_payment":
    case "ready_for_payment":
    case "authentication_required":
      return answered({ kind: "refused", view, problem: refusal(session) });
    default:
      return unreachable(session.status);
  }
}

/** Keeps the session as it is now, so that the buyer pays for what they are shown next. */
async function showChanged(
  stores: CheckoutStores,
  before: CheckoutSession,
  session: CheckoutSession,
  { shop }: Terms,
): Promise<HostedAnswer> {
  const changed = transition(session, eventOf(session));
  await stores.sessions.replace(changed);
  return { kind: "changed", before, view: { session: changed, shop } };
}

function problemOf(
  place: Place,
  { code, content }: { readonly code: string; readonly content: string },
): Problem {
  return code === "out_of_stock"
    ? { kind: "out_of_stock", of: "session", place, detail: content }
    : { kind: "session_not_ready", place, detail: content };
}

function outOfShare({ index, title, left }: { index: number; title: string; left: number }): Problem {
  return {
    kind: "out_of_stock",
    of: "session",
    place: { at: "line_item", index, field: "quantity" },
    detail:
      left === 0
        ? `“${title}” is just being paid for by others. Try again in some minutes`
        : `Only ${left} of “${title}” can be paid for just now. Take fewer, or try again in some minutes`,
  };
}

async function openAttempt(
  stores: CheckoutStores,
  session: CheckoutSession,
  { provider, returnUrl, backUrl }: HostedTerms,
  { terms, now }: HostedContext,
): Promise<PaymentAttempt> {
  const common = newAttempt(session, provider, terms, now);
  // What costs nothing is nobody's to pay: settlement makes its order without asking.
  if (common.amount === 0) return opened(stores, common, transition(session, "begin_payment"), now);
  const hosted = {
    expiresAt: after(now, HOSTED_LIFETIME),
    returnUrl: returnUrl(session.id),
    backUrl: backUrl(session.id),
    locale: session.locale,
  };
  return opened(stores, { ...common, hosted }, transition(session, "begin_hosted_payment"), now);
}

async function opened(
  stores: CheckoutStores,
  attempt: AttemptWithSale,
  session: TransitionedSession,
  now: PlanContext["now"],
): Promise<PaymentAttempt> {
  await insertAttempt(stores, attempt, session, now);
  return attempt;
}

function answered(answer: HostedAnswer): HostedBegun {
  return { kind: "answered", answer };
}
