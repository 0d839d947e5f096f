import type { Credential } from "../../src/payments/credential.ts";
import type { Books } from "../stripe/books.ts";
import { googlePayPayload } from "../stripe/payment-methods.ts";

/** A shared payment token, as ACP's agents pay. */
export const sharedToken = (token: string): Credential => ({ kind: "shared_payment_token", token });

/** What Google Pay gives for a card, in an account of the stand-in. */
export const googlePay = (books: Books, method?: string): Credential => ({
  kind: "google_pay",
  token: googlePayPayload(books, method),
});
