import { type Static, Type } from "@sinclair/typebox";
import type { PaymentInstruction } from "../../../checkout/command.ts";
import { holdsCardNumber } from "../../../payments/card-number.ts";
import { ProblemError } from "../../../problem.ts";
import type { UcpTerms } from "../../protocol.ts";
import { decodeAddress, PostalAddress } from "./address.ts";
import { id, list, open, text } from "./fields.ts";
import { refuse } from "./request-shape.ts";

/** The handler's name, and the one id under which this shop has it. */
const sandboxName = "dev.checkstand.sandbox";
const sandboxId = "sandbox";

/** How a shop can be paid, as profiles and answers have it: in the sandbox by made-up tokens, else not at all yet. */
export function paymentHandlers(version: string, { isSandbox }: Pick<UcpTerms, "isSandbox">) {
  if (!isSandbox) return {};
  return { [sandboxName]: [{ id: sandboxId, version, available_instruments: [{ type: "card" }] }] };
}

const Instrument = open({
  id: id("The platform's own id of it."),
  handler_id: text(128),
  type: text(64),
  selected: Type.Optional(Type.Boolean()),
  billing_address: Type.Optional(PostalAddress),
  credential: Type.Optional(
    open({ type: text(64), token: Type.Optional(text(5_000)) }, { description: "A token of the sandbox." }),
  ),
});

/** How the buyer pays. */
export const Payment = open({ instruments: Type.Optional(list(Instrument, 20)) });

/**
 * Reads the instrument that is to pay: the one selected, else the only one. A card's number is refused wherever it
 * stands, before anything of the request is kept in whatever form.
 */
export function decodePayment(payment: Static<typeof Payment>): PaymentInstruction {
  if (holdsCardAnywhere(payment)) throw new ProblemError({ kind: "invalid_payment_token" });
  const { instruments = [] } = payment;
  const selected = instruments.findIndex((instrument) => instrument.selected);
  const index = selected === -1 ? 0 : selected;
  const path = `$.payment.instruments[${index}]`;
  const instrument = instruments[index];
  if (!instrument) refuse("missing", "$.payment.instruments", "an instrument to pay with is required");
  if (selected === -1 && instruments.length > 1)
    refuse("invalid", "$.payment.instruments", "one of several instruments has to be selected");
  if (instrument.handler_id !== sandboxId)
    refuse("invalid", `${path}.handler_id`, `this shop is paid through the handler “${sandboxId}”`);
  const token = instrument.credential?.token;
  if (token === undefined)
    refuse("missing", `${path}.credential.token`, "the credential's token is required");
  const { billing_address: billing } = instrument;
  return {
    credential: { kind: "sandbox", token },
    billingAddress: billing && decodeAddress(billing, `${path}.billing_address`, undefined),
  };
}

function holdsCardAnywhere(value: unknown): boolean {
  if (typeof value === "string") return holdsCardNumber(value);
  if (typeof value === "number") return holdsCardNumber(String(value));
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsCardAnywhere);
}
