import { expect, test } from "bun:test";
import { systemClock } from "../../src/clock.ts";
import { productOf } from "../catalog/products.ts";
import { requestsOf } from "../conformance/requests.ts";
import { PageBuyer, sanFrancisco } from "../http/page-buyer.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { smallestShop } from "../settings/load.ts";
import { writeBeside } from "../shop-database.ts";
import { carrierKey, startCarriers } from "./carrier-server.ts";

const version = "2026-04-17";

/** A shop that sells a shirt and asks EasyPost at `url`; `more` in its shop.toml. */
async function serveAskingShop(url: string, more = ""): Promise<ServedShop> {
  const shop = await serveShop({
    environment: { COMMERCE_API_KEY: "key_of_the_agent", EASYPOST_API_KEY: carrierKey },
    shop: `${smallestShop}
${more}
[shipping.live]
source = "easypost"
key_env = "EASYPOST_API_KEY"
api_base = "${url}"
parcel = { length = 12, width = 9, height = 4, unit = "in" }
[[shipping.live.services]]
service = "USPS GroundAdvantage"
id = "ground"
`,
  });
  await writeBeside(shop.database, ({ catalog }) => catalog.put(productOf("shirt"), systemClock.now()));
  return shop;
}

test("a shop whose shop.toml names carriers asks them over HTTP, and offers what they answer", async () => {
  using carriers = startCarriers("easypost");
  await using shop = await serveAskingShop(carriers.url);

  const response = await shop.fetch("/checkout_sessions", {
    method: "POST",
    headers: {
      authorization: "Bearer key_of_the_agent",
      "api-version": version,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    },
    body: JSON.stringify(requestsOf(version).create({ item: "shirt-small" })),
  });
  expect(response.status).toBe(201);
  expect(await response.json()).toMatchObject({
    status: "ready_for_payment",
    messages: [],
    fulfillment_options: [
      { type: "shipping", id: "ground", title: "USPS Ground Advantage", carrier: "USPS" },
    ],
  });
  expect(carriers.questions).toHaveLength(1);
});

test("buyers on the page have carriers asked once they gave a whole address, as often a day as the shop allows", async () => {
  using carriers = startCarriers("easypost");
  await using shop = await serveAskingShop(carriers.url, "[limits]\noutside_questions = 2\n");
  const buyer = await new PageBuyer(shop).begin("/buy/shirt-small");
  expect(carriers.questions).toHaveLength(0);
  await buyer.fill({ email: sanFrancisco.email, country: "US", postalCode: "94102" });
  expect(carriers.questions).toHaveLength(0);

  await buyer.fill(sanFrancisco);
  expect(carriers.questions).toHaveLength(1);
  expect(buyer.html).toContain("USPS Ground Advantage");
  const oakland = { ...sanFrancisco, city: "Oakland", postalCode: "94607" };
  await buyer.fill(oakland);
  await buyer.fill(sanFrancisco);
  expect(carriers.questions).toHaveLength(2);

  await buyer.fill({ ...sanFrancisco, city: "Berkeley", postalCode: "94704" });
  expect(carriers.questions).toHaveLength(2);
  expect(buyer.html).not.toContain("USPS Ground Advantage");
  await buyer.fill(oakland);
  expect(buyer.html).toContain("USPS Ground Advantage");
});
