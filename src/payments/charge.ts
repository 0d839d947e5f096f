import type { Address } from "../address.ts";
import type { Instant } from "../clock.ts";
import type { AttemptId, OrderId, SessionId } from "../ids.ts";
import type { Currency, Minor } from "../money.ts";
import type { DeclineReason } from "../problem.ts";
import type { AuthenticationResult } from "./authentication.ts";
import type { Credential } from "./credential.ts";

/** One charge to make. The attempt's id is the provider's idempotency key: the same attempt never charges twice. */
export interface Charge {
  readonly attemptId: AttemptId;
  readonly sessionId: SessionId;
  readonly orderId: OrderId;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly openedAt: Instant;
  readonly credential: Credential;
  readonly description: string;
  readonly receiptEmail?: string | undefined;
  readonly shipping?:
    | { readonly name: string; readonly phone?: string | undefined; readonly address: Address }
    | undefined;
  readonly authentication?: AuthenticationResult | undefined;
  /** Whether a demand for 3D Secure may be answered to the agent; otherwise the provider is told to decline instead. */
  readonly allowAuthentication: boolean;
  /** The provider's own tax calculation that the amount holds, to be booked with the payment. */
  readonly taxCalculation?: string | undefined;
}

/** What a provider tells the merchant of the means of payment. Nothing of it could pay again. */
export interface Instrument {
  /** `visa`, `mastercard`, `amex`, …: as the provider spells it. */
  readonly brand?: string | undefined;
  readonly lastDigits?: string | undefined;
  readonly funding?: string | undefined;
  /** ISO 3166-1, of the issuer. */
  readonly country?: string | undefined;
  /** What the provider thinks of it, such as `fraudulent_dispute`: a score and what it would do. */
  readonly risks?:
    | readonly { readonly risk: string; readonly score: number; readonly recommendation: string }[]
    | undefined;
}

/**
 * What a provider says of a charge. Closed, and handled exhaustively by settlement:
 * `paid`, `pending` and `needs_action` name the provider's own reference; `declined` and `rejected` are certain that
 * nothing was charged; `unavailable` too, and trying again later makes sense; `unknown` promises nothing at all.
 */
export type ChargeOutcome =
  | {
      readonly kind: "paid";
      readonly reference: string;
      /** False: only authorised, to be captured before `captureBefore`. */
      readonly captured: boolean;
      /** How much was captured, where that is not all of it. */
      readonly taken?: Minor | undefined;
      /** Whether all of it went back since, at the provider's dashboard. */
      readonly wasGivenBack?: true | undefined;
      readonly captureBefore?: Instant | undefined;
      readonly instrument?: Instrument | undefined;
    }
  | { readonly kind: "pending"; readonly reference: string }
  | {
      readonly kind: "needs_action";
      readonly reference: string;
      readonly instrument?: Instrument | undefined;
    }
  | {
      readonly kind: "declined";
      readonly reason: DeclineReason;
      readonly reference?: string | undefined;
      readonly instrument?: Instrument | undefined;
    }
  | { readonly kind: "rejected"; readonly why: "invalid_token" | "misconfigured"; readonly detail: string }
  | { readonly kind: "unavailable"; readonly retryAfterSeconds: number }
  /** `contradicts`: there is a charge, and it is not the one that was asked for. Only a person can help. */
  | { readonly kind: "unknown"; readonly detail: string; readonly contradicts?: boolean | undefined };
