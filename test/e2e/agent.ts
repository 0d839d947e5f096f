import { demoApiKey } from "../../src/demo/shop.ts";

/** As much of a session's JSON, in any version, as these tests look at. */
export interface SessionJson {
  readonly id: string;
  readonly status: string;
  readonly currency: string;
  readonly totals: readonly { readonly type: string; readonly amount: number }[];
  readonly messages: readonly { readonly type: string; readonly code?: string }[];
  readonly fulfillment_options: readonly { readonly id: string; readonly title: string }[];
  readonly order?: { readonly id: string; readonly permalink_url: string };
}

/** What an agent of the demo shop sends with every request. */
export function headersFor(version: string): Record<string, string> {
  return {
    authorization: `Bearer ${demoApiKey}`,
    "api-version": version,
    "content-type": "application/json",
    "idempotency-key": crypto.randomUUID(),
  };
}

export const sanFrancisco = {
  name: "Jane Doe",
  line_one: "555 Golden Gate Avenue",
  city: "San Francisco",
  state: "CA",
  country: "US",
  postal_code: "94102",
};

/** How the same purchase is said in the oldest and in the newest version: a linen shirt, by Express, paid by card. */
export const purchases = [
  {
    version: "2025-09-29",
    create: { items: [{ id: "linen-shirt-small", quantity: 1 }], fulfillment_address: sanFrancisco },
    select: (option: string) => ({ fulfillment_option_id: option }),
    complete: (token: string) => ({
      buyer: { first_name: "Jane", last_name: "Doe", email: "jane@example.com" },
      payment_data: { token, provider: "stripe" },
    }),
  },
  {
    version: "2026-04-17",
    create: {
      line_items: [{ id: "linen-shirt-small" }],
      currency: "usd",
      capabilities: {},
      fulfillment_details: { name: "Jane Doe", email: "jane@example.com", address: sanFrancisco },
    },
    select: (option: string) => ({
      selected_fulfillment_options: [
        { type: "shipping", option_id: option, item_ids: ["linen-shirt-small"] },
      ],
    }),
    complete: (token: string) => ({
      buyer: { email: "jane@example.com", first_name: "Jane", last_name: "Doe" },
      payment_data: {
        handler_id: "card_tokenized",
        instrument: { type: "card", credential: { type: "spt", token } },
      },
    }),
  },
] as const;

/** The amount of a total, minor units. */
export function totalOf(session: SessionJson, type: string): number | undefined {
  return session.totals.find((total) => total.type === type)?.amount;
}
