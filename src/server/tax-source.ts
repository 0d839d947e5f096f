import type { TaxSource } from "../pricing/tax-quote.ts";
import type { ServerContext } from "./server-context.ts";

/** Tax by Stripe, where shop.toml wants it. */
export async function openTaxSource({ settings, clock, log }: ServerContext): Promise<TaxSource | undefined> {
  const { payments, shop } = settings;
  if (payments.mode !== "stripe" || !payments.tax) return undefined;
  const { createStripeTax } = await import("../payments/stripe/tax.ts");
  return createStripeTax(payments, payments.tax, {
    clock,
    origin: shop.origin,
    failed: (why) => log.warn("tax could not be had from Stripe", { kind: why }),
  });
}
