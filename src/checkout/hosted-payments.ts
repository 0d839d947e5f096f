import type { Clock } from "../clock.ts";
import type { SessionId } from "../ids.ts";
import { isHosted, type PaymentAttempt } from "../payments/attempt.ts";
import type { Write } from "../storage.ts";
import { beginHosted, type HostedAnswer, type HostedTerms, type Shown } from "./begin-hosted.ts";
import { paymentUnderWay } from "./checkout.ts";
import { endOf } from "./complete.ts";
import type { Terms } from "./compute.ts";
import type { Quoting } from "./quoting.ts";
import type { Settled } from "./settle.ts";
import type { Settlement } from "./settlement.ts";
import type { CheckoutReads, CheckoutStores } from "./stores.ts";
import { asOf } from "./transitions.ts";
import { type CheckoutView, viewOf } from "./view.ts";

export interface HostedPaymentDependencies<Stores extends CheckoutStores> {
  readonly write: Write<Stores>;
  readonly reads: CheckoutReads;
  readonly settlement: Settlement<Stores>;
  readonly terms: Terms;
  readonly hosted: HostedTerms;
  /** Asks for tax before the first job; absent where nobody is to be asked. */
  readonly quoting?: Pick<Quoting, "beforeHosted"> | undefined;
  readonly clock: Clock;
}

/** What pressing Pay came to. */
export type HostedPress = { readonly kind: "redirect"; readonly url: string } | HostedAnswer;

/** How a session stands for a buyer who comes from the provider's page. */
export type HostedState =
  | Extract<HostedAnswer, { kind: "not_found" | "completed" | "pending" }>
  /** Nobody has paid, and the provider's page is still open. Absent address: it is not known yet, or nobody can tell. */
  | { readonly kind: "at_provider"; readonly view: CheckoutView; readonly url?: string | undefined }
  /** No page is open: the session may be changed or paid again, or is over; its status says which. */
  | { readonly kind: "free"; readonly view: CheckoutView };

/** Payments by hand, on a page of the provider's. */
export interface HostedPayments {
  /** Pay was pressed: sends the buyer to the provider's page, or says why not. Pressed twice, it opens one page. */
  begin(id: SessionId, shown: Shown): Promise<HostedPress>;
  /** The buyer has come back from the provider's, which proves nothing: looks how their payment stands. */
  returned(id: SessionId): Promise<HostedState>;
  /** The buyer has turned back: closes the provider's page. `at_provider` where it could not be closed. */
  back(id: SessionId): Promise<HostedState>;
}

/** Builds the {@link HostedPayments} of one server. */
export function createHostedPayments<Stores extends CheckoutStores>({
  write,
  reads,
  settlement,
  terms,
  hosted,
  quoting,
  clock,
}: HostedPaymentDependencies<Stores>): HostedPayments {
  async function begin(id: SessionId, shown: Shown, mayTryAgain: boolean): Promise<HostedPress> {
    const quotes = await quoting?.beforeHosted(id, { terms, now: clock.now() });
    const begun = await write((stores) =>
      beginHosted(stores, id, shown, hosted, { terms, now: clock.now(), quotes }),
    );
    switch (begun.kind) {
      case "answered":
        return begun.answer;
      case "opened":
        return pressed(await settlement.charge(begun.attempt, settled));
      case "found_open": {
        const found = await settlement.resume(begun.attempt, settled);
        // Its page was over: what the buyer sees now is theirs to pay.
        const isOver = found.attempt.state !== "open" && found.view.session.status !== "completed";
        return isOver && mayTryAgain ? begin(id, shown, false) : pressed(found);
      }
    }
  }

  async function stateOf(id: SessionId): Promise<HostedState> {
    const session = await reads.sessions.find(id);
    if (!session) return { kind: "not_found" };
    const view = await viewOf(reads, asOf(session, clock.now()), terms);
    switch (session.status) {
      case "completed":
        return { kind: "completed", view };
      case "in_progress":
        return { kind: "pending", view };
      case "requires_escalation":
        return { kind: "at_provider", view, url: (await openPage(id))?.hosted.page?.url };
      default:
        return { kind: "free", view };
    }
  }

  async function openPage(id: SessionId) {
    const attempt = await reads.attempts.open(id);
    return attempt && isHosted(attempt) ? attempt : undefined;
  }

  async function after(
    id: SessionId,
    take: (attempt: PaymentAttempt) => Promise<unknown>,
  ): Promise<HostedState> {
    const attempt = await openPage(id);
    if (attempt) await take(attempt);
    return stateOf(id);
  }

  return {
    begin: (id, shown) => begin(id, shown, true),
    returned: (id) => after(id, (attempt) => settlement.resume(attempt, settled)),
    back: (id) => after(id, (attempt) => settlement.closePage(attempt)),
  };
}

/** Whoever settles wants no more than what came of it. */
async function settled(_stores: unknown, end: Settled): Promise<Settled> {
  return end;
}

/** What an attempt as it stands means for the buyer who pressed Pay. The page is theirs only while it is open. */
function pressed({ attempt, view }: Settled): HostedPress {
  const url =
    attempt.state === "open" && attempt.reference === undefined ? attempt.hosted?.page?.url : undefined;
  if (url !== undefined) return { kind: "redirect", url };
  const end = endOf(attempt, view);
  switch (end.kind) {
    case "completed":
    case "pending":
      return { kind: end.kind, view };
    case "refused":
    case "failed":
      return { kind: "refused", view, problem: end.problem };
    case "authentication_required":
    case "changed":
      return { kind: "refused", view, problem: paymentUnderWay };
  }
}
