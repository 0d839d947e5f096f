/**
 * What a buyer pays with, as their agent hands it over. Whoever holds one may be able to charge it: it is kept on its
 * attempt alone, for as long as that is open, and never said again.
 */
export type Credential =
  /** Granted to this shop by the payment provider, for one payment within limits (`spt_…`). */
  | { readonly kind: "shared_payment_token"; readonly token: string }
  /** What Google Pay made of the buyer's card for the shop's gateway, as it came: Stripe's is JSON that holds a `tok_…`. */
  | { readonly kind: "google_pay"; readonly token: string }
  /** Made up: the sandbox answers by how it ends. */
  | { readonly kind: "sandbox"; readonly token: string };

/** Whether two credentials are one and the same. */
export function isSameCredential(one: Credential | undefined, other: Credential | undefined): boolean {
  return one !== undefined && one.kind === other?.kind && one.token === other.token;
}
