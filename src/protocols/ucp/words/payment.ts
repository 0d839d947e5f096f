import { type Static, Type } from "@sinclair/typebox";
import type { PaymentInstruction } from "../../../checkout/command.ts";
import { holdsCardNumber } from "../../../payments/card-number.ts";
import type { Credential } from "../../../payments/credential.ts";
import { ProblemError } from "../../../problem.ts";
import { decodeAddress, PostalAddress } from "./address.ts";
import { id, list, open, text } from "./fields.ts";
import type { PaymentHandler } from "./payment-handler.ts";
import { refuse } from "./request-shape.ts";

const Instrument = open({
  id: id("The platform's own id of it."),
  handler_id: text(128, { description: "The `id` of one of the checkout's `payment_handlers`." }),
  type: text(64),
  selected: Type.Optional(Type.Boolean()),
  billing_address: Type.Optional(PostalAddress),
  credential: Type.Optional(
    open(
      { type: text(64), token: Type.Optional(text(5_000)) },
      { description: "What the handler made for this shop. It is never said again." },
    ),
  ),
});
type Instrument = Static<typeof Instrument>;

/** How the buyer pays. */
export const Payment = open({ instruments: Type.Optional(list(Instrument, 20)) });

/** An example of how somebody pays through a handler. */
export function examplePayment({ id, credentialType = "token", exampleToken }: PaymentHandler) {
  const credential = { type: credentialType, token: exampleToken };
  return {
    payment: {
      instruments: [{ id: "instrument_1", handler_id: id, type: "card", selected: true, credential }],
    },
  };
}

/**
 * Reads the instrument that is to pay: the one selected, else the only one where nothing is said of it. A card's number is
 * refused wherever it stands, before anything of the request is kept in whatever form.
 *
 * @param handlers those that the shop offers.
 */
export function decodePayment(
  payment: Static<typeof Payment>,
  handlers: readonly PaymentHandler[],
): PaymentInstruction {
  if (holdsCardAnywhere(payment)) throw new ProblemError({ kind: "invalid_payment_token" });
  const { instruments = [] } = payment;
  if (instruments.length === 0)
    refuse("missing", "$.payment.instruments", "an instrument to pay with is required");
  const isOnly = instruments.length === 1;
  const chosen = instruments.flatMap((instrument, index) =>
    (instrument.selected ?? isOnly) ? [{ instrument, path: `$.payment.instruments[${index}]` }] : [],
  );
  const [first, ...more] = chosen;
  if (!first || more.length > 0)
    refuse("invalid", "$.payment.instruments", "exactly one instrument has to be selected");
  const { instrument, path } = first;
  const { billing_address: billing } = instrument;
  return {
    credential: decodeCredential(instrument, path, handlers),
    billingAddress: billing && decodeAddress(billing, `${path}.billing_address`, undefined),
  };
}

/** Reads what an instrument is charged by. What is wrong is said without saying any of it. */
function decodeCredential(
  { handler_id: chosen, type, credential }: Instrument,
  path: string,
  handlers: readonly PaymentHandler[],
): Credential {
  const handler = handlers.find(({ id }) => id === chosen);
  if (!handler) refuse("invalid", `${path}.handler_id`, offered(handlers));
  if (type !== "card") refuse("unsupported", `${path}.type`, "instruments of the type “card” are taken here");
  const { credentialType } = handler;
  if (credential && credentialType !== undefined && credential.type !== credentialType)
    refuse(
      "invalid",
      `${path}.credential.type`,
      `credentials of this handler are of the type “${credentialType}”`,
    );
  if (credential?.token === undefined)
    refuse("missing", `${path}.credential.token`, "the credential's token is required");
  return (
    handler.credentialOf(credential.token) ??
    refuse("invalid", `${path}.credential.token`, "this handler makes no such tokens")
  );
}

function offered(handlers: readonly PaymentHandler[]): string {
  const ids = handlers.map(({ id }) => `“${id}”`).join(", ");
  return ids === ""
    ? "this shop is paid on its own page, at continue_url"
    : `this shop is paid through ${handlers.length === 1 ? "the handler" : "one of the handlers"} ${ids}`;
}

function holdsCardAnywhere(value: unknown): boolean {
  if (typeof value === "string") return holdsCardNumber(value);
  if (typeof value === "number") return holdsCardNumber(String(value));
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsCardAnywhere);
}
