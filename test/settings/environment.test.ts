import { describe, expect, test } from "bun:test";
import type { Settings } from "../../src/settings.ts";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

const understood: readonly [
  variable: string,
  value: string,
  read: (settings: Settings) => unknown,
  expected: unknown,
][] = [
  ["HOST", "::1", (it) => it.server.host, "::1"],
  ["PORT", "0", (it) => it.server.port, 0],
  ["PORT", " 8080 ", (it) => it.server.port, 8080],
  ["PUBLIC_BASE_URL", "http://shop.example/", (it) => it.shop.publicBaseUrl, "http://shop.example"],
  [
    "DATABASE_URL",
    "file:data/shop.db",
    (it) => it.database.path,
    expect.stringMatching(/^\/.+\/data\/shop\.db$/),
  ],
  ["DATABASE_URL", "file:/srv/shop.db", (it) => it.database.path, "/srv/shop.db"],
  ["DATABASE_URL", "file:///srv/shop.db", (it) => it.database.path, "/srv/shop.db"],
  ["COMMERCE_API_KEY", "csk_of_sixteen_1", (it) => it.agentSeed.apiKey, "csk_of_sixteen_1"],
  ["AGENT_SIGNATURE_KEY", "shared", (it) => it.agentSeed.signatureKey, "shared"],
  ["RATE_LIMIT", "OFF", (it) => it.server.rateLimit, "off"],
  ["RATE_LIMIT", "60", (it) => it.server.rateLimit, 60],
  ["OPENAI_APPS_CHALLENGE", "a-token", (it) => it.server.openAiAppsChallenge, "a-token"],
  ["TRUSTED_PROXY", "none", (it) => it.server.trustedProxies, []],
  [
    "TRUSTED_PROXY",
    "10.0.0.1, 10.1.0.0/16,::1",
    (it) => it.server.trustedProxies,
    ["10.0.0.1/32", "10.1.0.0/16", "::1/128"],
  ],
  [
    "SMTP_URL",
    "smtps://me:secret@mail.example:465",
    (it) => it.smtpUrl,
    "smtps://me:secret@mail.example:465",
  ],
  ["ORDER_EMAIL_TO", "orders@shop.example", (it) => it.orderEmailTo, "orders@shop.example"],
  ["WEBHOOK_RETRY_BASE_MS", "20", (it) => it.webhookRetryBaseMs, 20],
  ["ADMIN_TOKEN", "t0ken_of_sixteen", (it) => it.adminToken, "t0ken_of_sixteen"],
  ["LOG_LEVEL", "DEBUG", (it) => it.logLevel, "debug"],
];

test.each(understood)("%s=%s is understood", (variable, value, read, expected) => {
  expect(read(settingsOf({ environment: { [variable]: value }, shop: smallestShop }))).toEqual(expected);
});

const refused: readonly [variable: string, value: string][] = [
  ["PORT", "65536"],
  ["PORT", "80.5"],
  ["PORT", "http"],
  ["PUBLIC_BASE_URL", "shop.example"],
  ["PUBLIC_BASE_URL", "ftp://shop.example"],
  ["PUBLIC_BASE_URL", "http://shop.example/api"],
  ["PUBLIC_BASE_URL", "http://me:secret@shop.example"],
  ["DATABASE_URL", "mysql://localhost/shop"],
  ["DATABASE_URL", "file:"],
  ["DATABASE_URL", "file:shop.db?mode=memory"],
  ["COMMERCE_API_KEY", "two words, but long enough"],
  ["COMMERCE_API_KEY", "fifteen_letters"],
  ["ADMIN_TOKEN", "fifteen_letters"],
  ["STRIPE_SECRET_KEY", "pk_test_publishable"],
  ["STRIPE_API_BASE", "localhost:12111"],
  ["RATE_LIMIT", "0"],
  ["RATE_LIMIT", "unlimited"],
  ["TRUSTED_PROXY", "10.0.0.0/33"],
  ["TRUSTED_PROXY", "127.1"],
  ["SMTP_URL", "https://mail.example"],
  ["ORDER_EMAIL_TO", "orders at shop.example"],
  ["ALERT_WEBHOOK_URL", "chat.example"],
  ["WEBHOOK_RETRY_BASE_MS", "-1"],
  ["LOG_LEVEL", "trace"],
];

