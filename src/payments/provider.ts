import type { Instant } from "../clock.ts";
import type { AttemptId, RefundId } from "../ids.ts";
import type { Currency, Minor } from "../money.ts";
import type { DeclineReason } from "../problem.ts";
import type { Charge, ChargeOutcome, Instrument } from "./charge.ts";
import type { EventReading } from "./event.ts";
import type { HostedDriver } from "./hosted.ts";
import type { TaxBooks } from "./tax-booking.ts";

/** A charge as a provider can find it again. */
export interface ChargeKey {
  readonly id: AttemptId;
  /** The provider's own name for it, when it is known. */
  readonly reference?: string | undefined;
  /** What it must be for: a charge of anything else is not the one asked for. */
  readonly amount: Minor;
  readonly currency: Currency;
  readonly openedAt: Instant;
}

/** What looking at a token before charging it tells. `unreadable` says nothing: the charge itself will tell. */
export type Inspection =
  | { readonly kind: "usable"; readonly instrument?: Instrument | undefined }
  | {
      readonly kind: "unusable";
      readonly reason: DeclineReason;
      readonly instrument?: Instrument | undefined;
    }
  | { readonly kind: "unknown_token" }
  | { readonly kind: "unreadable" };

/**
 * What a look-up finds: how the charge stands, or that the provider has none for the attempt. A look-up that was itself
 * refused has found nothing: `unknown`.
 */
export type LookUpOutcome =
  | Exclude<ChargeOutcome, { kind: "rejected" | "unavailable" }>
  | { readonly kind: "absent" };

export type CancelOutcome =
  | { readonly kind: "canceled" }
  /** Too late: the money had moved. The outcome says how. */
  | { readonly kind: "already"; readonly outcome: Exclude<LookUpOutcome, { kind: "absent" }> }
  | { readonly kind: "unknown"; readonly detail: string };

export type CaptureOutcome =
  /** `taken`: how much it came to, where that is not what was asked for: somebody else was first. */
  | { readonly kind: "captured"; readonly taken?: Minor | undefined }
  /** The authorisation is over, or was canceled: this money can no longer be had. */
  | { readonly kind: "lapsed" }
  /** `isRefused`: the provider does not want to, though the authorisation stands. Only a person can help. */
  | { readonly kind: "unknown"; readonly detail: string; readonly isRefused?: boolean };

export type RefundOutcome =
  | { readonly kind: "refunded"; readonly reference: string }
  /** The provider has taken it on; its event, or a look, tells the rest. */
  | { readonly kind: "pending"; readonly reference: string }
  /** Certain: nothing was given back, or it came back. */
  | { readonly kind: "failed"; readonly detail: string; readonly reference?: string | undefined }
  | { readonly kind: "unknown"; readonly detail: string };

/** A refund as the provider lists it. `id` when it was asked for from here, whoever else made the others. */
export interface ListedRefund {
  readonly id?: RefundId | undefined;
  readonly reference: string;
  readonly amount: Minor;
  readonly createdAt: Instant;
  readonly outcome: Extract<RefundOutcome, { kind: "refunded" | "pending" | "failed" }>;
}

/** A buyer's bank asking for its money back. */
export interface Dispute {
  readonly reference: string;
  readonly amount: Minor;
  readonly openedAt: Instant;
  /** `open` while nobody has decided; `lost`: the money is gone; `closed`: it stays, or was never asked for. */
  readonly state: "open" | "lost" | "closed";
  /** The bank's reason, in the provider's word: `fraudulent`, `product_not_received`. */
  readonly reason: string;
  /** Until when the bank waits for the merchant's answer; absent while it wants none. */
  readonly respondBy?: Instant | undefined;
}

/**
 * Someone who moves money. Every method may wait for the network, 15 s at most, and is therefore never called behind
 * the writer. None throws for anything the provider or the network did: that is what the outcomes are for.
 */
export interface PaymentProvider {
  /** What payments made with it are known by for good; its events come to `/webhooks/<name>`. */
  readonly name: string;
  /** The header in which it signs its events; absent where it tells of none by itself. */
  readonly signatureHeader?: string | undefined;
  /** Its books of taxes, where it computes any. */
  readonly taxBooks?: TaxBooks | undefined;
  /** Its pages for buyers who pay by hand. */
  readonly hosted: HostedDriver;
  /** Looks at a token that no charge was tried with yet. May take a few seconds of the charge's time, no more. */
  inspect(charge: Charge): Promise<Inspection>;
  charge(charge: Charge): Promise<ChargeOutcome>;
  /** Finds what became of a charge without being able to cause one. */
  lookUp(charge: ChargeKey): Promise<LookUpOutcome>;
  /** Makes sure the charge can no longer succeed, or gives its authorisation back. */
  cancel(charge: ChargeKey): Promise<CancelOutcome>;
  /** Takes authorised money, or a part of it; the rest is let go. At most one capture a charge. */
  capture(charge: {
    readonly id: AttemptId;
    readonly reference: string;
    readonly amount: Minor;
    readonly currency: Currency;
  }): Promise<CaptureOutcome>;
  /** Gives money back. The refund's id is the provider's idempotency key. */
  refund(refund: {
    readonly id: RefundId;
    readonly attemptId: AttemptId;
    readonly reference: string;
    readonly amount: Minor;
    readonly currency: Currency;
  }): Promise<RefundOutcome>;
  /** Every refund of a charge; `undefined` when the provider could not be asked. */
  refundsOf(reference: string): Promise<readonly ListedRefund[] | undefined>;
  /** A dispute as it stands; `undefined` when the provider could not be asked. */
  dispute(reference: string): Promise<Dispute | undefined>;
  /** Reads an event the provider has sent, if it is really from there. */
  readEvent(body: Uint8Array, signature: string | null, now: Instant): Promise<EventReading>;
}
