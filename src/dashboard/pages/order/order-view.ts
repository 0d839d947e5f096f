import type { AuditEntry } from "../../../audit/audit.ts";
import type { CheckoutSession } from "../../../checkout/session.ts";
import type { DeliveryAttempt, EventSummary } from "../../../outbox/event.ts";
import type { PaymentAttempt } from "../../../payments/attempt.ts";
import type { OrderDispute } from "../../../payments/disputes.ts";
import type { Refund } from "../../../payments/refund.ts";
import type { StaffMember } from "../../../people/person.ts";
import type { DashboardView } from "../../parts/forms.ts";
import type { OrderAction, OrderStanding } from "./order-action.ts";

/** One order, and everything that is known of it. */
export interface OrderView {
  readonly view: DashboardView;
  readonly standing: OrderStanding;
  /** What can be done with it as it stands. */
  readonly actions: readonly OrderAction[];
  /** The agent's name. */
  readonly agent: string | undefined;
  readonly attempt: PaymentAttempt | undefined;
  readonly refunds: readonly Refund[];
  /** The latest first. */
  readonly disputes: readonly OrderDispute[];
  readonly session: CheckoutSession | undefined;
  readonly history: readonly AuditEntry[];
  /** Those who work in the shop, for their names. */
  readonly people: readonly StaffMember[];
  /** What the agent is told of it, the newest first. */
  readonly events: readonly { readonly event: EventSummary; readonly attempts: readonly DeliveryAttempt[] }[];
  /** Whether whoever looks may have an event sent again. */
  readonly maySendAgain: boolean;
  /** Why the last thing that was tried did not work. */
  readonly reason?: string | undefined;
}