test.each(refused)("%s=%s is refused by name, with what is allowed", (variable, value) => {
  const mistakes = mistakesIn({ environment: { [variable]: value } });
  expect(mistakes.map((mistake) => mistake.where)).toContain(variable);
  expect(mistakes.find((mistake) => mistake.where === variable)?.reason).toMatch(/^found .+; allowed: .+/);
});

test("a wrong public address is one mistake, not one for every address that is built on it", () => {
  const mistakes = mistakesIn({ environment: { PUBLIC_BASE_URL: "shop.example" }, shop: smallestShop });
  expect(mistakes.map((mistake) => mistake.where)).toEqual(["PUBLIC_BASE_URL"]);
});

test("a variable set to nothing counts as not set", () => {
  expect(settingsOf({ environment: { PORT: "", LOG_LEVEL: " ", STRIPE_SECRET_KEY: "" } }).server.port).toBe(
    3000,
  );
});

test("the public address follows the port when it is not set", () => {
  expect(settingsOf({ environment: { PORT: "4000" } }).shop.publicBaseUrl).toBe("http://localhost:4000");
});

test.each(["STRIPE_SECRET_KEY", "COMMERCE_API_KEY", "SMTP_URL", "ADMIN_TOKEN"])(
  "the value of %s is never repeated",
  (name) => {
    const messages = mistakesIn({ environment: { [name]: "wrong and private" } }).map(
      (mistake) => mistake.reason,
    );
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.join()).not.toContain("private");
  },
);

describe("the default agent's webhook", () => {
  const development = { PUBLIC_BASE_URL: "http://localhost:3000" };
  const production = { PUBLIC_BASE_URL: "https://shop.example" };
  const shop = `payments = "sandbox"\n${smallestShop}`;

  test("is an address and the secret that signs what is sent there", () => {
    const environment = {
      ...production,
      AGENT_WEBHOOK_URL: "https://agent.example/o",
      AGENT_WEBHOOK_SECRET: "s3",
    };
    expect(settingsOf({ environment, shop }).agentSeed.webhook).toEqual({
      url: "https://agent.example/o",
      secret: "s3",
    });
  });

  test("needs its secret", () => {
    const environment = { ...production, AGENT_WEBHOOK_URL: "https://agent.example/o" };
    expect(mistakesIn({ environment, shop }).map((mistake) => mistake.where)).toEqual([
      "AGENT_WEBHOOK_SECRET",
    ]);
  });

  test("may be http in development", () => {
    const environment = {
      ...development,
      AGENT_WEBHOOK_URL: "http://127.0.0.1:9/o",
      AGENT_WEBHOOK_SECRET: "s3",
    };
    expect(settingsOf({ environment, shop }).agentSeed.webhook?.url).toBe("http://127.0.0.1:9/o");
  });

  test("must be https in public", () => {
    const environment = {
      ...production,
      AGENT_WEBHOOK_URL: "http://agent.example/o",
      AGENT_WEBHOOK_SECRET: "s3",
    };
    expect(mistakesIn({ environment, shop }).map((mistake) => mistake.where)).toEqual(["AGENT_WEBHOOK_URL"]);
  });
});

test("a certificate and its key are files, relative to where the program is started", () => {
  const environment = { TLS_CERTIFICATE: "tls/fullchain.pem", TLS_KEY: "/etc/tls/key.pem" };
  const { server, shop } = settingsOf({ environment, shop: smallestShop });
  expect(server.tls).toEqual({
    certificateFile: expect.stringMatching(/^\/.+\/tls\/fullchain\.pem$/),
    keyFile: "/etc/tls/key.pem",
  });
  expect(shop.publicBaseUrl).toStartWith("https://localhost:");
});

test.each([
  ["TLS_KEY", { TLS_CERTIFICATE: "a.pem" }],
  ["TLS_CERTIFICATE", { TLS_KEY: "a.key" }],
])("%s is missing where the other is set", (missing, environment) => {
  expect(mistakesIn({ environment, shop: smallestShop })).toMatchObject([
    { where: missing, reason: expect.stringContaining("is missing") },
  ]);
});
