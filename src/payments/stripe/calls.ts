import type { Clock } from "../../clock.ts";
import type { StripeConnection, StripeSettings } from "./connection.ts";

/** How much time each kind of call may take, retries included, ms. */
export interface StripeBudgets {
  /**
   * What comes before the charge: looking at a token, or making a payment method of it. Together with the charge 15 s, so
   * that the agent's request still lives.
   */
  readonly inspection: number;
  readonly charge: number;
  readonly other: number;
}

/** What every call to Stripe is made with. */
export interface StripeCalls extends StripeConnection {
  readonly settings: StripeSettings;
  readonly clock: Clock;
  readonly budgets: StripeBudgets;
}

/** Whether an answer is one of Stripe's lists. */
export function isList(answer: { readonly object?: unknown; readonly data?: unknown }): boolean {
  return answer.object === "list" && Array.isArray(answer.data);
}
