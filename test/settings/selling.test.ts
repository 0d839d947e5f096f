import { describe, expect, test } from "bun:test";
import { demoAdminToken, demoApiKey } from "../../src/demo/shop.ts";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

describe("the demo shop", () => {
  test("is what runs when nothing is configured", () => {
    expect(settingsOf({})).toMatchObject({
      isDemo: true,
      shop: { currency: "usd", origin: { state: "CA" } },
      payments: { mode: "sandbox" },
      agentSeed: { apiKey: demoApiKey },
      database: { path: expect.stringMatching(/^\/.+\/data\/demo\.db$/) },
    });
  });

  test("ships within the United States by Standard and Express, and taxes California", () => {
    const { shipping, tax } = settingsOf({}).pricing;
    expect(shipping.zones.map((zone) => [zone.regions, zone.rates.map((rate) => rate.title)])).toEqual([
      [[{ country: "US" }], ["Standard", "Express"]],
    ]);
    expect(tax.rates.map((rate) => [rate.region.country, rate.region.states])).toEqual([["US", ["CA"]]]);
  });

  test("links to policies on its own address", () => {
    const { links } = settingsOf({ environment: { PUBLIC_BASE_URL: "http://localhost:8080" } }).shop;
    expect(links.map((link) => link.type)).toContain("terms_of_use");
    expect(links.every((link) => link.url.startsWith("http://localhost:8080/policies/"))).toBe(true);
  });

  test("takes the merchant's own key and token instead of the ones everybody knows", () => {
    const settings = settingsOf({
      environment: { COMMERCE_API_KEY: "mine-and-no-other", ADMIN_TOKEN: "mine-too-and-long" },
    });
    expect([settings.agentSeed.apiKey, settings.adminToken]).toEqual([
      "mine-and-no-other",
      "mine-too-and-long",
    ]);
  });

  test.each(["0.0.0.0", "::", "192.168.1.5"])("has no keys that everybody knows on %s", (HOST) => {
    const { isDemo, agentSeed, adminToken } = settingsOf({ environment: { HOST } });
    expect([isDemo, agentSeed.apiKey, adminToken]).toEqual([true, undefined, undefined]);
  });

  test("listens wherever a shop of one's own is told to", () => {
    expect(settingsOf({ environment: { HOST: "0.0.0.0" }, shop: smallestShop }).server.host).toBe("0.0.0.0");
  });
});

describe("without a shop.toml, the demo shop does not open in place of a shop that is meant:", () => {
  test.each([
    ["DATABASE_URL is set", { DATABASE_URL: "file:data/demo.db" }],
    ["DATABASE_URL is set", { DATABASE_URL: "file:/srv/shop.db" }],
    ["DATABASE_URL is set", { DATABASE_URL: "postgres://localhost/shop" }],
    ["STRIPE_SECRET_KEY is set", { STRIPE_SECRET_KEY: "sk_test_1" }],
    ["STRIPE_WEBHOOK_SECRET is set", { STRIPE_WEBHOOK_SECRET: "whsec_1" }],
    ["PUBLIC_BASE_URL is not http on this machine", { PUBLIC_BASE_URL: "https://shop.example" }],
    ["PUBLIC_BASE_URL is not http on this machine", { PUBLIC_BASE_URL: "http://shop.example" }],
    ["PUBLIC_BASE_URL is not http on this machine", { PUBLIC_BASE_URL: "http://192.168.1.5:3000" }],
    ["PUBLIC_BASE_URL is not http on this machine", { PUBLIC_BASE_URL: "https://localhost:3000" }],
  ])("%s: %p", (sign, environment) => {
    for (const toSell of [true, false]) {
      const refusal = mistakesIn({ environment, toSell }).find(({ where }) => where === "shop.toml");
      expect(refusal?.reason).toContain(sign);
      expect(refusal?.reason).toContain("SHOP_CONFIG");
    }
  });

  test("but a variable of Stripe's own programs says nothing of a shop", () => {
    const environment = { STRIPE_CLI: "/usr/bin/stripe", STRIPE_DEVICE_NAME: "desk" };
    expect(mistakesIn({ environment, toSell: true })).toEqual([]);
  });

  test("there is the database of a shop", () => {
    const files = { "data/checkstand.db": "" };
    expect(mistakesIn({ files, toSell: false })).toEqual([
      { where: "shop.toml", reason: expect.stringContaining("there is a data/checkstand.db") },
    ]);
  });

  test("all that says so is named at once, and no value", () => {
    const environment = { DATABASE_URL: "file:/srv/shop.db", STRIPE_SECRET_KEY: "sk_live_secret" };
    const [refusal] = mistakesIn({ environment });
    expect(refusal?.reason).toContain("DATABASE_URL is set; STRIPE_SECRET_KEY is set");
    expect(refusal?.reason).not.toContain("secret");
  });

  test("a shop.toml that is named and not there is the only mistake", () => {
    const environment = { SHOP_CONFIG: "gone.toml", DATABASE_URL: "file:/srv/shop.db" };
    expect(mistakesIn({ environment }).map(({ where }) => where)).toEqual(["SHOP_CONFIG"]);
  });
});

