import { describe, expect, test } from "bun:test";
import { minor } from "../../src/money.ts";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

const live = `
[shipping.live]
source = "shippo"
key_env = "SHIPPO_API_KEY"
parcel = { length = 12, width = 9, height = 4, unit = "in" }
`;
const service = `
[[shipping.live.services]]
service = "usps_ground_advantage"
id = "standard"
`;
const environment = { SHIPPO_API_KEY: "shippo_test_1" };

test("a shop that says nothing asks no carriers", () => {
  expect(settingsOf({ shop: smallestShop }).liveRates).toBeUndefined();
});

test("live rates say only what differs from the defaults", () => {
  expect(settingsOf({ shop: smallestShop + live + service, environment }).liveRates).toEqual({
    source: "shippo",
    key: { variable: "SHIPPO_API_KEY", value: "shippo_test_1" },
    countries: ["US"],
    itemGrams: 500,
    packagingGrams: 0,
    size: { length: 12, width: 9, height: 4, unit: "in" },
    services: [{ service: "usps_ground_advantage", id: "standard", markup: minor(0) }],
  });
});

test("a service has a name of the shop's, a markup and an end to its price", () => {
  const shop = `${smallestShop}${live}${service}title = "Ground"\nmarkup = 1.5\nfree_from = 75\n`;
  expect(settingsOf({ shop, environment }).liveRates?.services).toEqual([
    {
      service: "usps_ground_advantage",
      id: "standard",
      title: "Ground",
      markup: minor(150),
      freeFrom: minor(7500),
    },
  ]);
});

describe("mistakes", () => {
  test.each([
    ["another company", live.replace("shippo", "parcelmonkey") + service, "live.source"],
    ["no key", live.replace(/key_env.*\n/, "") + service, "live.key_env"],
    ["the key itself", live.replace("SHIPPO_API_KEY", "shippo_live_ab-c") + service, "live.key_env"],
    ["no size", live.replace(/parcel.*\n/, "") + service, "live.parcel.length"],
    ["no service", live, "live.services"],
    ["two services of one id", live + service + service, "live.services"],
    [
      "a service with the id of the digital option",
      live + service.replace("standard", "digital"),
      "live.services",
    ],
  ])("%s", (_, text, where) => {
    expect(mistakesIn({ shop: smallestShop + text, environment })[0]?.where).toBe(
      `shop.toml: shipping.${where}`,
    );
  });

  test("a key that is not set keeps the shop from selling, and nothing else", () => {
    const shop = smallestShop + live + service;
    expect(mistakesIn({ shop }).map(({ where }) => where)).toEqual(["SHIPPO_API_KEY"]);
    expect(mistakesIn({ shop, toSell: false })).toEqual([]);
  });
});
