import type { AgentDirectory } from "../agents/directory.ts";
import { isStranger } from "../agents/profile-agent.ts";
import { type AgeRules, ageRestrictions } from "../checkout/age-restriction.ts";
import { settleStrangerPayment } from "../checkout/decline-limits.ts";
import {
  type CheckoutPageLinks,
  checkoutPageSecret,
  createCheckoutPageLinks,
} from "../checkout/page-link.ts";
import { createPaymentServices, type PaymentServices } from "../checkout/payment-services.ts";
import { QuestionBudget } from "../checkout/question-budget.ts";
import { createQuoting, type Quoting } from "../checkout/quoting.ts";
import type { FeedSettings } from "../feed/terms.ts";
import { createClaimHolder } from "../idempotency/holder.ts";
import { recoverPaymentsJob } from "../jobs/recover-payments.ts";
import { resumeOpenAttempts } from "../jobs/resume-open-attempts.ts";
import type { AlertMails } from "../mail/alert-mails.ts";
import { paymentFailedMail } from "../mail/payment-mails.ts";
import { PaymentWindow } from "../monitoring/payment-window.ts";
import { endLeases } from "../operations/end-leases.ts";
import { createPerform, type Perform } from "../operations/perform.ts";
import { createDownloadLinks, type DownloadLinks, downloadSecret } from "../orders/download-link.ts";
import { documentReading } from "../outgoing/document-reader.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import { openPaymentProvider } from "../payment-provider.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import { priceCart } from "../pricing/price-cart.ts";
import { compileRules } from "../pricing/rules.ts";
import { type AgentServices, type Ask, askWith } from "../protocols/binding.ts";
import type { UcpTerms } from "../protocols/protocol.ts";
import { openProtocols, type Protocols } from "../protocols/registry.ts";
import { publicPartOf } from "../signing/key.ts";
import { ensureSigningKey, publishedKeys } from "../signing/rotation.ts";
import type { JobStores } from "../stores.ts";
import { openLiveRates } from "./live-rates.ts";
import type { ServerContext } from "./server-context.ts";
import { openTaxSource } from "./tax-source.ts";

/** What prices, takes money and answers agents. */
export interface Selling {
  readonly provider: PaymentProvider;
  readonly payments: PaymentServices<JobStores>;
  readonly recentPayments: PaymentWindow;
  readonly downloads: DownloadLinks;
  /** Where buyers finish sessions by hand. */
  readonly pageLinks: CheckoutPageLinks;
  readonly perform: Perform;
  readonly protocols: Protocols;
  /** What operations need of the shop. */
  readonly services: AgentServices;
  /** The same for buyers on the shop's own pages. */
  readonly servicesForBuyers: AgentServices;
  readonly ask: Ask;
}

/** Opens what sells, and takes up the payments that the last server left open. */
export async function openSelling(
  context: ServerContext,
  agents: AgentDirectory,
  outgoing: Outgoing,
  alertMails: AlertMails,
): Promise<Selling> {
  const { settings, clock, log, database, write, reads, search, lookup, opened } = context;
  const { shop } = settings;
  const downloads = createDownloadLinks(await write(({ secrets }) => downloadSecret(secrets)), shop);
  const terms = termsOf(context, downloads);
  const recentPayments = new PaymentWindow(clock);
  const provider = await openPaymentProvider(settings, write, clock);
  const pageLinks = createCheckoutPageLinks(await write(({ secrets }) => checkoutPageSecret(secrets)), shop);
  const quoting = await openQuoting(context, outgoing);
  const payments = openPayments(context, {
    provider,
    terms,
    pageLinks,
    quoting: quoting?.forBuyers,
    recentPayments,
    alertMails,
  });
  // Whoever held a claim or drove a payment in it is dead.
  if (database.isAlone) await write(endLeases);
  const resuming = resumeOpenAttempts(payments.settlement, reads.attempts, log);
  opened.defer(() => resuming);
  const holder = createClaimHolder({
    write,
    clock,
    failed: (error) => log.warn("an idempotency claim could not be written down; it runs out", { error }),
  });
  const perform = createPerform({
    write,
    clock,
    holder,
    isOverloaded: () => context.writer.isOverloaded(),
  });
  const services: AgentServices = {
    reads,
    settlement: payments.settlement,
    terms,
    payments: { provider: provider.name, offersAuthentication: shop.payment.acquirer !== undefined },
    quoting: quoting?.forAgents,
    pageOf: pageLinks.pageOf,
    search,
    lookup,
    clock,
  };
  return {
    provider,
    payments,
    recentPayments,
    downloads,
    protocols: openProtocols({ ...settings, ucp: await ucpTermsOf(context, agents, outgoing) }),
    perform,
    services,
    ask: askWith(perform, services),
    pageLinks,
    servicesForBuyers: { ...services, quoting: quoting?.forBuyers },
  };
}

