import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { serveShop } from "../../http/shop-server.ts";
import { everyWay, hostProfiles, patientOutgoing, profileIn, transports } from "./platform.ts";

/** What a platform sets in a version, over either transport, it finds again in the answers, and so does a GET over both. */

const words = fc
  .string({ minLength: 1, maxLength: 20, unit: "grapheme" })
  .filter((text) => text.trim() === text);
const email = fc.stringMatching(/^[a-z0-9]{1,12}$/).map((name) => `${name}@example.com`);
const place = { address_country: fc.constant("US"), address_region: fc.constantFrom("CA", "NY") };

const buyer = fc.record(
  { email, first_name: words, last_name: words, phone_number: words },
  { requiredKeys: ["email"] },
);
const context = fc.record(
  {
    ...place,
    postal_code: fc.constant("94102"),
    language: fc.constantFrom("en-US", "de-CH"),
    currency: fc.constantFrom("USD", "EUR"),
    intent: words,
    eligibility: fc.uniqueArray(fc.constantFrom("com.example.gold", "org.school.student"), { minLength: 1 }),
  },
  { requiredKeys: ["address_country"] },
);
const destination = fc.record(
  {
    ...place,
    id: words,
    street_address: words,
    address_locality: words,
    postal_code: fc.constantFrom("94102", "10001"),
    extended_address: words,
    phone_number: words,
    first_name: words,
    last_name: words,
  },
  {
    requiredKeys: ["address_country", "address_region", "street_address", "address_locality", "postal_code"],
  },
);
const line_items = fc.uniqueArray(
  fc.record({
    item: fc.record({ id: fc.constantFrom("cedar-candle", "canvas-tote", "gift-card-25") }),
    quantity: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, selector: ({ item }) => item.id },
);

/** A checkout as a platform says it; goods that are shipped are among it. */
const checkout = fc
  .record(
    {
      line_items: line_items.filter((lines) => lines.some(({ item }) => item.id !== "gift-card-25")),
      buyer,
      context,
      codes: fc.uniqueArray(fc.constantFrom("A1", "B2"), { minLength: 1 }),
      destination,
    },
    { requiredKeys: ["line_items"] },
  )
  .map(({ codes, destination, ...said }) => ({
    ...said,
    ...(codes && { discounts: { codes } }),
    ...(destination && { fulfillment: { methods: [{ type: "shipping", destinations: [destination] }] } }),
  }));

describe.each(everyWay)("in %s over %s", (version, transport) => {
  test("a checkout and a cart show what was said of them, and nothing that a PUT left out", async () => {
    await using shop = await serveShop({ outgoing: patientOutgoing() });
    using profiles = hostProfiles(() => Response.json(profileIn(version)));
    const ask = transports[transport](shop, profiles.at("platform"));
    const askOtherwise = transports[transport === "REST" ? "MCP" : "REST"](shop, profiles.at("platform"));
    await fc.assert(
      fc.asyncProperty(checkout, checkout, async (first, second) => {
        const { body: begun } = await ask("POST", "/checkout-sessions", first);
        expect(begun).toMatchObject(first);
        const path = `/checkout-sessions/${begun.id}`;
        const { body: replaced } = await ask("PUT", path, second);
        expect(replaced).toMatchObject(second);
        for (const field of ["context", "discounts"] as const)
          if (!(field in second)) expect(replaced[field]).toBeUndefined();
        for (const look of [ask, askOtherwise]) expect((await look("GET", path)).body).toEqual(replaced);
        const { fulfillment: _, ...content } = second;
        const { body: cart } = await ask("POST", "/carts", content);
        expect(cart).toMatchObject(content);
        for (const look of [ask, askOtherwise])
          expect((await look("GET", `/carts/${cart.id}`)).body).toEqual(cart);
      }),
      { numRuns: 10 },
    );
  });
});
