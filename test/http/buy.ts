import { demoApiKey } from "../../src/demo/shop.ts";

/** Who buys in these tests, unless somebody else is named. */
export const ada = { first_name: "Ada", last_name: "Lovelace", email: "ada@example.com" };

/** Where to. */
export const market = {
  name: "Ada Lovelace",
  line_one: "1 Market St",
  city: "San Francisco",
  state: "CA",
  country: "US",
  postal_code: "94105",
};

/** A session as these tests look at one. */
export interface BoughtSession {
  readonly id: string;
  readonly order: { readonly id: string; readonly permalink_url: string };
}

/**
 * Buys from a running demo shop, as an agent of the first version does.
 *
 * @param given who buys, where to, the id of another way of delivery than the first, and what pays unless the sandbox does.
 * @throws with the answer, when it is no success.
 */
export async function buy(
  shopUrl: string,
  items: readonly { readonly id: string; readonly quantity: number }[],
  given: { buyer?: typeof ada; address?: typeof market; delivery?: string; token?: string } = {},
): Promise<BoughtSession> {
  const { buyer = ada, address = market, delivery, token = "spt_sandbox_approved" } = given;
  const session = await post(shopUrl, "/checkout_sessions", { items, fulfillment_address: address });
  if (delivery !== undefined)
    await post(shopUrl, `/checkout_sessions/${session.id}`, { fulfillment_option_id: delivery });
  return post(shopUrl, `/checkout_sessions/${session.id}/complete`, {
    buyer,
    payment_data: { token, provider: "stripe" },
  });
}

async function post(shopUrl: string, path: string, body: object): Promise<BoughtSession> {
  const response = await fetch(shopUrl + path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${demoApiKey}`,
      "api-version": "2025-09-29",
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as BoughtSession;
}
