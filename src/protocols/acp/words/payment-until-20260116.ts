import { type Static, Type } from "@sinclair/typebox";
import type { PaymentInstruction } from "../../../checkout/command.ts";
import { AddressRequest, decodeAddress } from "./address.ts";
import { enumeration, open, text } from "./fields.ts";
import { PAYMENT_PROVIDER } from "./payment-provider.ts";
import { refuse } from "./request-shape.ts";

const tokenDescriptionUntil20260116 =
  "The delegated payment token. Required unless `shared_payment_granted_token` is sent.";

/** Paying with a delegated token, as until 2026-01-16. `shared_payment_granted_token` is a guide's name for the token. */
export const paymentFieldsUntil20260116 = {
  payment_data: Type.Optional(
    open({
      token: Type.Optional(text(512, { description: tokenDescriptionUntil20260116 })),
      provider: enumeration([PAYMENT_PROVIDER]),
      billing_address: Type.Optional(AddressRequest),
    }),
  ),
  shared_payment_granted_token: Type.Optional(
    text(512, { description: "Another name for `payment_data.token`." }),
  ),
};

const PaymentRequestUntil20260116 = open(paymentFieldsUntil20260116);

/** Reads the token by either name, and the card's billing address. Refused as `missing` without a token. */
export function decodePaymentUntil20260116(
  body: Static<typeof PaymentRequestUntil20260116>,
): PaymentInstruction {
  const { payment_data: payment, shared_payment_granted_token: alias } = body;
  const token = payment?.token ?? alias;
  if (token === undefined) {
    refuse(
      "missing",
      payment ? "$.payment_data.token" : "$.payment_data",
      "payment_data with a delegated token and its provider is required",
    );
  }
  return {
    credential: { kind: "shared_payment_token", token },
    billingAddress:
      payment?.billing_address && decodeAddress(payment.billing_address, "$.payment_data.billing_address"),
  };
}
