import { unreachable } from "../problem.ts";

/** What 3D Secure needs to know of the merchant's acquirer (`AuthenticationMetadata` in the schemas). */
export interface AuthenticationMetadata {
  readonly acquirer: {
    readonly bin: string;
    readonly country: string;
    readonly merchantId: string;
    readonly merchantName: string;
    readonly requestorId?: string | undefined;
  };
  readonly directoryServer: DirectoryServer;
  readonly flowPreference?: "challenge" | "frictionless" | undefined;
}

export type DirectoryServer = "american_express" | "mastercard" | "visa";

/** The directory server of a card brand. Visa's where the brand is not known, or has none that agents can name. */
export function directoryServerOf(brand: string | undefined): DirectoryServer {
  switch (brand) {
    case "amex":
    case "american_express":
      return "american_express";
    case "mastercard":
      return "mastercard";
    default:
      return "visa";
  }
}

/** What came out of the agent's 3D Secure run; `outcome` in the widest vocabulary (2026-01-30). */
export interface AuthenticationResult {
  readonly outcome:
    | "abandoned"
    | "attempt_acknowledged"
    | "authenticated"
    | "canceled"
    | "denied"
    | "informational"
    | "internal_error"
    | "not_supported"
    | "processing_error"
    | "rejected";
  readonly details?:
    | {
        readonly cryptogram: string;
        readonly electronicCommerceIndicator: string;
        readonly transactionId: string;
        readonly version: string;
      }
    | undefined;
}

/**
 * What the result lets us do: charge with its proof; charge without, since the card knows no 3D Secure (the bank then
 * decides); or not charge at all, since the buyer was not the one, or left.
 */
export function chargeAfter({ outcome }: AuthenticationResult): "with_proof" | "without_proof" | "not" {
  switch (outcome) {
    case "authenticated":
    case "attempt_acknowledged":
      return "with_proof";
    case "informational":
    case "not_supported":
      return "without_proof";
    case "abandoned":
    case "canceled":
    case "denied":
    case "internal_error":
    case "processing_error":
    case "rejected":
      return "not";
    default:
      return unreachable(outcome);
  }
}
