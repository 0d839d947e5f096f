import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ucpErrors } from "../../conformance/official-ucp.ts";
import { makeShopOnDemoTerms } from "../../demo-goods.ts";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import {
  everyWay,
  home,
  hostProfiles,
  type ProfileHost,
  patientOutgoing,
  payBy,
  type platform,
  profileIn,
  transports,
  whole,
} from "./platform.ts";

const candle = [{ item: { id: "cedar-candle" }, quantity: 2 }];
const amounts = (totals: readonly { type: string; amount: number }[]) =>
  Object.fromEntries(totals.map(({ type, amount }) => [type, amount]));

const channels = `
[[marketing_consents]]
channel = "email"
text = "News by e-mail"
privacy_policy_url = "https://shop.example/privacy"

[[marketing_consents]]
channel = "sms"
text = "News by text message"
privacy_policy_url = "https://shop.example/privacy"
`;

describe.each(everyWay)("in %s over %s", (version, transport) => {
  const own = temporaryFolder();
  let shop: ServedShop;
  let profiles: ProfileHost;
  let ask: ReturnType<typeof platform>;

  beforeAll(async () => {
    profiles = hostProfiles(() => Response.json(profileIn(version)));
    const environment = await makeShopOnDemoTerms(own.path);
    const file = join(own.path, "shop.toml");
    writeFileSync(file, `${readFileSync(file, "utf8")}${channels}`);
    shop = await serveShop({ folder: own.path, environment, outgoing: patientOutgoing() });
    ask = transports[transport](shop, profiles.at("platform"));
  });
  afterAll(async () => {
    await shop[Symbol.asyncDispose]();
    profiles[Symbol.dispose]();
    own[Symbol.dispose]();
  });

  const create = async (body: object) => (await ask("POST", "/checkout-sessions", body)).body;
  const replace = async (id: string, body: object) =>
    (await ask("PUT", `/checkout-sessions/${id}`, body)).body;

  test("a buyer's country and state tell delivery and tax before there is an address, and no more", async () => {
    const context = { address_country: "US", address_region: "CA", postal_code: "94607", intent: "a gift" };
    const begun = await create({ line_items: candle, buyer: whole.buyer, context });
    expect(begun.status).toBe("incomplete");
    expect(begun.context).toEqual(context);
    expect(amounts(begun.totals)).toEqual({ subtotal: 4400, fulfillment: 599, tax: 319, total: 5318 });
    expect(begun.fulfillment.methods[0].destinations).toBeUndefined();
    expect(begun.fulfillment.methods[0].groups[0].options.length).toBeGreaterThan(1);
    expect(begun.messages).toContainEqual(
      expect.objectContaining({ code: "missing", path: "$.fulfillment.methods[0].destinations[0]" }),
    );
    expect(ucpErrors(version, "checkout", begun)).toEqual([]);
    const refused = await ask("POST", `/checkout-sessions/${begun.id}/complete`, payBy("tok_approved"));
    expect(refused.body.messages[0].code).toBe("missing");
  });

  test("an address takes the place of what was said of the buyer's whereabouts", async () => {
    const begun = await create({ ...whole, context: { address_country: "US", address_region: "OR" } });
    expect(begun.status).toBe("ready_for_complete");
    expect(amounts(begun.totals)["tax"]).toBe(319);
  });

  test.each(["CA", "ca", "US-CA", "California", " california "])(
    "a state written as %j is taxed as it is by its code",
    async (address_region) => {
      const sent = { methods: [{ type: "shipping", destinations: [{ ...home, address_region }] }] };
      const begun = await create({ ...whole, fulfillment: sent });
      expect(begun.status).toBe("ready_for_complete");
      expect(amounts(begun.totals)["tax"]).toBe(319);
      expect(begun.fulfillment.methods[0].destinations[0].address_region).toBe("CA");
      const guessed = await create({
        line_items: candle,
        context: { address_country: "US", address_region },
      });
      expect(amounts(guessed.totals)["tax"]).toBe(319);
    },
  );

  test("a state that its country has not is refused where it stands", async () => {
    const sent = { methods: [{ type: "shipping", destinations: [{ ...home, address_region: "Bavaria" }] }] };
    const { body } = await ask("POST", "/checkout-sessions", { ...whole, fulfillment: sent });
    expect(body).toMatchObject({
      code: "invalid",
      path: "$.fulfillment.methods[0].destinations[0].address_region",
    });
  });

  test.each([
    ["street_address", " "],
    ["address_locality", "\u200b"],
    ["address_region", ""],
    ["postal_code", ""],
  ])("nothing is paid before an address has its %s", async (field, nothing) => {
    const sent = { methods: [{ type: "shipping", destinations: [{ ...home, [field]: nothing }] }] };
    const begun = await create({ ...whole, fulfillment: sent });
    expect(begun).toMatchObject({
      status: "incomplete",
      messages: [{ code: "missing", path: `$.fulfillment.methods[0].destinations[0].${field}` }],
    });
    const refused = await ask("POST", `/checkout-sessions/${begun.id}/complete`, payBy("tok_approved"));
    expect(refused.body.messages).toMatchObject([{ code: "missing" }]);
  });

  test("a country that is none is passed over", async () => {
    const begun = await create({ line_items: candle, context: { address_country: "Atlantis" } });
    expect(begun.totals).not.toContainEqual(expect.objectContaining({ type: "fulfillment" }));
  });

  test("a benefit that a buyer is said to have is warned of, and stops neither cart nor checkout", async () => {
    const context = { address_country: "US", eligibility: ["com.example.gold"] };
    const warning = {
      type: "warning",
      code: "eligibility_not_accepted",
      path: "$.context.eligibility[0]",
    };
    const cart = (await ask("POST", "/carts", { line_items: candle, context })).body;
    expect(cart.messages).toMatchObject([warning]);
    expect(ucpErrors(version, "cart", cart)).toEqual([]);
    const begun = await create({ ...whole, context });
    expect(begun).toMatchObject({ status: "ready_for_complete", messages: [warning] });
    expect(ucpErrors(version, "checkout", begun)).toEqual([]);
    const paid = await ask("POST", `/checkout-sessions/${begun.id}/complete`, payBy("tok_approved"));
    expect(paid.body).toMatchObject({ status: "completed", messages: [] });
  });

  test("a PUT without context forgets it", async () => {
    const begun = await create({
      line_items: candle,
      context: { address_country: "US", address_region: "CA" },
    });
    const { context, totals } = await replace(begun.id, { line_items: candle });
    expect({ context, totals: amounts(totals) }).toEqual({
      context: undefined,
      totals: { subtotal: 4400, tax: 0, total: 4400 },
    });
  });

  test("what is said of a buyer without an e-mail address reads back, and the address is asked for", async () => {
    const buyer = { first_name: "Jane", phone_number: "+15105550100" };
    const begun = await create({ ...whole, buyer });
    expect(begun.buyer).toMatchObject(buyer);
    expect(begun.messages).toContainEqual(
      expect.objectContaining({ code: "missing", path: "$.buyer.email" }),
    );
    const known = await replace(begun.id, { ...whole, buyer: { ...buyer, email: "jane@example.com" } });
    expect(known).toMatchObject({
      status: "ready_for_complete",
      buyer: { ...buyer, email: "jane@example.com" },
    });
  });

  test("a card whose bank wants to hear from its buyer hands them over to the page", async () => {
    const { id } = await create(whole);
    const { body } = await ask("POST", `/checkout-sessions/${id}/complete`, payBy("tok_3ds"));
    expect(body.status).toBe("requires_escalation");
    expect(body.messages).toContainEqual(expect.objectContaining({ severity: "requires_buyer_input" }));
    expect(ucpErrors(version, "checkout", body)).toEqual([]);
    const page = await shop.fetch(new URL(body.continue_url).pathname);
    expect(page.status).toBe(200);
    const paid = await ask("POST", `/checkout-sessions/${id}/complete`, payBy("tok_approved"));
    expect(paid.body.status).toBe("completed");
  });

  if (version === "2026-04-08") {
    test("a buyer's consents read back as they were said", async () => {
      const consent = { marketing: true, analytics: false };
      const begun = await create({ ...whole, buyer: { ...whole.buyer, consent } });
      expect(begun.buyer.consent).toEqual(consent);
      const kept = await replace(begun.id, whole);
      expect(kept.buyer.consent).toEqual(consent);
      expect(ucpErrors(version, "checkout", kept)).toEqual([]);
    });
  } else {
    const marketing = "dev.ucp.consent.marketing";

    test("the shop says what it asks consent to, and keeps the buyer's answers and nobody else's", async () => {
      const begun = await create(whole);
      const offered = begun.buyer.consent[marketing];
      expect(offered).toMatchObject({ granted: false, source: "business" });
      expect(Object.keys(offered.segments)).toEqual([`${marketing}.email`, `${marketing}.sms`]);
      expect(ucpErrors(version, "checkout", begun)).toEqual([]);
      const consent = {
        [marketing]: {
          granted: false,
          source: "business",
          segments: {
            [`${marketing}.email`]: { granted: true, source: "platform" },
            [`${marketing}.sms`]: { granted: true, source: "business" },
          },
        },
        "com.example.other": { granted: true, source: "platform" },
      };
      const said = await replace(begun.id, { ...whole, buyer: { ...whole.buyer, consent } });
      expect(Object.keys(said.buyer.consent)).toEqual([marketing]);
      expect(said.buyer.consent[marketing]).toMatchObject({ granted: false, source: "business" });
      expect(said.buyer.consent[marketing].segments).toMatchObject({
        [`${marketing}.email`]: { granted: true, source: "platform" },
        [`${marketing}.sms`]: { granted: false, source: "business" },
      });
    });

    test("consent to text messages without a number is warned of, and not paid with", async () => {
      const consent = {
        [marketing]: {
          granted: false,
          source: "business",
          segments: { [`${marketing}.sms`]: { granted: true, source: "platform" } },
        },
      };
      const begun = await create({ ...whole, buyer: { ...whole.buyer, consent } });
      expect(begun.messages).toContainEqual(
        expect.objectContaining({
          type: "warning",
          code: "missing_consent_data",
          path: "$.buyer.phone_number",
        }),
      );
      const { body } = await ask("POST", `/checkout-sessions/${begun.id}/complete`, payBy("tok_approved"));
      expect(body.messages[0]).toMatchObject({ type: "error", path: "$.buyer.phone_number" });
    });
  }
});
