import { invalidRequest } from "./problem.ts";

/** Without decimals, but counted in hundredths; the lists are Stripe's (docs.stripe.com/currencies). */
const hundredthsOnly = new Set(["isk", "ugx"]);
const tensOnly = new Set(["bhd", "jod", "kwd", "omr", "tnd"]);

/** What every amount of a currency must be divisible by. */
export function stepOf(currency: string): number {
  return hundredthsOnly.has(currency) ? 100 : tensOnly.has(currency) ? 10 : 1;
}

/** Refuses an amount that card networks cannot move, as Stripe does. */
export function checkAmount(amount: number, currency: string, param = "amount"): void {
  const step = stepOf(currency);
  if (amount % step === 0) return;
  const name = currency.toUpperCase();
  throw step === 100
    ? invalidRequest(
        `Invalid amount. Currency ${name} has become effectively zero-decimal and charged amounts must be evenly divisible by 100.`,
        param,
        "invalid_charge_amount_no_decimal_compatible",
      )
    : invalidRequest(
        `Invalid amount. Amounts in ${name} must be evenly divisible by 10.`,
        param,
        "parameter_invalid_integer",
      );
}
