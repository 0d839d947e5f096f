import type { WebhookEndpoint } from "./books.ts";
import { type Endpoint, page } from "./endpoint.ts";
import { list, required, text } from "./parameters.ts";

/** The account whose keys the stand-in knows. */
export const ACCOUNT_ID = "acct_standin";

export const accountEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/v1/account",
    parameters: { expand: ["text"] },
    answer: () => ({
      id: ACCOUNT_ID,
      object: "account",
      charges_enabled: true,
      payouts_enabled: true,
      details_submitted: true,
      country: "US",
      default_currency: "usd",
      capabilities: { card_payments: "active", transfers: "active" },
      requirements: { currently_due: [], disabled_reason: null },
      settings: { dashboard: { display_name: "Stand-in" } },
    }),
  },
  {
    method: "GET",
    path: "/v1/balance",
    parameters: { expand: ["text"] },
    answer: ({ books }) => ({
      object: "balance",
      livemode: false,
      available: [{ amount: 0, currency: "usd" }],
      pending: [
        {
          amount: [...books.charges.values()].reduce(
            (all, { amountCaptured, amountRefunded }) => all + amountCaptured - amountRefunded,
            0,
          ),
          currency: "usd",
        },
      ],
    }),
  },
  {
    method: "POST",
    path: "/v1/webhook_endpoints",
    parameters: {
      api_version: "text",
      connect: "boolean",
      description: "text",
      enabled_events: ["text"],
      metadata: "open",
      url: "text",
    },
    answer({ books }, _, parameters) {
      const endpoint: WebhookEndpoint = {
        id: books.id("we"),
        url: required(parameters, "url"),
        secret: `whsec_${books.id("standin")}`,
        enabledEvents: list(parameters, "enabled_events").filter((item) => typeof item === "string"),
        apiVersion: text(parameters, "api_version"),
      };
      books.endpoints.set(endpoint.id, endpoint);
      return { ...endpointObject(endpoint), secret: endpoint.secret };
    },
  },
  {
    method: "GET",
    path: "/v1/webhook_endpoints",
    parameters: { limit: "integer", starting_after: "text" },
    answer: ({ books }, _, parameters) =>
      page("/v1/webhook_endpoints", [...books.endpoints.values()].reverse().map(endpointObject), parameters),
  },
  {
    method: "GET",
    path: "/v1/tax/settings",
    parameters: { expand: ["text"] },
    answer: () => ({
      object: "tax.settings",
      defaults: { provider: "stripe", tax_behavior: null, tax_code: "txcd_99999999" },
      head_office: { address: { country: "US", state: "CA", postal_code: "94607", city: "Oakland" } },
      livemode: false,
      status: "active",
      status_details: { active: {} },
    }),
  },
];

function endpointObject(endpoint: WebhookEndpoint) {
  return {
    id: endpoint.id,
    object: "webhook_endpoint",
    api_version: endpoint.apiVersion ?? null,
    enabled_events: endpoint.enabledEvents,
    livemode: false,
    status: "enabled",
    url: endpoint.url,
  };
}
