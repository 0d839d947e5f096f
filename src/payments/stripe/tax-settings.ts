/** What a merchant decides about Stripe Tax. */
export interface StripeTaxSettings {
  /** Stripe's tax codes of the shop's tax classes (`txcd_…`); a class without one is taxed as Stripe is set up to. */
  readonly codes: Readonly<Record<string, string>>;
}
