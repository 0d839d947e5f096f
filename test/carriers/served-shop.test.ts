import { expect, test } from "bun:test";
import { openDatabase } from "../../db/sqlite/database.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { createStores } from "../../db/sqlite/stores.ts";
import { systemClock } from "../../src/clock.ts";
import { productOf } from "../catalog/products.ts";
import { requestsOf } from "../conformance/requests.ts";
import { serveShop } from "../http/shop-server.ts";
import { smallestShop } from "../settings/load.ts";
import { carrierKey, startCarriers } from "./carrier-server.ts";

const version = "2026-04-17";

test("a shop whose shop.toml names carriers asks them over HTTP, and offers what they answer", async () => {
  using carriers = startCarriers("easypost");
  await using shop = await serveShop({
    environment: { COMMERCE_API_KEY: "key_of_the_agent", EASYPOST_API_KEY: carrierKey },
    shop: `${smallestShop}
[shipping.live]
source = "easypost"
key_env = "EASYPOST_API_KEY"
api_base = "${carriers.url}"
parcel = { length = 12, width = 9, height = 4, unit = "in" }
[[shipping.live.services]]
service = "USPS GroundAdvantage"
id = "ground"
`,
  });
  const database = openDatabase(shop.databaseFile);
  const writer = openGroupCommitWriter(database, createStores(database.writer));
  await writer.write(({ catalog }) => catalog.put(productOf("shirt"), systemClock.now()));
  await writer.close();
  database.close();

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
