import { describe, expect, test } from "bun:test";
import { compileRules } from "../../src/pricing/rules.ts";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

const exampleFile = new URL("../../src/settings/shop.example.toml", import.meta.url).pathname;

test("the smallest shop.toml makes a shop with the documented defaults", () => {
  const settings = settingsOf({ shop: smallestShop });
  expect(settings).toMatchObject({
    isDemo: false,
    shop: {
      name: "Small Shop",
      currency: "usd",
      publicBaseUrl: "http://localhost:3000",
      payment: { cardBrands: ["visa", "mastercard", "amex", "discover"], environment: "sandbox" },
      links: [
        { type: "terms_of_use", url: "https://small.example/terms" },
        { type: "privacy_policy", url: "https://small.example/privacy" },
      ],
    },
    pricing: {
      pricesIncludeTax: false,
      tax: { rates: [] },
      shipping: { zones: [], dispatch: { timezone: "America/New_York" } },
    },
    session: { lifetimeMs: 900_000, suggestedPriceWindowMs: 0 },
    server: { basePath: "" },
    database: { path: expect.stringMatching(/^\/.+\/data\/checkstand\.db$/) },
    agentSeed: {},
    unreleased: false,
  });
  expect(settings.adminToken).toBeUndefined();
  expect(settings.agentSeed.apiKey).toBeUndefined();
});

test("a link is written as a URI, whatever the file has", () => {
  const shop = smallestShop.replace("example/terms", "example/größe & maß");
  expect(settingsOf({ shop }).shop.links[0]?.url).toBe(
    "https://small.example/gr%C3%B6%C3%9Fe%20&%20ma%C3%9F",
  );
});

test("the example file is a shop that can be run", () => {
  expect(mistakesIn({ environment: { SHOP_CONFIG: exampleFile } })).toEqual([]);
});

