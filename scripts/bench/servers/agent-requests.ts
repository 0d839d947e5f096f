import type { LoadRequest } from "../measuring/load.ts";

/*
 * What an agent sends and is answered, in the sizes it has in real life: the bare servers parse and answer the same
 * JSON as Checkstand, so that the comparison leaves only Checkstand's own work.
 */

const LATEST_VERSION = "2026-04-17";
const FIRST_VERSION = "2025-09-29";

const address = {
  name: "Ada Lovelace",
  line_one: "1234 Chat Road",
  line_two: "",
  city: "San Francisco",
  state: "CA",
  country: "US",
  postal_code: "94131",
};

const buyer = {
  first_name: "Ada",
  last_name: "Lovelace",
  email: "ada@example.com",
  phone_number: "+14155550123",
};

/** The headers of every request; a fresh Idempotency-Key where the method is POST. */
function headers(version: string, apiKey: string): Record<string, string> {
  return { Accept: "application/json", Authorization: `Bearer ${apiKey}`, "API-Version": version };
}

function post(path: string, version: string, apiKey: string, body: object): LoadRequest {
  return {
    method: "POST",
    path,
    headers: {
      ...headers(version, apiKey),
      "Content-Type": "application/json",
      "Idempotency-Key": "{key}",
    },
    body: JSON.stringify(body),
  };
}

/** Creates a session that is ready for payment: items, buyer and address are there. */
export function createSession(apiKey: string, itemIds: readonly string[]): LoadRequest {
  return post("/checkout_sessions", LATEST_VERSION, apiKey, {
    buyer,
    currency: "usd",
    line_items: itemIds.map((id) => ({ id })),
    capabilities: {
      interventions: {
        supported: ["3ds", "address_verification"],
        display_context: "webview",
        redirect_context: "in_app",
        max_redirects: 1,
        max_interaction_depth: 1,
      },
    },
    fulfillment_details: {
      name: "Ada Lovelace",
      phone_number: "+14155550123",
      email: "ada@example.com",
      address,
    },
  });
}

/** The same over UCP, in the version that the profile at `profile` speaks. */
export function createUcpCheckout(apiKey: string, itemIds: readonly string[], profile: string): LoadRequest {
  const destination = {
    first_name: buyer.first_name,
    last_name: buyer.last_name,
    phone_number: buyer.phone_number,
    street_address: address.line_one,
    address_locality: address.city,
    address_region: address.state,
    address_country: address.country,
    postal_code: address.postal_code,
  };
  return {
    method: "POST",
    path: "/ucp/checkout-sessions",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "Idempotency-Key": "{key}",
      "UCP-Agent": `profile="${profile}"`,
      "X-API-Key": apiKey,
    },
    body: JSON.stringify({
      buyer,
      line_items: itemIds.map((id) => ({ item: { id }, quantity: 1 })),
      fulfillment: { methods: [{ type: "shipping", destinations: [destination] }] },
    }),
  };
}

/** The same in the first version's words. */
export function createSessionInFirstVersion(apiKey: string, itemIds: readonly string[]): LoadRequest {
  return post("/checkout_sessions", FIRST_VERSION, apiKey, {
    buyer,
    items: itemIds.map((id) => ({ id, quantity: 1 })),
    fulfillment_address: address,
  });
}

/** Selects a way to ship: an update that changes the session and its totals. */
export function selectFulfillmentOption(
  apiKey: string,
  itemIds: readonly string[],
  optionId: string,
): LoadRequest {
  return post("/checkout_sessions/{id}", LATEST_VERSION, apiKey, {
    selected_fulfillment_options: [{ type: "shipping", option_id: optionId, item_ids: itemIds }],
  });
}

/** Reads a session. */
export function getSession(apiKey: string): LoadRequest {
  return { method: "GET", path: "/checkout_sessions/{id}", headers: headers(LATEST_VERSION, apiKey) };
}

/**
 * Pays with a token, one that the sandbox provider approves unless another is given.
 *
 * @param email of the buyer; with `{key}` in it, another one's in each request.
 */
export function completeSession(
  apiKey: string,
  handlerId: string,
  token = "spt_sandbox_approved",
  email = buyer.email,
): LoadRequest {
  return post("/checkout_sessions/{id}/complete", LATEST_VERSION, apiKey, {
    buyer: { ...buyer, email },
    payment_data: {
      handler_id: handlerId,
      instrument: { type: "card", credential: { type: "spt", token } },
      billing_address: address,
    },
  });
}

/** What a bare server answers: a session of about 2 KB with the id it is given. */
export function sampleSession(id: string): object {
  const total = (type: string, displayText: string, amount: number) => ({
    type,
    display_text: displayText,
    amount,
  });
  const shipping = (optionId: string, title: string, amount: number) => ({
    type: "shipping",
    id: optionId,
    title,
    description: "Arrives in 4 to 5 days",
    carrier: "USPS",
    earliest_delivery_time: "2026-05-02T07:00:00.000Z",
    latest_delivery_time: "2026-05-03T07:00:00.000Z",
    totals: [
      total("subtotal", "Subtotal", amount),
      total("tax", "Tax", 0),
      total("total", "Shipping", amount),
    ],
  });
  return {
    id,
    protocol: { version: LATEST_VERSION },
    capabilities: {
      payment: { handlers: [] },
      interventions: { supported: ["3ds"], required: [], enforcement: "conditional" },
    },
    buyer,
    status: "ready_for_payment",
    currency: "usd",
    line_items: [
      {
        id: "li_0198f2b4c5d67e8f9a0b1c2d3e4f5061",
        item: { id: "bench-mug-blue" },
        quantity: 1,
        name: "Stoneware Mug",
        description: "Blue",
        images: ["https://shop.example/images/bench-mug-blue.jpg"],
        unit_amount: 1900,
        totals: [
          total("items_base_amount", "Base amount", 1900),
          total("subtotal", "Subtotal", 1900),
          total("tax", "Tax", 164),
          total("total", "Total", 2064),
        ],
      },
    ],
    fulfillment_details: { name: "Ada Lovelace", email: "ada@example.com", address },
    fulfillment_options: [shipping("standard", "Standard", 500), shipping("express", "Express", 1500)],
    selected_fulfillment_options: [
      { type: "shipping", option_id: "standard", item_ids: ["li_0198f2b4c5d67e8f9a0b1c2d3e4f5061"] },
    ],
    totals: [
      total("items_base_amount", "Items", 1900),
      total("subtotal", "Subtotal", 1900),
      total("fulfillment", "Shipping", 500),
      total("tax", "Tax", 164),
      total("total", "Total", 2564),
    ],
    messages: [],
    links: [{ type: "terms_of_use", url: "https://shop.example/terms" }],
  };
}
