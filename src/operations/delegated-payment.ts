import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import * as sandbox from "../payments/sandbox/delegate-payment.ts";
import type { DelegatedToken } from "../payments/sandbox/token.ts";
import type { ChangeOperation } from "./operation.ts";

/** A call for a token of a card. */
export interface DelegatedPaymentContext {
  readonly services: { readonly clock: Clock };
}

/**
 * A body's fingerprint is kept on disk, and a card number has few enough digits to be guessed from one. So the body is
 * fingerprinted with a keyed hash in place of the card's secrets, and the key goes with the process.
 */
const key = randomBytes(32);

/** Makes a token of a card: the sandbox's stand-in for an agent's payment service. */
export const delegatePaymentOperation: ChangeOperation<
  { readonly command: sandbox.DelegateCommand },
  DelegatedToken,
  DelegatedPaymentContext
> = {
  name: "delegate payment",
  kind: "change",
  subject: () => "",
  comparable: withoutSecrets,
  handler: (stores, { command }, { services }) =>
    sandbox.delegatePayment(stores, command, services.clock.now()),
};

/** A JSON value with a keyed hash in place of every text that could hold a card's number or code. */
function withoutSecrets(value: unknown): unknown {
  if (typeof value === "string") return createHmac("sha256", key).update(value).digest("base64");
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutSecrets(item)]));
}