/** What holds for every session of this shop. */
function termsOf({ settings }: ServerContext, downloads: DownloadLinks) {
  const { shop, session, payments } = settings;
  const rules = compileRules(settings.pricing);
  return {
    shop,
    price: (cart: Parameters<typeof priceCart>[0]) => priceCart(cart, rules),
    limits: session.limits,
    ageRestrictionOf: ageRestrictions(ageRulesOf(settings.feed)),
    trustsTaxExemptions: session.trustsTaxExemptions,
    sessionLifetimeMs: session.lifetimeMs,
    suggestedPriceWindowMs: session.suggestedPriceWindowMs,
    asksForTax: payments.mode === "stripe" && payments.tax !== undefined,
    downloads,
  };
}

/** The ages that `[feed]` says of products hold at checkout, too: what feeds offer is sold. */
function ageRulesOf({ defaults, byCategory = [] }: FeedSettings): AgeRules {
  return {
    everything: defaults.age_restriction,
    byCategory: byCategory.flatMap(({ category, said: { age_restriction: age } }) =>
      age === undefined ? [] : [{ category, age }],
    ),
  };
}

interface PaymentParts {
  readonly provider: PaymentProvider;
  readonly terms: ReturnType<typeof termsOf>;
  readonly pageLinks: CheckoutPageLinks;
  readonly quoting: Quoting | undefined;
  readonly recentPayments: PaymentWindow;
  readonly alertMails: AlertMails;
}

function openPayments(
  { write, reads, notifications, clock, log, metrics, mailTerms, scheduler }: ServerContext,
  { provider, terms, pageLinks, quoting, recentPayments, alertMails }: PaymentParts,
): PaymentServices<JobStores> {
  return createPaymentServices<JobStores>({
    write,
    reads,
    notifications,
    provider,
    hosted: { returnUrl: pageLinks.returnOf, backUrl: pageLinks.backOf },
    quoting,
    terms,
    clock,
    alert(alert) {
      const { kind, attemptId, sessionId, orderId, error } = alert;
      log.error("a payment needs a person", { kind, attemptId, sessionId, orderId, error });
      alertMails.ofPayment(alert);
    },
    async inSettlingJob(stores, settled) {
      await settleStrangerPayment(stores, settled);
      const {
        attempt,
        view: { session },
        change,
      } = settled;
      if (change !== "released" || !mailTerms) return;
      const email = session.buyer?.email ?? session.fulfillmentDetails?.email;
      const now = clock.now();
      const mail = paymentFailedMail(attempt, { email, locale: session.locale }, now, mailTerms);
      if (mail) await stores.mails.append(mail, now);
    },
    eventKept: () => scheduler.wake(recoverPaymentsJob),
    ended(how) {
      metrics.attemptEnded(how);
      recentPayments.ended(how === "succeeded");
    },
  });
}

/** On what terms UCP is served; absent where it is not. */
async function ucpTermsOf(
  { settings, write, reads, clock }: ServerContext,
  agents: AgentDirectory,
  outgoing: Outgoing,
): Promise<UcpTerms | undefined> {
  if (settings.ucp === "off") return undefined;
  await write(({ signingKeys }) => ensureSigningKey(signingKeys, clock.now()));
  return {
    strangersMayComplete: settings.ucp === "anybody",
    payment: settings.shop.payment,
    isSandbox: settings.payments.mode === "sandbox",
    isOpenToTests: settings.server.testingSecret !== undefined,
    publicBaseUrl: settings.shop.publicBaseUrl,
    readDocuments: documentReading(outgoing, clock),
    async hostStanding(host) {
      await agents.refresh();
      return agents.hostStanding(host);
    },
    clock,
    publishedKeys: async () => publishedKeys(await reads.signingKeys.all(), clock.now()).map(publicPartOf),
  };
}

/** How others are asked for rates and taxes. */
interface Quotings {
  /** For agents; of those without a key, as seldom as for buyers. */
  readonly forAgents: Quoting;
  readonly forBuyers: Quoting;
}

/** Whom to ask for rates and taxes; absent where the shop works them out alone. */
async function openQuoting(context: ServerContext, outgoing: Outgoing): Promise<Quotings | undefined> {
  const { settings, clock, log, reads, database } = context;
  const rates = await openLiveRates(context, outgoing);
  const tax = await openTaxSource(context);
  if (!rates && !tax) return undefined;
  const { outsideQuestions = 0 } = settings.session.limits;
  const spent = () =>
    log.warn(
      "outside_questions of [limits] is used up: for a day, buyers on our pages and agents without a key are quoted by the tables",
    );
  const budget = new QuestionBudget(outsideQuestions, clock, spent, database);
  const quoters = { rates, tax };
  return {
    forAgents: createQuoting(quoters, reads, (agent) => !agent || !isStranger(agent) || budget.take()),
    forBuyers: createQuoting(quoters, reads, (_, id) => budget.take(id)),
  };
}