test("every line the example file comments out is one a merchant may bring back", async () => {
  const text = await Bun.file(exampleFile).text();
  const broughtBack = text.replace(/^# (?=\[|[a-z_]+ = )/gm, "");
  expect(broughtBack.match(/^# [a-z_[]+ =/m)).toBeNull();
  const secrets = [
    "FEED_TOKEN",
    "OPENAI_SFTP_KEY",
    "OPENAI_SFTP_PASSPHRASE",
    "AGENT_FEED_TOKEN",
    "PARTNER_FEED_PASSWORD",
    "SEARCH_FEED_TOKEN",
    "SHIPPO_API_KEY",
  ];
  const environment = Object.fromEntries(secrets.map((name) => [name, "secret"]));
  const files = { "tax-rates.csv": "Country,State,ZIP,City,Rate %,Name,Priority,Compound,Shipping,Class\n" };
  const settings = settingsOf({ shop: broughtBack, environment, files });
  expect(settings.feed.destinations.map(({ kind }) => kind)).toEqual(["sftp", "acp", "https", "https"]);
  expect(() => compileRules(settings.pricing)).not.toThrow();
  expect(settings.pricing.shipping.pickups).toHaveLength(1);
  expect(settings.pricing.shipping.localDeliveries).toHaveLength(1);
  expect(settings.shop.payment.acquirer?.bin).toBe("412345");
  expect(settings.shop.marketingConsents).toHaveLength(1);
  expect(settings.server.basePath).toBe("/api");
});

test("the base path is part of the public address", () => {
  expect(settingsOf({ shop: `base_path = "/api"\n${smallestShop}` }).shop.publicBaseUrl).toBe(
    "http://localhost:3000/api",
  );
});

test("3D Secure is asked for by the issuer alone, unless the merchant wants it always", () => {
  const acquirer = `${smallestShop}
[acquirer]
bin = "412345"
country = "US"
merchant_id = "1"
merchant_name = "Small Shop"
`;
  expect(settingsOf({ shop: acquirer }).shop.payment.threeDSecure).toBeUndefined();
  const always = `${acquirer}three_d_secure = "always"`;
  expect(settingsOf({ shop: always }).shop.payment.threeDSecure).toBe("always");
});

describe("mistakes", () => {
  const wrong: readonly [what: string, shop: string, where: string, reason: string][] = [
    [
      "a key that is missing",
      smallestShop.replace(/^name.*$/m, ""),
      "name",
      "is missing; allowed: text that is not empty",
    ],
    [
      "a table that is missing, by the keys it must hold",
      smallestShop.slice(0, smallestShop.indexOf("[origin]")),
      "origin.city",
      "is missing; allowed: text that is not empty",
    ],
    [
      "a value that is not allowed",
      smallestShop.replace("usd", "dollars"),
      "currency",
      'found "dollars"; allowed: a currency as ISO 4217 writes it, such as "usd"',
    ],
    [
      "a value of another type",
      smallestShop.replace('"US"', "1"),
      "origin.country",
      'found 1; allowed: a country as ISO 3166-1 writes it in two letters, such as "US"',
    ],
    [
      "a value in the place of a table",
      `support = "me"\n${smallestShop}`,
      "support",
      'found "me"; allowed: a table: [support]',
    ],
    [
      "a misspelt key, with the likely one",
      `sesion_minutes = 5\n${smallestShop}`,
      "sesion_minutes",
      "is not a known key; did you mean session_minutes?",
    ],
    [
      "a misspelt key in a table",
      smallestShop.replace("[origin]", 'retrun_policy = "https://x.example"\n[origin]'),
      "links.retrun_policy",
      "is not a known key; did you mean return_policy?",
    ],
    [
      "a key like no other, with those there are",
      `${smallestShop}[cards]\nwhatever = 1\n`,
      "cards.whatever",
      "is not a known key; known are brands, funding",
    ],
    [
      "a time zone nobody is in",
      smallestShop.replace("America/New_York", "Mars/Phobos"),
      "timezone",
      'found "Mars/Phobos"; allowed: a time zone of the IANA list, such as "America/Los_Angeles"',
    ],
    [
      "an item of a list, by its place",
      `${smallestShop}[cards]\nbrands = ["visa", "vista"]\n`,
      "cards.brands[1]",
      'found "vista"; allowed: "visa", "mastercard", "amex", "discover", "diners", "jcb", "unionpay", "eftpos", "interac"',
    ],
    [
      "an empty list of cards",
      `${smallestShop}[cards]\nfunding = []\n`,
      "cards.funding",
      'is empty; allowed: at least one of "credit", "debit", "prepaid"',
    ],
    [
      "a product address without a place for the handle",
      `product_url = "https://x.example/p"\n${smallestShop}`,
      "product_url",
      'found "https://x.example/p"; allowed: an absolute address with {handle} where the product\'s handle goes: "https://shop.example/products/{handle}"',
    ],
  ];

  test.each(wrong)("%s is named", (_, shop, where, reason) => {
    expect(mistakesIn({ shop })).toEqual(expect.arrayContaining([{ where: `shop.toml: ${where}`, reason }]));
  });

  test("all of them are named at once, those of the environment too", () => {
    const mistakes = mistakesIn({
      environment: { PORT: "eighty", LOG_LEVEL: "loud" },
      shop: `payment = "sandbox"\n${smallestShop.replace("usd", "dollars")}`,
    });
    expect(mistakes.map((mistake) => mistake.where)).toEqual([
      "PORT",
      "LOG_LEVEL",
      "shop.toml: currency",
      "shop.toml: payment",
    ]);
  });

  test("text that is not TOML is named by line and column, and by nothing else", () => {
    const mistakes = mistakesIn({ shop: 'name = "Shop"\ncurrency = usd\n' });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]?.reason).toStartWith("line 2, column ");
  });

  test("a SHOP_CONFIG that names no file is named", () => {
    const mistakes = mistakesIn({ environment: { SHOP_CONFIG: "other.toml" } });
    expect(mistakes.map((mistake) => mistake.where)).toEqual(["SHOP_CONFIG"]);
  });
});
