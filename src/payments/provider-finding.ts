/**
 * One thing that was looked at of how the shop is paid, in words for the merchant. `wrong` keeps the shop from being paid;
 * `advice` does not.
 */
export interface ProviderFinding {
  readonly verdict: "good" | "advice" | "wrong";
  readonly subject: string;
  readonly words: string;
}
