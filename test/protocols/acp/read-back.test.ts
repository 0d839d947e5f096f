import { describe, expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { saysSomething } from "../../../src/address.ts";
import type { CheckoutView } from "../../../src/checkout/view.ts";
import { asId, type SessionId } from "../../../src/ids.ts";
import { servedWires } from "../../../src/protocols/acp/versions.ts";
import type { Wire } from "../../../src/protocols/acp/wire.ts";
import { checkoutView } from "../../arbitraries/checkout.ts";
import { openTestShop } from "../../checkout/shop.ts";

/** What an agent sets in a version it finds again in that version's answers. */

const words = fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" });
const line = words.filter(saysSomething);
const email = fc.stringMatching(/^[a-z0-9]{1,12}$/).map((name) => `${name}@example.com`);

const address = fc.record(
  {
    name: line,
    line_one: line,
    line_two: words,
    city: line,
    state: fc.constantFrom("CA", "NY", "PR", "AE"),
    country: fc.constant("US"),
    postal_code: fc.constantFrom("94102", "10115"),
  },
  { requiredKeys: ["name", "line_one", "city", "state", "country", "postal_code"] },
);

const details = fc.record({ name: words, phone_number: words, email, address }, { requiredKeys: [] });

const twoNamedBuyer = fc.record(
  { first_name: words, last_name: words, email, phone_number: words },
  { requiredKeys: ["first_name", "last_name", "email"] },
);

const fullBuyer = fc.record(
  {
    email,
    first_name: words,
    last_name: words,
    full_name: words,
    phone_number: words,
    customer_id: words,
    account_type: fc.constantFrom("guest", "registered", "business"),
    authentication_status: fc.constantFrom("authenticated", "guest", "requires_signin"),
    company: fc.record({ name: words, tax_id: words }, { requiredKeys: ["name"] }),
    loyalty: fc.record({ tier: words, points_balance: fc.integer() }, { requiredKeys: [] }),
    tax_exemption: fc.record({
      certificate_id: words,
      certificate_type: fc.constantFrom("resale", "exempt_organization", "government"),
      exempt_regions: fc.array(words, { maxLength: 3 }),
    }),
  },
  { requiredKeys: ["email"] },
);

/** What a version lets an update set, of that which its answers show. */
function settings(version: string): fc.Arbitrary<object> {
  const late = version >= "2026-01-30";
  const buyer = late ? fullBuyer : twoNamedBuyer;
  return version === "2025-09-29"
    ? fc.record({ buyer, fulfillment_address: address }, { requiredKeys: [] })
    : fc.record({ buyer, fulfillment_details: details }, { requiredKeys: [] });
}

/** The part of an answer that an update sets. */
const Shown = Type.Object({
  buyer: Type.Optional(Type.Unknown()),
  fulfillment_address: Type.Optional(Type.Unknown()),
  fulfillment_details: Type.Optional(Type.Unknown()),
});

/** The answer once checkout has taken over what the update said. */
function answerAfter(wire: Wire, body: object, view: CheckoutView): unknown {
  const outcome = wire.update.decode(body);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
  const { buyer, fulfillmentDetails } = outcome.value;
  const answer = wire.session.encode({ ...view, session: { ...view.session, buyer, fulfillmentDetails } });
  return Value.Clean(Shown, JSON.parse(JSON.stringify(answer)));
}

describe.each(servedWires(true))("$version", (wire) => {
  test("shows buyer and address as they were sent", () => {
    const [view] = fc.sample(checkoutView, { numRuns: 1, seed: 1 });
    if (!view) throw new Error("a sample has one view");
    fc.assert(
      fc.property(settings(wire.version), (body) => {
        expect(Value.Check(wire.update.schema, body)).toBe(true);
        expect(answerAfter(wire, body, view)).toEqual({ ...body });
      }),
    );
  });
});

/** What a version lets a create request say, of that which its answers repeat as it was said. */
function creations(version: string): fc.Arbitrary<object> {
  const said = settings(version);
  if (version < "2026-01-30") return said;
  const late = fc.record(
    {
      locale: fc.constantFrom("en-US", "de-CH"),
      timezone: fc.constantFrom("America/Los_Angeles", "Asia/Tokyo"),
      quote_id: words,
      metadata: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(words, fc.integer(), fc.boolean())),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(said, late).map(([one, other]) => ({ ...one, ...other }));
}

/** The items of a create request, how many of each, and how that version's answer repeats them. */
const lines = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom("shirt-small", "voucher", "mug"),
    quantity: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, selector: ({ id }) => id },
);

describe.each(servedWires(true))("$version, over a real shop", (wire) => {
  const counts = wire.version < "2026-01-30";

  test("a session shows on get what its create said", async () => {
    await using shop = await openTestShop();
    await fc.assert(
      fc.asyncProperty(creations(wire.version), lines, async (said, wanted) => {
        const items = counts
          ? { items: wanted }
          : {
              line_items: wanted.flatMap(({ id, quantity }) => Array(quantity).fill({ id })),
              currency: "usd",
              capabilities: {},
            };
        const created = await shop.call(wire, { operation: "create", body: { ...items, ...said } });
        expect([created.status, created.json.code]).toEqual([201, undefined]);
        const sessionId = asId<SessionId>(created.json.id);
        const { json } = await shop.call(wire, { operation: "get", sessionId });
        expect(json).toEqual(created.json);
        expect(json).toMatchObject(said);
        const shown = json.line_items.map(
          (line: { item: { id: string; quantity: number }; quantity: number }) => ({
            id: line.item.id,
            quantity: counts ? line.item.quantity : line.quantity,
          }),
        );
        expect(shown).toEqual(wanted);
      }),
      { numRuns: 25 },
    );
  });
});
