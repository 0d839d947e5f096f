/**
 * What an agent says of a buyer before the buyer gives an address: coarse, and binding for nobody. Prices take it for
 * the place of delivery for as long as there is no better one.
 */
export interface BuyerContext {
  /** ISO 3166-1 alpha-2 in upper case. */
  readonly country?: string | undefined;
  readonly state?: string | undefined;
  readonly postalCode?: string | undefined;
  /** BCP 47, as the agent said it. */
  readonly language?: string | undefined;
  /** ISO 4217, as the agent said it; prices are in the shop's currency all the same. */
  readonly currency?: string | undefined;
  /** What the buyer is after, in the agent's words. */
  readonly intent?: string | undefined;
  /** Benefits that the buyer claims, by reverse domain names. */
  readonly eligibility?: readonly string[] | undefined;
}
