import type { AgentDirectory } from "../agents/directory.ts";
import { shopAgent } from "../agents/shop-agent.ts";
import { buyRoutes } from "../http/buy-routes.ts";
import { checkoutRoutes } from "../http/checkout-routes.ts";
import type { HttpServices } from "../http/http-server.ts";
import { createBeginCheckout } from "../http/pages/checkout/begin-checkout.ts";
import { productRoutes } from "../http/product-routes.ts";
import { sandboxPayRoutes } from "../http/sandbox-pay-routes.ts";
import { withdrawalRoutes } from "../http/withdrawal-routes.ts";
import type { AgentId } from "../ids.ts";
import { createWithdrawals } from "../orders/withdrawal.ts";
import { createSandboxPages } from "../payments/sandbox/page.ts";
import { countriesServed } from "../pricing/countries-served.ts";
import type { Settings } from "../settings.ts";
import type { Selling } from "./selling.ts";
import type { ServerContext } from "./server-context.ts";

/** The pages on which buyers choose, finish and pay. */
export function purchaseRoutes(
  { settings, write, reads, notifications, clock, database }: ServerContext,
  agents: AgentDirectory,
  selling: Selling,
): HttpServices["more"] {
  const { shop } = settings;
  const { pageLinks, perform, servicesForBuyers: services, payments, provider, protocols } = selling;
  const countries = countriesServed(settings.pricing.shipping, settings.session.limits.countries);
  const { main } = protocols;
  const common = {
    shop,
    links: pageLinks,
    perform,
    checkout: services,
    agentOf: (id: AgentId) => agents.agent(id) ?? { ...shopAgent, id },
    clock,
    nodes: database,
  };
  const protocol = { name: main.name, version: main.newest.version };
  const begin = createBeginCheckout({ ...common, protocol });
  return [
    checkoutRoutes({
      ...common,
      hosted: payments.hosted,
      countries,
      payTargets: payTargetsOf(settings, provider.name),
    }),
    buyRoutes({ ...common, terms: services.terms, reads, begin }),
    productRoutes({ shop, terms: services.terms, reads, begin, clock }),
    withdrawalRoutes({
      shop,
      findOrder: (token) => reads.orders.byPermalinkToken(token),
      withdrawals: createWithdrawals({ write, notifications, clock }),
      clock,
    }),
    ...(provider.name === "sandbox" ? [sandboxPayRoutes(shop, createSandboxPages(write, clock))] : []),
  ];
}

/**
 * Where the button that pays may lead. Stripe's page may be at an address of the merchant's own, so any that is safe; a
 * stand-in for it, on the merchant's own machine, is not.
 */
function payTargetsOf({ server }: Settings, provider: Selling["provider"]["name"]): readonly string[] {
  if (provider === "sandbox") return [];
  return server.isDevelopment ? ["https:", "http:"] : ["https:"];
}
