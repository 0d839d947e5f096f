import type { Stripe } from "stripe";
import { SECOND } from "../../clock.ts";
import type { Shop } from "../../shop.ts";
import type { ProviderFinding } from "../provider-finding.ts";
import {
  connectToStripe,
  describeStripeError,
  isRefusal,
  type StripeAnswer,
  type StripeSettings,
} from "./connection.ts";

/** What the shop says of itself, to be held against what Stripe says. */
export interface ShopAtStripe {
  /** `acct_…` or `profile_…`, as agents are told. */
  readonly merchantId: string;
  /** Where Stripe should send its events. */
  readonly webhookUrl: string;
  /** Whether that is a developer's machine, which Stripe cannot reach. */
  readonly isDevelopment: boolean;
  /** Whether Stripe computes the tax. */
  readonly usesTax: boolean;
}

/** How long each question may take, ms. */
const PATIENCE = 8 * SECOND;

/** The events that money here depends on, whatever else an endpoint is sent. */
export const neededEvents = [
  "payment_intent.succeeded",
  "payment_intent.payment_failed",
  "payment_intent.canceled",
  "payment_intent.requires_action",
  "charge.refunded",
  "refund.created",
  "refund.updated",
  "refund.failed",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.closed",
] as const;

/** What the settings alone say of being paid by Stripe. */
export function examineStripeSettings(
  { webhookSecret }: Pick<StripeSettings, "webhookSecret">,
  payment: Shop["payment"],
  servesUcp: boolean,
): readonly ProviderFinding[] {
  const paid = good("payments", `Stripe, ${payment.environment}`);
  const unheard = "Not set: refunds and disputes made at Stripe are not heard of here.";
  return [
    paid,
    ...(webhookSecret === undefined ? [advice("STRIPE_WEBHOOK_SECRET", unheard)] : []),
    ...(payment.googlePay ? [handlerFinding("Google Pay", payment, servesUcp)] : []),
    ...(payment.hasStripeHandler ? [handlerFinding("com.stripe.payments", payment, servesUcp)] : []),
  ];
}

/** Whether agents are offered a way of paying that the merchant has set up for UCP. What comes of it only a payment shows. */
function handlerFinding(
  subject: string,
  { threeDSecure }: Shop["payment"],
  servesUcp: boolean,
): ProviderFinding {
  if (!servesUcp)
    return advice(subject, 'Set up, and UCP is not served: ucp = "keys" or "anybody" in shop.toml.');
  return threeDSecure === "always"
    ? advice(
        subject,
        'Not offered: acquirer.three_d_secure = "always", and agents of UCP cannot authenticate.',
      )
    : good(subject, "offered to agents of UCP");
}

/** Asks Stripe whether the shop can be paid. Changes nothing there. */
export async function examineStripe(
  settings: StripeSettings,
  shop: ShopAtStripe,
): Promise<readonly ProviderFinding[]> {
  const { stripe, call } = connectToStripe(settings, { tries: 1, firstWait: 0, leastTime: 0 });
  const ask = <Result extends object>(send: Parameters<typeof call<Result>>[0]) =>
    call(send, PATIENCE, () => true);

  const account = await ask((options) => stripe.accounts.retrieveCurrent({}, options));
  const known = accountFindings(account, shop);
  // Without a key that works, every other answer would be the same.
  if (!account.ok && !(isRefusal(account.error) && account.error.statusCode === 403)) return known;
  const [payments, refunds, token, endpoints, tax] = await Promise.all([
    ask((options) => stripe.paymentIntents.list({ limit: 1 }, options)),
    ask((options) => stripe.refunds.list({ limit: 1 }, options)),
    ask((options) =>
      stripe.rawRequest("GET", "/v1/shared_payment/granted_tokens/spt_doctor", undefined, {
        ...options,
        apiVersion: settings.previewVersion,
      }),
    ),
    ask((options) => stripe.webhookEndpoints.list({ limit: 100 }, options)),
    shop.usesTax ? ask((options) => stripe.tax.settings.retrieve({}, options)) : undefined,
  ]);
  return [
    ...known,
    ...permissionFindings(payments, "read payments"),
    ...permissionFindings(refunds, "read refunds"),
    tokenFinding(token, settings.previewVersion),
    ...(tax ? [taxFinding(tax)] : []),
    ...webhookFindings(endpoints, settings, shop),
  ];
}