describe("keys that everybody knows", () => {
  const known = { COMMERCE_API_KEY: demoApiKey, ADMIN_TOKEN: demoAdminToken };
  const shop = `payments = "sandbox"\n${smallestShop}`;

  test("may be set for a shop that only this machine can reach", () => {
    expect(settingsOf({ environment: known, shop }).agentSeed.apiKey).toBe(demoApiKey);
  });

  test.each([
    ["a public one", { PUBLIC_BASE_URL: "https://shop.example" }],
    ["one on the local network", { HOST: "0.0.0.0" }],
  ])("are refused for %s", (_, where) => {
    expect(mistakesIn({ environment: { ...known, ...where }, shop })).toEqual([
      { where: "COMMERCE_API_KEY", reason: expect.stringContaining("openssl rand -hex 32") },
      { where: "ADMIN_TOKEN", reason: expect.stringContaining("openssl rand -hex 32") },
    ]);
  });
});

describe("payments", () => {
  const inPublic = { PUBLIC_BASE_URL: "https://shop.example" };
  const withStripe = { STRIPE_SECRET_KEY: "sk_test_1" };
  const saying = (payments: string) =>
    `payments = "${payments}"\n${smallestShop}[stripe]\nmerchant_id = "acct_1"\n`;
  const saysNothing = `${smallestShop}[stripe]\nmerchant_id = "acct_1"\n`;

  test.each([
    ["on localhost where nothing is said", {}, saysNothing, "sandbox"],
    [
      "over https on loopback where nothing is said",
      { PUBLIC_BASE_URL: "https://127.0.0.1:3000" },
      saysNothing,
      "sandbox",
    ],
    [
      "over http in public where nothing is said",
      { PUBLIC_BASE_URL: "http://shop.example" },
      saysNothing,
      "sandbox",
    ],
    ["in a currency of three decimals", {}, saysNothing.replace('"usd"', '"kwd"'), "sandbox"],
    [
      "in a currency that Stripe counts otherwise",
      withStripe,
      saysNothing.replace('"usd"', '"isk"'),
      "stripe",
    ],
    ["in public where sandbox is said", inPublic, saying("sandbox"), "sandbox"],
    ["in public with a key", { ...inPublic, ...withStripe }, saysNothing, "stripe"],
    ["on localhost with a key", withStripe, saysNothing, "stripe"],
    ["with a key where stripe is said", withStripe, saying("stripe"), "stripe"],
  ] as const)("are settled %s", (_, environment, shop, mode) => {
    expect(settingsOf({ environment, shop }).payments.mode).toBe(mode);
  });

  test.each([
    ["in public without a key", inPublic, saysNothing, "STRIPE_SECRET_KEY"],
    ["without a key where stripe is said", {}, saying("stripe"), "STRIPE_SECRET_KEY"],
    ["with a key where sandbox is said", withStripe, saying("sandbox"), "shop.toml: payments"],
    ["with a key but no merchant id", withStripe, smallestShop, "shop.toml: stripe.merchant_id"],
    [
      "in a currency whose amounts Stripe refuses in part",
      withStripe,
      saysNothing.replace('"usd"', '"kwd"'),
      "shop.toml: currency",
    ],
  ] as const)("the shop does not sell %s", (_, environment, shop, where) => {
    expect(mistakesIn({ environment, shop }).map((mistake) => mistake.where)).toEqual([where]);
  });

  test("commands that do not sell run without the key, and know that nothing can be paid", () => {
    expect(settingsOf({ environment: inPublic, shop: saysNothing, toSell: false }).payments.mode).toBe(
      "none",
    );
  });

  test("agents are told whether cards are really charged", () => {
    const told = (STRIPE_SECRET_KEY: string) =>
      settingsOf({ environment: { STRIPE_SECRET_KEY }, shop: saysNothing }).shop.payment.environment;
    expect([told("sk_test_1"), told("sk_live_1"), told("rk_live_1")]).toEqual([
      "sandbox",
      "production",
      "production",
    ]);
  });
});
