import { type Static, Type } from "@sinclair/typebox";
import type { CheckoutSession } from "../../../checkout/session.ts";
import { maybe } from "../../../operations/fields.ts";
import type { AuthenticationMetadata, AuthenticationResult } from "../../../payments/authentication.ts";
import { closed, enumeration, open, text } from "./fields.ts";
import { refuse } from "./request-shape.ts";

/** What of the metadata stays in every version from here on. */
export const authenticationAnswerFields = {
  acquirer_details: closed({
    acquirer_bin: Type.String({ maxLength: 11 }),
    acquirer_country: Type.String({ minLength: 2, maxLength: 2 }),
    acquirer_merchant_id: Type.String({ maxLength: 35 }),
    merchant_name: Type.String({ maxLength: 40 }),
    requestor_id: maybe(Type.String({ maxLength: 35 })),
  }),
  directory_server: enumeration(["american_express", "mastercard", "visa"]),
  flow_preference: maybe(closed({ type: enumeration(["challenge", "frictionless"]) })),
};

const AuthenticationFacts = closed(authenticationAnswerFields);

/** Shows what 3D Secure needs to know of the shop's acquirer. */
export function encodeAuthentication(metadata: AuthenticationMetadata): Static<typeof AuthenticationFacts> {
  const { acquirer } = metadata;
  return {
    acquirer_details: {
      acquirer_bin: acquirer.bin,
      acquirer_country: acquirer.country,
      acquirer_merchant_id: acquirer.merchantId,
      merchant_name: acquirer.merchantName,
      requestor_id: acquirer.requestorId,
    },
    directory_server: metadata.directoryServer,
    flow_preference: metadata.flowPreference && { type: metadata.flowPreference },
  };
}

/** The metadata until 2026-01-30, with the buyer's browser. */
export const AuthenticationAnswer = closed({
  channel: closed({
    type: enumeration(["browser"]),
    browser: closed({
      accept_header: Type.String(),
      ip_address: Type.String({ maxLength: 45 }),
      javascript_enabled: Type.Boolean(),
      language: Type.String({ maxLength: 35 }),
      user_agent: Type.String(),
    }),
  }),
  ...authenticationAnswerFields,
});

/**
 * These versions have the shop describe the buyer's browser, which only the agent can see: what its risk signals said
 * is given back, and the rest says "unknown" in the way each field can.
 */
export function encodeAuthenticationWithBrowser(
  session: CheckoutSession,
): Static<typeof AuthenticationAnswer> | undefined {
  if (session.status !== "authentication_required" || !session.authentication) return undefined;
  const facts = encodeAuthentication(session.authentication);
  const { ipAddress: address, userAgent } = session.riskSignals ?? {};
  return {
    channel: {
      type: "browser",
      browser: {
        accept_header: "*/*",
        ip_address: textOr(address, 45, "0.0.0.0"),
        javascript_enabled: false,
        language: textOr(session.locale, 35, "und"),
        user_agent: textOr(userAgent, 1024, "unknown"),
      },
    },
    acquirer_details: facts.acquirer_details,
    directory_server: facts.directory_server,
    flow_preference: facts.flow_preference,
  };
}

function textOr(value: string | undefined, maxLength: number, otherwise: string): string {
  return value !== undefined && value.length <= maxLength ? value : otherwise;
}

/** What the issuer answered; `electronic_commerce_indicator` as EMV 3-D Secure has it. */
const AuthenticationDetailsRequest = open({
  three_ds_cryptogram: text(256),
  electronic_commerce_indicator: enumeration(["01", "02", "05", "06", "07"]),
  transaction_id: text(256),
  version: text(32),
});

/** Reads what the issuer answered. */
export function decodeAuthenticationDetails(
  details: Omit<Static<typeof AuthenticationDetailsRequest>, "electronic_commerce_indicator"> & {
    readonly electronic_commerce_indicator: string;
  },
): NonNullable<AuthenticationResult["details"]> {
  return {
    cryptogram: details.three_ds_cryptogram,
    electronicCommerceIndicator: details.electronic_commerce_indicator,
    transactionId: details.transaction_id,
    version: details.version,
  };
}

/** How the agent's 3D Secure run ended. 2026-01-16 alone has other words for it. */
export const AuthenticationResultRequest = open({
  outcome: enumeration([
    "abandoned",
    "attempt_acknowledged",
    "authenticated",
    "canceled",
    "denied",
    "informational",
    "internal_error",
    "not_supported",
    "processing_error",
    "rejected",
  ]),
  outcome_details: Type.Optional(AuthenticationDetailsRequest),
});

const outcomesWithDetails: readonly string[] = ["authenticated", "informational", "attempt_acknowledged"];

/** Reads a result. Refused as `missing` when the outcome is worth nothing without its details. */
export function decodeAuthenticationResult(
  result: Static<typeof AuthenticationResultRequest>,
): AuthenticationResult {
  if (!result.outcome_details && outcomesWithDetails.includes(result.outcome)) {
    const path = "$.authentication_result.outcome_details";
    refuse("missing", path, `the outcome ${result.outcome} needs its outcome_details`);
  }
  return {
    outcome: result.outcome,
    details: result.outcome_details && decodeAuthenticationDetails(result.outcome_details),
  };
}
