import { describe, expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { asId, type SessionId } from "../../src/ids.ts";
import { newestWire, servedWires } from "../../src/protocols/acp/versions.ts";
import { demoAddress, demoBuyer } from "../../src/protocols/acp/words/examples.ts";
import { openTestShop } from "./shop.ts";

type TestShop = Awaited<ReturnType<typeof openTestShop>>;

const marketingConsents = [
  { channel: "email", displayText: "News", privacyPolicyUrl: "https://harbour.example/privacy" },
];
const openShop = () => openTestShop({ marketingConsents });

const first = {
  provider: "impact.example",
  token: "secret_first",
  publisher_id: "pub_1",
  touchpoint: "first",
};
const last = { provider: "impact.example", token: "secret_last", campaign_id: "camp_9", touchpoint: "last" };
const risk_signals = {
  ip_address: "192.0.2.7",
  user_agent: "secret_browser",
  device_fingerprint: "secret_fp",
};

async function buy(shop: TestShop, more: object = {}) {
  const created = await shop.call(newestWire, {
    operation: "create",
    body: {
      line_items: [{ id: "shirt-small" }],
      currency: "usd",
      capabilities: {},
      fulfillment_details: { email: demoBuyer.email, address: demoAddress },
      locale: "en-US",
      affiliate_attribution: first,
      order_notes: "Leave it at the back door.",
    },
  });
  const instrument = { type: "card", credential: { type: "spt", token: "spt_1" } };
  const completed = await shop.call(newestWire, {
    operation: "complete",
    sessionId: asId<SessionId>(created.json.id),
    body: {
      payment_data: { handler_id: "card_tokenized", instrument },
      affiliate_attribution: last,
      marketing_consents: [
        { channel: "email", opted_in: true },
        { channel: "carrier_pigeon", opted_in: true },
      ],
      risk_signals,
      ...more,
    },
  });
  return { created, completed };
}

describe("what an agent says of how a purchase came about", () => {
  test("is kept with the order, consents only of channels the shop offers", async () => {
    await using shop = await openShop();
    await buy(shop);
    const [order] = await shop.ordersMade();
    expect(order).toMatchObject({
      locale: "en-US",
      orderNotes: "Leave it at the back door.",
      affiliateFirst: { provider: "impact.example", touchpoint: "first", details: { token: "secret_first" } },
      affiliateLast: { provider: "impact.example", touchpoint: "last", details: { campaign_id: "camp_9" } },
      marketingConsents: [{ channel: "email", optedIn: true }],
      riskSignals: {
        ipAddress: "192.0.2.7",
        userAgent: "secret_browser",
        deviceFingerprint: "secret_fp",
      },
    });
  });

  test("is told no agent again, but for locale, notes and the channels offered", async () => {
    await using shop = await openShop();
    const { created, completed } = await buy(shop);
    expect(created.json).toMatchObject({
      locale: "en-US",
      marketing_consent_options: [{ channel: "email", display_text: "News" }],
    });
    expect(completed.json.order.confirmation.order_notes).toBe("Leave it at the back door.");
    for (const wire of servedWires(true)) {
      const sessionId = asId<SessionId>(created.json.id);
      const { body } = await shop.call(wire, { operation: "get", sessionId });
      expect([wire.version, /secret|pub_1|camp_9|192\.0\.2\.7|opted_in/.test(body)]).toEqual([
        wire.version,
        false,
      ]);
    }
  });

  test("never stands in the way: an attribution of last touch may come alone, notes may change", async () => {
    await using shop = await openShop();
    expect((await buy(shop, { order_notes: "Ring twice." })).completed.json.status).toBe("completed");
    const [order] = await shop.ordersMade();
    expect(order?.orderNotes).toBe("Ring twice.");
  });
});

describe("why a buyer left", () => {
  async function cancel(shop: TestShop, body: object) {
    const create = { line_items: [{ id: "shirt-small" }], currency: "usd", capabilities: {} };
    const { json } = await shop.call(newestWire, { operation: "create", body: create });
    const sessionId = asId<SessionId>(json.id);
    return { sessionId, answer: await shop.call(newestWire, { operation: "cancel", sessionId, body }) };
  }

  test("is kept and not told again; a reason nobody knows is another one", async () => {
    await using shop = await openShop();
    const intent_trace = {
      reason_code: "mercury_in_retrograde",
      trace_summary: "secret summary",
      metadata: { stage: "payment", seconds: 41, urgent: false },
    };
    const { sessionId, answer } = await cancel(shop, { intent_trace });
    expect(answer.body).not.toContain("secret");
    expect((await shop.reads.sessions.find(sessionId))?.intentTrace).toEqual({
      reasonCode: "other",
      summary: "secret summary",
      metadata: { stage: "payment", seconds: 41, urgent: false },
    });
  });

  test.each([
    ["no reason", {}, "/intent_trace/reason_code"],
    [
      "a summary that is a novel",
      { reason_code: "other", trace_summary: "x".repeat(501) },
      "/intent_trace/trace_summary",
    ],
    ["nested facts", { reason_code: "other", metadata: { a: { b: 1 } } }, "/intent_trace/metadata/a"],
  ])("is refused with %s", (_, intent_trace, path) => {
    expect(Value.Errors(newestWire.cancel.schema, { intent_trace }).First()?.path).toBe(path);
  });
});
