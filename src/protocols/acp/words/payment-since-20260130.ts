import { type Static, Type } from "@sinclair/typebox";
import type { PaymentInstruction } from "../../../checkout/command.ts";
import { AddressRequest, decodeAddress } from "./address.ts";
import { CARD_HANDLER } from "./capabilities.ts";
import { enumeration, open, text } from "./fields.ts";
import { refuse } from "./request-shape.ts";

const PaymentDataRequest = open({
  handler_id: Type.Optional(
    text(128, { description: "One of the session's `capabilities.payment.handlers`." }),
  ),
  instrument: Type.Optional(open({ type: text(64), credential: open({ type: text(64), token: text(512) }) })),
  billing_address: Type.Optional(AddressRequest),
  purchase_order_number: Type.Optional(text(128)),
  payment_terms: Type.Optional(enumeration(["immediate", "net_15", "net_30", "net_60", "net_90"])),
});

/** Paying through a handler, from 2026-01-30 on. `shared_payment_granted_token` is a guide's name for the token. */
export const paymentFieldsSince20260130 = {
  payment_data: Type.Optional(PaymentDataRequest),
  shared_payment_granted_token: Type.Optional(
    text(512, { description: "Another name for `payment_data.instrument.credential.token`." }),
  ),
};

const PaymentRequest = open(paymentFieldsSince20260130);

/**
 * Reads the token by either name, and the card's billing address. Refused when it is missing, or not on our terms.
 */
export function decodePaymentSince20260130(body: Static<typeof PaymentRequest>): PaymentInstruction {
  const { payment_data: payment, shared_payment_granted_token: alias } = body;
  if (!payment && alias === undefined) refuse("missing", "$.payment_data", "payment_data is required");
  if (payment) checkTerms(payment, alias);
  const token =
    payment?.instrument?.credential.token ??
    alias ??
    refuse("missing", "$.payment_data.instrument", "the instrument with its credential is required");
  return {
    credential: { kind: "shared_payment_token", token },
    billingAddress:
      payment?.billing_address && decodeAddress(payment.billing_address, "$.payment_data.billing_address"),
  };
}

/** Goods leave this shop paid, and by the one handler it offers. */
function checkTerms(payment: Static<typeof PaymentDataRequest>, alias: string | undefined): void {
  const { handler_id: handler, payment_terms: terms = "immediate" } = payment;
  if (payment.purchase_order_number !== undefined && !payment.instrument) {
    const path = "$.payment_data.purchase_order_number";
    refuse("unsupported", path, `purchase orders are not taken here; pay with the handler ${CARD_HANDLER}`);
  }
  if (terms !== "immediate") {
    refuse("unsupported", "$.payment_data.payment_terms", "only immediate payment is taken here");
  }
  if (handler === undefined && alias === undefined) {
    refuse(
      "missing",
      "$.payment_data.handler_id",
      `the handler_id is required; this shop's is ${CARD_HANDLER}`,
    );
  }
  if (handler !== undefined && handler !== CARD_HANDLER) {
    refuse("invalid", "$.payment_data.handler_id", `the only handler offered here is ${CARD_HANDLER}`);
  }
}