function accountFindings(answer: StripeAnswer<Stripe.Account>, shop: ShopAtStripe): ProviderFinding[] {
  const subject = "Stripe key";
  if (!answer.ok) {
    const { error } = answer;
    if (!isRefusal(error))
      return [advice(subject, `Stripe could not be asked (${describeStripeError(error)}). Try again later.`)];
    if (error.statusCode === 401)
      return [wrong(subject, "Stripe does not know STRIPE_SECRET_KEY. Copy it anew from its dashboard.")];
    if (error.statusCode === 403)
      return [advice(subject, "A restricted key that may not read the account; so it is not looked at.")];
    return [wrong(subject, describeStripeError(error))];
  }
  const account = answer.result;
  const findings = [
    account.charges_enabled
      ? good("Stripe account", `${account.id}, ${account.country ?? "somewhere"}, can take payments`)
      : wrong(
          "Stripe account",
          `${account.id} cannot take payments${account.requirements?.disabled_reason ? ` (${account.requirements.disabled_reason})` : ""}. See its dashboard for what is missing.`,
        ),
  ];
  if (shop.merchantId.startsWith("acct_") && shop.merchantId !== account.id) {
    findings.push(
      wrong(
        "stripe.merchant_id",
        `Agents are told ${shop.merchantId}, but the key is of ${account.id}: their tokens could not be charged.`,
      ),
    );
  }
  return findings;
}

function permissionFindings(answer: StripeAnswer<object>, what: string): ProviderFinding[] {
  if (answer.ok) return [];
  return isRefusal(answer.error) && answer.error.statusCode === 403
    ? [wrong("Stripe key", `It may not ${what}. Give the restricted key that permission.`)]
    : [
        advice(
          "Stripe",
          `Whether the key may ${what} could not be found out (${describeStripeError(answer.error)}).`,
        ),
      ];
}

/** A token that cannot exist: a version that knows such tokens says so, another does not know the question. */
function tokenFinding(answer: StripeAnswer<object>, version: string): ProviderFinding {
  const subject = "shared payment tokens";
  if (!answer.ok && isRefusal(answer.error) && answer.error.code === "resource_missing")
    return good(subject, `Stripe's API version ${version} knows them`);
  if (!answer.ok && !isRefusal(answer.error))
    return advice(subject, `Stripe could not be asked (${describeStripeError(answer.error)}).`);
  return wrong(
    subject,
    `Stripe's API version ${version} does not know them for this account. Ask Stripe for access to agentic commerce, or set stripe.preview_version.`,
  );
}

function taxFinding(answer: StripeAnswer<Stripe.Tax.Settings>): ProviderFinding {
  const subject = "Stripe Tax";
  if (!answer.ok)
    return advice(subject, `Its settings could not be read (${describeStripeError(answer.error)}).`);
  return answer.result.status === "active"
    ? good(subject, "is set up")
    : wrong(subject, "It is not set up: your own rates are used. Finish its setup in Stripe's dashboard.");
}

function webhookFindings(
  answer: StripeAnswer<Stripe.ApiList<Stripe.WebhookEndpoint>>,
  { webhookSecret }: StripeSettings,
  { webhookUrl, isDevelopment }: ShopAtStripe,
): ProviderFinding[] {
  const findings: ProviderFinding[] = [];
  const secret = "STRIPE_WEBHOOK_SECRET";
  if (webhookSecret !== undefined && !/^whsec_\S+$/.test(webhookSecret))
    findings.push(
      wrong(secret, "It does not look like one: the endpoint's signing secret begins with whsec_."),
    );
  const subject = "Stripe events";
  if (isDevelopment) {
    return [
      ...findings,
      advice(subject, `Stripe cannot reach this machine. Try: stripe listen --forward-to ${webhookUrl}`),
    ];
  }
  if (!answer.ok)
    return [
      ...findings,
      advice(subject, `The endpoints could not be read (${describeStripeError(answer.error)}).`),
    ];
  const endpoint = answer.result.data.find(({ url }) => url === webhookUrl);
  if (!endpoint)
    return [
      ...findings,
      wrong(subject, `No endpoint sends them to ${webhookUrl}. Add one in Stripe's dashboard.`),
    ];
  if (endpoint.status !== "enabled")
    return [...findings, wrong(subject, `The endpoint for ${webhookUrl} is ${endpoint.status}. Enable it.`)];
  const sent: readonly string[] = endpoint.enabled_events;
  const missing = sent.includes("*") ? [] : neededEvents.filter((event) => !sent.includes(event));
  findings.push(
    missing.length === 0
      ? good(subject, `sent to ${webhookUrl}`)
      : wrong(subject, `The endpoint for ${webhookUrl} is not sent ${missing.join(", ")}. Add them.`),
  );
  if (webhookSecret === undefined)
    findings.push(
      wrong(secret, "Not set: what Stripe sends here is refused. Copy the endpoint's signing secret."),
    );
  return findings;
}

function good(subject: string, words: string): ProviderFinding {
  return { verdict: "good", subject, words };
}

function advice(subject: string, words: string): ProviderFinding {
  return { verdict: "advice", subject, words };
}

function wrong(subject: string, words: string): ProviderFinding {
  return { verdict: "wrong", subject, words };
}
