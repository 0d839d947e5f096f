import type { Clock } from "./clock.ts";
import type { PaymentProvider } from "./payments/provider.ts";
import type { ProviderFinding } from "./payments/provider-finding.ts";
import type { SandboxPageStores } from "./payments/sandbox/page.ts";
import { createSandboxProvider } from "./payments/sandbox/provider.ts";
import type { SandboxStore } from "./payments/sandbox/stores.ts";
import type { SandboxTokenStore } from "./payments/sandbox/token.ts";
import type { Settings } from "./settings.ts";
import type { Write } from "./storage.ts";

/** No payment provider is set up. The message says what is missing. */
export class CannotBePaid extends Error {
  override readonly name = "CannotBePaid";
}

/**
 * The payment provider that the settings name, ready to be asked.
 *
 * @throws CannotBePaid where none is set up; the settings refuse to open such a shop.
 */
export async function openPaymentProvider(
  { payments, shop }: Pick<Settings, "payments" | "shop">,
  write: Write<
    SandboxPageStores & { readonly sandbox: SandboxStore; readonly sandboxTokens: SandboxTokenStore }
  >,
  clock: Clock,
): Promise<PaymentProvider> {
  switch (payments.mode) {
    case "sandbox":
      return createSandboxProvider(write, clock, shop);
    case "stripe": {
      // Its library is large: only a shop that is paid by Stripe waits for it.
      const { createStripeProvider } = await import("./payments/stripe/provider.ts");
      return createStripeProvider(payments, clock);
    }
    case "none":
      throw new CannotBePaid(notSetUp(payments));
  }
}

/**
 * Looks at what keeps the shop from being paid, by its settings and by what its provider says, which is asked. Changes
 * nothing.
 */
export async function examineProvider({
  payments,
  shop,
  server,
  ucp,
}: Pick<Settings, "payments" | "shop" | "server" | "ucp">): Promise<readonly ProviderFinding[]> {
  switch (payments.mode) {
    case "sandbox": {
      const google = "Set up, and offered only with STRIPE_SECRET_KEY.";
      return [
        { verdict: "advice", subject: "payments", words: onlySandbox },
        ...(shop.payment.googlePay
          ? [{ verdict: "advice" as const, subject: "Google Pay", words: google }]
          : []),
      ];
    }
    case "stripe": {
      const { examineStripe, examineStripeSettings } = await import("./payments/stripe/examine.ts");
      return [
        ...examineStripeSettings(payments, shop.payment, ucp !== "off"),
        ...(await examineStripe(payments, {
          merchantId: shop.payment.merchantId,
          webhookUrl: `${shop.publicBaseUrl}/webhooks/stripe`,
          isDevelopment: server.isDevelopment,
          usesTax: payments.tax !== undefined,
        })),
      ];
    }
    case "none":
      return [{ verdict: "wrong", subject: "payments", words: notSetUp(payments) }];
  }
}

/** What is left to do before the settings' payment provider takes real money; `undefined` where it does. */
export function whatKeepsFromMoney({ payments }: Pick<Settings, "payments">): string | undefined {
  switch (payments.mode) {
    case "sandbox":
      return onlySandbox;
    case "stripe":
      return undefined;
    case "none":
      return notSetUp(payments);
  }
}

const onlySandbox =
  "Sandbox: nothing is sold for real. Set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET to be paid, and take " +
  'payments = "sandbox" out of shop.toml where it stands.';

function notSetUp({ why }: { readonly why: string }): string {
  return `Payments are not set up: STRIPE_SECRET_KEY ${why}.`;
}
