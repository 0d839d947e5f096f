import type { Credential } from "../../src/payments/credential.ts";

/** A shared payment token, as ACP's agents pay. */
export const sharedToken = (token: string): Credential => ({ kind: "shared_payment_token", token });
